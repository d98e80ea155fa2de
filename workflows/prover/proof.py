"""The prover: all checks on one subject."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from workflows.prover.checks import law, money, people, time, ways
from workflows.prover.checks.table import broken_table
from workflows.prover.explore import Explored, explore
from workflows.prover.findings import Finding
from workflows.prover.subject import Subject

Check = Callable[[Explored], Iterator[Finding]]

# These ask whether the table makes sense at all: they are judged where nothing is lacking around it, so that one
# table may serve services whose certificates expire and services whose certificates do not.
OF_THE_TABLE: tuple[Check, ...] = (ways.unreachable_state, ways.step_never_fires)
OF_THE_SERVICE: tuple[Check, ...] = (
    ways.no_way_to_an_end,
    time.two_automatic_steps_race,
    time.loop_of_automatic_steps,
    time.wait_without_a_deadline,
    time.deadlines_past_the_legal_limit,
    people.role_nobody_holds,
    people.opinion_nobody_can_give,
    people.decided_by_one_alone,
    money.issued_without_paid,
    money.paid_and_neither_served_nor_refunded,
    law.end_without_a_decision,
    law.refusal_without_reason_or_appeal,
    law.citizen_without_notice,
    law.certificate_without_an_end,
    law.certificate_in_the_way,
    law.no_retention_rule,
    law.text_missing,
)


@dataclass(frozen=True)
class Proof:
    """What was found, and how large a state space was explored to find it."""

    findings: tuple[Finding, ...]
    states: int
    transitions: int

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


@cache
def prove(subject: Subject) -> Proof:
    """Every fault of a subject, none for a sound one. A broken table is not explored."""
    broken = tuple(broken_table(subject.workflow))
    if broken:
        return Proof(broken, 0, 0)
    explored = explore(subject)
    generous = explored if _uses_every_row(explored) else explore(subject.generous())
    found = [finding for check in OF_THE_TABLE for finding in check(generous)]
    found += [finding for check in OF_THE_SERVICE for finding in check(explored)]
    return Proof(tuple(found), explored.states, explored.transitions)


def _uses_every_row(explored: Explored) -> bool:
    places = {node.place for node in explored.ways_from}
    fired = {id(way.move.step) for way in explored.ways}
    workflow = explored.subject.workflow
    return all(state.code in places for state in workflow.states) and all(id(step) in fired for step in workflow.steps)
