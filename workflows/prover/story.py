"""Tells a way through a workflow in its own words: "Amina applies. Omar asks for more. Amina never answers." """

from collections.abc import Iterable

from workflows.engine import Alarm, By, Since
from workflows.prover.explore import Explored, Way
from workflows.prover.nodes import OPINION, TOO_LATE, Move, Node
from workflows.prover.subject import Subject

ORIGINS = {
    Since.ENTRY: "",
    Since.DEADLINE: " {side} the legal deadline",
    Since.OPINIONS: " {side} the last opinion was due",
    Since.NEXT_OPINION: " {side} an opinion was due",
    Since.VALIDITY: " {side} the last day of the certificate",
}


def tell(explored: Explored, node: Node, *endings: str) -> str:
    """The shortest way to a node, and how it ends there."""
    return tell_ways(explored.subject, explored.shortest_way(node), *endings)


def tell_way(explored: Explored, way: Way, *endings: str) -> str:
    """The shortest way to a move, the move itself, and how it ends."""
    return tell_ways(explored.subject, [*explored.shortest_way(way.source), way], *endings)


def tell_ways(subject: Subject, ways: Iterable[Way], *endings: str) -> str:
    """Moves one after the other, and how it ends."""
    return " ".join([*(sentence_of(subject, way.move, way.source) for way in ways), *endings])


def sentence_of(subject: Subject, move: Move, source: Node) -> str:
    """One move as a sentence."""
    step = move.step
    if step is TOO_LATE:
        return f"{step.done}."
    if step.by == By.CLOCK:
        done = step.done[:1].lower() + step.done[1:]
        return f"{_when(step.alarm)}: {done}." if step.alarm else f"{step.done}."
    if step.action == "submit":
        return f"{subject.names.applicant} applies."
    return f"{_who(subject, move, source)} {third_person(step.label)}."


def person(subject: Subject, who: int) -> str:
    """The name of an official by number."""
    officers = subject.people(By.OFFICER)
    return subject.names.officers[who] if who in officers else subject.names.judges[who - officers.stop]


def third_person(label: str) -> str:
    """What a button says, as what somebody does: "Send your answer" becomes "sends an answer"."""
    verb, _space, rest = label.partition(" ")
    verb = verb.lower()
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        verb += "es"
    elif verb.endswith("y") and verb[-2:-1] not in "aeiou":
        verb = f"{verb[:-1]}ies"
    else:
        verb += "s"
    return f"{verb} {rest}".rstrip().replace(" your ", " an ")


def _who(subject: Subject, move: Move, source: Node) -> str:
    if move.step.by in (By.APPLICANT, By.PAYMENT):
        return subject.names.applicant
    if move.step.by == By.REVIEWER or move.step is OPINION:
        return subject.names.reviewers[max(0, source.out - 1) % len(subject.names.reviewers)]
    return person(subject, move.who)


def _when(alarm: Alarm) -> str:
    unit = "working day" if alarm.working else "day"
    days = f"{abs(alarm.days)} {unit}{'' if abs(alarm.days) == 1 else 's'}"
    if alarm.since == Since.ENTRY:
        return f"After {days}" if alarm.days else "At once"
    return days + ORIGINS[alarm.since].format(side="before" if alarm.days < 0 else "after")
