"""Do the clocks work: no race, no loop, no wait for ever, nothing that takes longer than the law allows?"""

from collections.abc import Iterator
from itertools import combinations

from workflows.engine import STAY, Clock, Since, Step
from workflows.prover.explore import Explored, Way
from workflows.prover.findings import Finding
from workflows.prover.nodes import Move, Node
from workflows.prover.outcomes import after
from workflows.prover.story import tell, tell_way

Alarms = list[list[Step]]


def two_automatic_steps_race(explored: Explored) -> Iterator[Finding]:
    """Two alarms that can ring on one day and lead to different ends: the order of rows would decide a case."""
    told: set[tuple[str, str]] = set()
    for node in explored.nodes:
        for one, other in _racing(explored, node):
            if (one.action, other.action) not in told:
                told.add((one.action, other.action))
                yield Finding(
                    "two-automatic-steps-race",
                    f"steps {one.action!r} and {other.action!r} can be due on the same day and lead apart. "
                    "Give them different days counted from the same day, or the same end.",
                    tell(explored, node, f'On one day both "{one.label}" and "{other.label}" are due: chance decides.'),
                    f'"{other.action}"',
                )  # fmt: skip


def loop_of_automatic_steps(explored: Explored) -> Iterator[Finding]:
    """Clock steps that lead back to where they began: letters would go out for ever."""
    turning = {node: _by_clock(explored, node) for node in explored.nodes}
    ends: list[Node] = [node for node in turning if not turning[node]]
    sources: dict[Node, list[Node]] = {}
    left = {node: len(ways) for node, ways in turning.items()}
    for node, ways in turning.items():
        for way in ways:
            sources.setdefault(way.target, []).append(node)
    while ends:
        for source in sources.get(ends.pop(), ()):
            left[source] -= 1
            if not left[source]:
                ends.append(source)
    first = next((node for node, count in left.items() if count), None)
    if first is not None:
        yield _loop_from(explored, first, {node for node, count in left.items() if count})


def wait_without_a_deadline(explored: Explored) -> Iterator[Finding]:
    """Somebody is waited for, and no alarm will ever ring."""
    states = {state.code: state for state in explored.subject.workflow.states}
    told: set[str] = set()
    for node in explored.nodes:
        state = states[node.place]
        waits = state.waits_for is not None and state.clock != Clock.ENDED and node.place not in told
        if waits and not node.rung and not explored.moves.rings(node):
            told.add(node.place)
            yield Finding(
                "wait-without-a-deadline",
                f"state {node.place!r} waits for the {state.waits_for} and no alarm ever rings. "
                "Add a step by the clock: a reminder, a lapse, or an escalation after the deadline.",
                tell(explored, node, f'"{state.label}": nothing happens, and nobody is ever told.'),
                f'"{node.place}"',
            )


def deadlines_past_the_legal_limit(explored: Explored) -> Iterator[Finding]:
    """The waits that the table allows while the legal deadline runs add up to more than the law gives."""
    best: tuple[int, list[str]] = (0, [])
    for node in explored.nodes:
        if node.place in explored.moves.running:
            best = max(best, _longest(explored, node.place, frozenset(), (0, [])), key=lambda found: found[0])
    total, places = best
    if total > explored.subject.days:
        states = {state.code: state.label for state in explored.subject.workflow.states}
        waits = ", then ".join(f'"{states[place]}" lasts {_stay(explored, place)}' for place in places)
        yield Finding(
            "deadlines-past-the-legal-limit",
            f"the waits add up to {total} working days and the law gives {explored.subject.days}. "
            "Shorten them, or stop the legal clock while they last.",
            f"{explored.subject.names.applicant} applies. {waits}: "
            f"{total} working days, when the law gives {explored.subject.days}.",
            f'"{places[-1]}"',
        )


def _racing(explored: Explored, node: Node) -> Iterator[tuple[Step, Step]]:
    alarms: Alarms = explored.moves.rings(node)
    for same_day in alarms:
        yield from (pair for pair in combinations(same_day, 2) if _lead_apart(*pair, node))
    for first, second in combinations(alarms, 2):
        pair = (first[0], second[0])
        if _lead_apart(*pair, node) and not _meet_again(explored, node, *pair):
            yield pair


def _lead_apart(one: Step, other: Step, node: Node) -> bool:
    if node.place in (one.leads_to(node.place), other.leads_to(node.place)):
        return False
    return (one.target, one.does, one.decides) != (other.target, other.does, other.decides)


def _meet_again(explored: Explored, node: Node, one: Step, other: Step) -> bool:
    """Whether the later of two steps still comes on the same day after the earlier one, and ends as it would alone."""
    for first, second in ((one, other), (other, one)):
        for between in after(explored.moves.memory, node, Move(first)):
            if second.alarm and second.alarm.since != Since.ENTRY and _is_next_to_leave(explored, between, second):
                return True
    return False


def _is_next_to_leave(explored: Explored, node: Node, step: Step) -> bool:
    """Whether the alarm rings after nothing but alarms that keep the case where it is."""
    for alarms in explored.moves.rings(node):
        if step in alarms:
            return True
        first = alarms[0]
        if step.alarm and first.alarm and first.alarm.since == step.alarm.since and first.target == STAY:
            return any(_is_next_to_leave(explored, n, step) for n in after(explored.moves.memory, node, Move(first)))
    return False


def _by_clock(explored: Explored, node: Node) -> list[Way]:
    return [way for way in explored.ways_from[node] if way.move.step.alarm]


def _loop_from(explored: Explored, node: Node, turning: set[Node]) -> Finding:
    """Follow the clock until it comes to a place a second time."""
    seen: list[Way] = []
    sources: list[Node] = []
    while node not in sources:
        sources.append(node)
        seen.append(next(way for way in _by_clock(explored, node) if way.target in turning))
        node = seen[-1].target
    turns = [way.move.step for way in seen[sources.index(node) :]]
    leaving = [step for step in turns if step.target != STAY] or turns
    names = " and ".join(dict.fromkeys(repr(step.action) for step in leaving))
    return Finding(
        "loop-of-automatic-steps",
        f"the clock takes {names} round and round. Let one of them lead to an end, or to somebody who acts.",
        tell_way(explored, seen[-1], "And so on without end: nobody ever has to do anything."),
        f'"{leaving[-1].action}"',
    )


def _longest(
    explored: Explored, place: str, seen: frozenset[str], so_far: tuple[int, list[str]]
) -> tuple[int, list[str]]:
    """The longest sum of waits on a way that comes to no place twice, and the places where one waits."""
    stay = _stay_days(explored, place)
    here = (so_far[0] + stay, [*so_far[1], place] if stay else so_far[1])
    ends = [here]
    for step in explored.subject.workflow.steps:
        target = step.leads_to(place)
        goes_on = place in step.sources and target in explored.moves.running and target not in seen | {place}
        if goes_on and not step.restarts and not step.decides:
            ends.append(_longest(explored, target, seen | {place}, here))
    return max(ends, key=lambda found: found[0])


def _stay_days(explored: Explored, place: str) -> int:
    """How many working days a stay can last before the clock ends it by itself; 0 where only people end it.

    Where offices are asked it is over when the last of them has let its day pass; what the clock does at once has a
    condition, and is no wait.
    """
    days = []
    for step in explored.subject.workflow.steps:
        if place in step.sources and step.alarm and (step.leads_to(place) != place or step.alarm.rings_again):
            if step.alarm.since == Since.ENTRY and step.alarm.days:
                days.append(step.alarm.days if step.alarm.working else step.alarm.days * 5 // 7)
            elif step.alarm.since in (Since.OPINIONS, Since.NEXT_OPINION):
                days.append(explored.subject.review_days + step.alarm.days)
    return min(days, default=0)


def _stay(explored: Explored, place: str) -> str:
    return f"{_stay_days(explored, place)} working days"
