"""The effects of a service, tried: what an effect stumbles over would stop the case at the officer's step."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from egov.catalogue import CaseFacts, Service
from egov.country.days import today
from egov.db import in_memory
from egov.errors import Conflict
from egov.forms.base import Answer
from egov.forms.page import questions_of
from egov.forms.people import PersonField
from egov.forms.records import RecordField
from egov.registers.operations import POPULATION, keep_in_register
from egov.soundness.faults import Fault, place_of
from egov.soundness.hooks import code_of, first_line, line_of, said
from egov.soundness.made_up import MadeUp, NotAsked, in_the_end, made_up
from egov.soundness.reading import NEVER, NOT_BY_ALL
from egov.soundness.samples import NotKnown
from workflows.prover.explore import Explored, Way, explore
from workflows.prover.nodes import Node, start_node
from workflows.prover.subject import Subject

RESULT = "gives back {result!r}, with which nothing is done. Let it do its work itself, and return nothing."


def failing_effects(service: Service, subject: Subject) -> Iterator[Fault]:
    """The first thing that each effect stumbles over, on the ways of the table that lead to its step.

    An effect is tried after those of the steps before it, and once more where its step can be taken again, on an empty
    database in memory that knows the records which the answers name.
    """
    if not service.effects:
        return
    ways, told = Ways(explore(subject)), set[str]()
    with in_memory() as session, redirect_stdout(StringIO()):
        for answers in made_up(service, code_of(service)):
            some = in_the_end(service, answers)
            for action in service.effects:
                for steps in ways.to(action, some, _owes(service, some)):
                    found = None if told & {*steps} else Trial(session, service, some).run(steps)
                    if found:
                        told.add(found[0])
                        yield found[1]


@dataclass
class Ways:
    """The ways of a table to the steps with an effect, for those who answer alike as far as its conditions look."""

    explored: Explored
    known: dict[tuple[Node, str], list[list[str]]] = field(default_factory=dict)

    def to(self, action: str, answers: MadeUp, owes: bool) -> list[list[str]]:
        """The actions of the shortest way there, and of the one that leads there again; none where there is no way."""
        found: list[list[str]] = []
        for number, tried in enumerate(self.explored.moves.reading.answers):
            if all(name in answers and answers[name] == value for name, value in tried.items()):
                node = start_node(owes, number, len(next(iter(self.explored.ways_from)).people))
                if (node, action) not in self.known:
                    self.known[node, action] = self._both(node, action)
                found += self.known[node, action]
        return found

    def _both(self, node: Node, action: str) -> list[list[str]]:
        first = self._shortest(node, action)
        again = self._shortest(first[-1].target, action) if first else []
        ways = [first, [*first, *again]] if again else [first] if first else []
        return [[way.move.step.action for way in steps] for steps in ways]

    def _shortest(self, start: Node, action: str) -> list[Way]:
        came_by: dict[Node, Way] = {}
        waiting = deque([start])
        while waiting:
            for way in self.explored.ways_from.get(waiting.popleft(), ()):
                if way.move.step.action == action:
                    return [*_back(came_by, way.source, start), way]
                if way.target not in came_by and way.target != start:
                    came_by[way.target] = way
                    waiting.append(way.target)
        return []


def _back(came_by: dict[Node, Way], node: Node, start: Node) -> list[Way]:
    ways: list[Way] = []
    while node != start:
        ways.insert(0, came_by[node])
        node = ways[0].source
    return ways


def _owes(service: Service, answers: MadeUp) -> bool:
    with suppress(Exception):  # told for itself
        return bool(service.fee and service.fee(answers, today()) > 0)
    return False


@dataclass
class Trial:
    """One set of answers, and the database in memory on which the effects are tried with them."""

    session: Session
    service: Service
    answers: MadeUp

    def run(self, steps: list[str]) -> tuple[str, Fault] | None:
        """What the effects on this way come to: the action at which one stumbles, and the fault."""
        try:
            self._know_records()
            done: set[str] = set()
            for action in (action for action in steps if action in self.service.effects):
                fault = self._fault_of(action, "when the step is taken again" if action in done else "")
                if fault:
                    return action, fault
                done.add(action)
        finally:
            self.session.rollback()
        return None

    def _know_records(self) -> None:
        """Let the registers have the records that the answers name: they were looked up as the form was filled in."""
        for page in self.service.pages:
            for item in self.answers.get(page.slug(), []) if page.repeats else [self.answers]:
                for question in questions_of(page):
                    _know(question, item.get(question.short_name))

    def _fault_of(self, action: str, again: str) -> Fault | None:
        effect, what = self.service.effects[action], f"the effect on {action!r}"
        place = first_line(effect) or place_of(self.service, f'"{action}"')
        self.answers.looked_at.clear()
        try:
            result = _result_of(effect, CaseFacts(f"{self.service.prefix}-MADE-UP", self.answers, today()))
            self.session.flush()
        except NotAsked as missing:
            name = str(missing.args[0])
            sentence = (NOT_BY_ALL if name in self.answers.asked else NEVER).format(name=name)
            return Fault(*line_of(missing, place[0].parent), f"{what} reads {sentence}")
        except NotKnown:
            return None
        except Exception as problem:
            if self.answers.looked_at & self.answers.refused:
                return None
            line = line_of(problem, place[0].parent)
            sentence = " ".join(filter(None, (what, "fails", again, self.answers.how)))
            line = line if line[0].parent == place[0].parent else place
            return Fault(*line, f"{sentence}: {said(problem)}. {_cure_of(problem)}")
        return None if result is None else Fault(*place, f"{what} {RESULT.format(result=result)}")


def _know(question: Answer, value: Any) -> None:
    if isinstance(question, RecordField) and value:
        keep_in_register(question.register, value["key"], value["facts"])
    if isinstance(question, PersonField) and value and value["checked"]:
        keep_in_register(POPULATION, value["identifier"], {"name": value["name"]})


def _result_of(effect: Callable[[CaseFacts], object], case: CaseFacts) -> object:
    return effect(case)


def _cure_of(problem: Exception) -> str:
    if isinstance(problem, StatementError):
        return "A register keeps words and whole numbers: write a day with .isoformat(), an amount with .amount."
    if isinstance(problem, Conflict):
        return "Use keep_in_register where it may be there or not, and change_register only for what is there."
    return "Correct this line."
