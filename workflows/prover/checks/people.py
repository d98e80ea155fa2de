"""Is there somebody for everything that must be done, and two where the law asks for two?"""

from collections.abc import Iterator

from workflows.engine import STAY, Alarm, By, Since, Step
from workflows.prover.explore import Explored, Way
from workflows.prover.findings import Finding
from workflows.prover.nodes import Node
from workflows.prover.story import person, tell, tell_way, third_person
from workflows.prover.subject import ASKS

ROLES = {By.OFFICER: "an officer of the deciding office", By.APPEAL: "an official of the appeal body"}


def role_nobody_holds(explored: Explored) -> Iterator[Finding]:
    """A case waits for somebody who does not exist, or whom the four-eyes rule bars."""
    subject, waits_for = explored.subject, explored.moves.waits_for
    held = {By.OFFICER: subject.officers, By.APPEAL: subject.judges}
    told: set[str] = set()
    for node in explored.nodes:
        role = waits_for[node.place]
        if role not in ROLES:
            continue
        if not held[role] and role not in told:
            told.add(role)
            yield _nobody(explored, node, f"{ROLES[role]} is needed", "Nobody holds this role there.")
        if held[role] and node.place not in told and _all_barred(explored, node, role):
            told.add(node.place)
            words = f"Nobody is left at the office who may act: the four-eyes rule bars {_whom(explored, role)}."
            yield _nobody(
                explored, node, f"another person than those who acted is needed in state {node.place!r}", words
            )


def opinion_nobody_can_give(explored: Explored) -> Iterator[Finding]:
    """An opinion is waited for that was never asked, that nobody can give, or that can no longer be given."""
    asking = [step for step in explored.subject.workflow.steps if step.action == ASKS]
    ask = next((way for way in explored.ways if way.move.step.action == ASKS), None)
    if ask and not explored.subject.reviewers:
        words = "No office gives opinions on this service."
        yield _opinion("no office can be asked for an opinion", tell_way(explored, ask, words), asking[0])
    for office, people in explored.subject.reviewers:
        if ask and not people:
            words = f"Nobody at {office} may give the opinion."
            yield _opinion(f"nobody is a reviewer at {office}", tell_way(explored, ask, words), asking[0])
    for sentence, words, way in _lost_opinions(explored):
        yield _opinion(sentence, tell_way(explored, way, words), way.move.step)


def decided_by_one_alone(explored: Explored) -> Iterator[Finding]:
    """One officer approves what the law wants two to look at."""
    if not explored.subject.two_persons_required:
        return
    told: set[str] = set()
    for way in explored.ways:
        step = way.move.step
        approves = step.by == By.OFFICER and (step.decides == "approved" or step.does == "issue")
        others = [did & set(step.never_by) for did in way.source.people]
        if approves and not any(others) and step.action not in told:
            told.add(step.action)
            name = person(explored.subject, way.move.who)
            yield Finding(
                "decided-by-one-alone",
                f"step {step.action!r} lets one officer decide alone. Bar who prepared it with never_by=(...).",
                tell_way(explored, way, f"{name} {third_person(step.label)} alone: nobody else has looked at it."),
                f'"{step.action}"',
            )


def _whom(explored: Explored, role: By) -> str:
    return "whoever worked on the case" if role == By.APPEAL and explored.subject.in_both else "everybody"


def _all_barred(explored: Explored, node: Node, role: By) -> bool:
    steps = [step for step in explored.moves.open_steps(node) if step.by == role]
    return bool(steps) and not any(explored.moves.may_act(node, step) for step in steps)


def _nobody(explored: Explored, node: Node, need: str, words: str) -> Finding:
    cure = "Appoint one with egov add-official, or change who takes the steps from there."
    state = explored.subject.workflow.state(node.place)
    story = tell(explored, node, f'"{state.label}".', words)
    return Finding("role-nobody-holds", f"{need} and there is nobody. {cure}", story, f'"{node.place}"')


def _lost_opinions(explored: Explored) -> Iterator[tuple[str, str, Way]]:
    """Ways into places where opinions and the wait for them do not go together."""
    waits_for = explored.moves.waits_for
    told: set[str] = set()
    for way in explored.ways:
        node, waits = way.target, waits_for[way.target.place] == By.REVIEWER
        last_in = [way.move for way in explored.ways_from[node] if way.move.step.by == By.REVIEWER]
        name = explored.subject.names.reviewers[0]
        if node.place in told:
            continue
        if waits and not node.out:
            waited = way.source.place == node.place
            if waited and _goes_on_at_once(explored, node):
                continue
            told.add(node.place)
            words = "Nobody is asked any more." if waited else "Nobody was asked."
            yield f"state {node.place!r} waits for opinions that nobody was asked for", words, way
        elif waits and not last_in:
            told.add(node.place)
            words = f"{name} gives an opinion, and nothing follows."
            yield f"no step by the reviewer takes the last opinion in state {node.place!r}", words, way
        elif node.out and not waits and waits_for[way.source.place] == By.REVIEWER:
            told.add(node.place)
            words = f"{name} is still asked for an opinion that can no longer be given."
            yield f"step {way.move.step.action!r} leaves opinions open", words, way


def _goes_on_at_once(explored: Explored, node: Node) -> bool:
    """Whether the clock leads the case out on the very day."""
    at_once = Alarm(Since.ENTRY)
    return any(s.alarm == at_once and s.target != STAY for alarms in explored.moves.rings(node) for s in alarms)


def _opinion(sentence: str, story: str, step: Step) -> Finding:
    cure = "Name offices (reviews in offices.toml) and reviewers, ask before waiting, and end with close_opinions."
    return Finding("opinion-nobody-can-give", f"{sentence}. {cure}", story, f'"{step.action}"')
