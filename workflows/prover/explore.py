"""Explores everything that can happen to a case, breadth first: the first way found to a place is a shortest one."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from workflows.engine import START, By
from workflows.prover.moves import Moves
from workflows.prover.nodes import Move, Node, start_node
from workflows.prover.subject import Subject


@dataclass(frozen=True)
class Way:
    """One move and both its ends."""

    source: Node
    move: Move
    target: Node


@dataclass(frozen=True)
class Explored:
    """The whole state space, in the order in which it was found."""

    subject: Subject
    moves: Moves
    ways_from: dict[Node, list[Way]]
    came_by: dict[Node, Way]

    @property
    def nodes(self) -> Iterator[Node]:
        """All cases that have been submitted, the nearest first."""
        return (node for node in self.ways_from if node.place != START)

    @property
    def ways(self) -> Iterator[Way]:
        """All moves, those from the nearest nodes first."""
        return (way for ways in self.ways_from.values() for way in ways)

    def shortest_way(self, node: Node) -> list[Way]:
        """How a case comes here, from its beginning."""
        ways: list[Way] = []
        while node in self.came_by:
            ways.append(self.came_by[node])
            node = ways[-1].source
        return ways[::-1]

    @property
    def states(self) -> int:
        """How many different situations of a case there are."""
        return len(self.ways_from)

    @property
    def transitions(self) -> int:
        """How many moves there are between them."""
        return sum(len(ways) for ways in self.ways_from.values())


def explore(subject: Subject) -> Explored:
    """Everything that can happen to a case of the subject."""
    moves = Moves(subject)
    people = subject.people(By.APPEAL).stop
    answers = range(len(moves.reading.answers))
    waiting = deque(start_node(fee, number, people) for fee in subject.fees for number in answers)
    ways_from: dict[Node, list[Way]] = {node: [] for node in waiting}
    came_by: dict[Node, Way] = {}
    while waiting:
        node = waiting.popleft()
        for move, target in moves.ways(node):
            way = Way(node, move, target)
            ways_from[node].append(way)
            if target not in ways_from:
                ways_from[target], came_by[target] = [], way
                waiting.append(target)
    return Explored(subject, moves, ways_from, came_by)
