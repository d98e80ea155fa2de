"""What a move brings about: the same as ``egov.cases.steps.take_step`` and its consequences, on nodes."""

from dataclasses import dataclass

from workflows.appeals import APPEAL
from workflows.engine import By, Since, Step
from workflows.prover.nodes import NO_ACTIONS, OPINION, TOO_LATE, WORKED, Move, Node
from workflows.prover.subject import ASKS, Subject

UNDONE = "annulled"  # the outcome after which no decision holds


@dataclass(frozen=True)
class Memory:
    """What must be remembered of a case: actions that guards read, actions that bar a person, the time to appeal, the
    number of opinions that came in, whether the last decision was appealed."""

    subject: Subject
    flags: frozenset[str]
    barring: frozenset[str]
    time_to_appeal: bool
    counts_opinions: bool
    asks_of_appeals: bool


def after(memory: Memory, node: Node, move: Move) -> list[Node]:
    """Where the move leads; to several nodes where opinions are asked, of one office or of more."""
    step = move.step
    if step is OPINION:
        return [_hear(memory, node)]
    if step is TOO_LATE:
        return [node._replace(in_time=False)]
    if step.by == By.REVIEWER:
        node = _hear(memory, node)
    node = _follow(memory, _decide(memory, _move(memory, node, move), step), step)
    if step.action != ASKS:
        return [node]
    most = memory.subject.most_opinions
    return [node._replace(out=min(most, node.out + asked), given=0) for asked in range(1, most + 1)]


def _hear(memory: Memory, node: Node) -> Node:
    """An opinion comes in."""
    return node._replace(out=node.out - 1, given=node.given + memory.counts_opinions)


def _move(memory: Memory, node: Node, move: Move) -> Node:
    step, place = move.step, move.step.leads_to(node.place)
    rung = node.rung if place == node.place else NO_ACTIONS
    if place == node.place and step.alarm and not step.alarm.rings_again:
        rung |= {step.action}
    taken = node.taken | {step.action} if step.action in memory.flags else node.taken
    people = _note(node.people, move) if step.action in memory.barring else node.people
    if step.by == By.OFFICER and memory.subject.is_in_both(move.who):
        people = tuple(did | {WORKED} if number == move.who else did for number, did in enumerate(people))
    return node._replace(place=place, rung=rung, taken=taken, people=people)


def _note(people: tuple[frozenset[str], ...], move: Move) -> tuple[frozenset[str], ...]:
    """Who took an action last is the one whom it bars."""
    if move.step.by not in (By.OFFICER, By.APPEAL):
        return people
    action = {move.step.action}
    return tuple(did | action if number == move.who else did - action for number, did in enumerate(people))


def _decide(memory: Memory, node: Node, step: Step) -> Node:
    if step.action == APPEAL:
        return node._replace(appealed=memory.asks_of_appeals)
    if not step.decides:
        return node
    appealed = node.appealed and step.by == By.APPEAL
    return node._replace(decided=step.decides != UNDONE, in_time=memory.time_to_appeal, appealed=appealed)


def _follow(memory: Memory, node: Node, step: Step) -> Node:
    """Money, certificate and opinions after the step."""
    if step.by == By.PAYMENT:
        node = node._replace(due=False, paid=True, renewal_paid=bool(node.paper))
    if step.alarm and step.alarm.since == Since.VALIDITY and step.alarm.days >= 0 and node.paper != "revoked":
        node = node._replace(paper="expired")
    match step.does:
        case "charge":
            return node._replace(due=node.due or node.fee, renewal_paid=False)
        case "drop_charge":
            return node._replace(due=False)
        case "owe_back":
            return node._replace(due=False, paid=False, owed_back=node.owed_back or node.paid)
        case "close_opinions" | "count_consent":
            return _wait_no_longer(memory, node, step)
        case _:
            return node._replace(paper=_paper(memory, node.paper, step.does))


def _wait_no_longer(memory: Memory, node: Node, step: Step) -> Node:
    """One office was silent for too long, where others are waited for still; else all that are out are closed."""
    if memory.subject.workflow.state(node.place).waits_for != By.REVIEWER:
        return node._replace(out=0)
    agrees = step.does == "count_consent" and memory.counts_opinions
    return node._replace(out=max(0, node.out - 1), given=node.given + agrees)


def _paper(memory: Memory, paper: str, does: str) -> str:
    """How the certificate stands after a consequence."""
    if does in ("issue", "renew"):
        return "holds" if memory.subject.has_certificate else ""
    if does == "revoke" and paper:
        return "revoked"
    changes = {("suspend", "holds"): "suspended", ("reinstate", "suspended"): "holds"}
    return changes.get((does, paper), paper)
