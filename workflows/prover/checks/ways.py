"""Is there a way to everything, and out of everything?"""

from collections.abc import Iterable, Iterator

from workflows.engine import START, By, Clock, State, Step
from workflows.prover.explore import Explored, Way
from workflows.prover.findings import Finding
from workflows.prover.nodes import Node
from workflows.prover.story import tell

CITIZEN = (By.APPLICANT, By.PAYMENT)


def unreachable_state(generous: Explored) -> Iterator[Finding]:
    """A state that no case ever comes to, even if nothing were lacking around the workflow."""
    reached = {node.place for node in generous.ways_from}
    for state in generous.subject.workflow.states:
        if state.code not in reached:
            leading = [step for step in generous.subject.workflow.steps if state.code == step.target]
            yield Finding(
                "unreachable-state",
                f"no case can ever come to state {state.code!r}. Add a step that leads there, or remove the state.",
                _why_not_reached(state, leading),
                f'"{state.code}"',
            )


def step_never_fires(generous: Explored) -> Iterator[Finding]:
    """A step that nobody can ever take although cases come to where it starts."""
    fired = {id(way.move.step) for way in generous.ways}
    for step in generous.subject.workflow.steps:
        here = [node for node in generous.ways_from if node.place in step.sources]
        if id(step) not in fired and here:
            why = _why_not_fired(generous, step, here)
            yield Finding(
                "step-never-fires",
                f"step {step.action!r} can never be taken. Correct its condition or its day, or remove it.",
                tell(generous, here[0], f'Now "{step.label}" should be possible: {why}.'),
                f'"{step.action}"',
            )


def no_way_to_an_end(explored: Explored) -> Iterator[Finding]:
    """A place that a case can never leave for an end when the citizen does nothing any more."""
    ends = {state.code for state in explored.subject.workflow.states if state.clock == Clock.ENDED}
    goals = [node for node in explored.nodes if node.place in ends]
    closable = leading_to(goals, (way for way in explored.ways if way.move.step.by not in CITIZEN))
    stuck = [node for node in explored.nodes if node not in closable]
    told: set[str] = set()
    for node in [node for node in stuck if not _goes_elsewhere(explored, node)] or stuck[:1]:
        if node.place not in told:
            told.add(node.place)
            yield Finding(
                "no-way-to-an-end",
                f"a case in state {node.place!r} may never be closed. Add a step by the office or the clock to an end.",
                tell(explored, node, f"{_silence(explored, node)}obody can ever close this case."),
                f'"{node.place}"',
            )


def leading_to(goals: Iterable[Node], ways: Iterable[Way]) -> set[Node]:
    """The nodes from which some goal can be reached by these ways."""
    sources: dict[Node, list[Node]] = {}
    for way in ways:
        sources.setdefault(way.target, []).append(way.source)
    seen = set(goals)
    todo = list(seen)
    while todo:
        for source in sources.get(todo.pop(), ()):
            if source not in seen:
                seen.add(source)
                todo.append(source)
    return seen


def _goes_elsewhere(explored: Explored, node: Node) -> bool:
    ways = explored.ways_from[node]
    return any(way.target.place != node.place for way in ways if way.move.step.by not in CITIZEN)


def _silence(explored: Explored, node: Node) -> str:
    steps = [way.move.step for way in explored.ways_from[node] if way.move.step.by in CITIZEN]
    if not steps:
        return "N"
    verb = "pays" if any(step.by == By.PAYMENT for step in steps) else "answers"
    return f"{explored.subject.names.applicant} never {verb}: n"


def _why_not_reached(state: State, leading: list[Step]) -> str:
    if not leading:
        return f'Whatever anybody does, no step leads to "{state.label}".'
    steps = ", ".join(sorted({f'"{step.label}"' for step in leading}))
    return f'Only {steps} would lead to "{state.label}", and nobody ever comes to take it.'


def _why_not_fired(explored: Explored, step: Step, here: list[Node]) -> str:
    open_here = [node for node in here if step in explored.moves.open_steps(node)]
    if not open_here:
        return "its condition never holds"
    if step.alarm and all(step not in _alarms(explored, node) for node in open_here):
        return f"an earlier alarm always comes first, or there is no {step.alarm.since} to count from"
    if START in step.sources or step.by not in (By.OFFICER, By.APPEAL):
        return "another row is taken in its place, or nothing is due, or no opinion is out"
    return "nobody may take it"


def _alarms(explored: Explored, node: Node) -> list[Step]:
    return [step for alarms in explored.moves.rings(node) for step in alarms]
