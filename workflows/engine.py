"""The engine: a workflow is a table of steps, and these few functions read it.

Nothing here knows a database, a page or the time. Labels are English and are translated where they are shown.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

START = "start"
STAY = "="  # as a target: the case stays where it is


class By(StrEnum):
    """Who may take a step."""

    APPLICANT = "applicant"
    OFFICER = "officer"
    REVIEWER = "reviewer"
    PAYMENT = "payment"
    APPEAL = "appeal"
    CLOCK = "clock"


class Clock(StrEnum):
    """What the legal deadline does in a state."""

    RUNS = "runs"
    STANDS = "stands"
    ENDED = "ended"


@dataclass(frozen=True)
class State:
    """Where a case can stand: ``label`` is for officers, ``for_applicant`` tells the citizen what comes next."""

    code: str
    label: str
    for_applicant: str
    waits_for: By | None
    clock: Clock = Clock.RUNS


@dataclass(frozen=True)
class Facts:
    """All that a guard may look at: the answers, whether a fee is due, opinions still out, whether an appeal would be
    in time, actions taken so far, opinions given since they were asked last, whether a renewal would be in time,
    whether the last decision of the office has been appealed."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    fee_due: bool = False
    opinions_out: int = 0
    in_time_to_appeal: bool = False
    taken: frozenset[str] = frozenset()
    opinions_in: int = 0
    in_time_to_renew: bool = False
    appealed: bool = False


class Since(StrEnum):
    """The day from which an alarm counts."""

    ENTRY = "entry"  # the case came to the state
    DEADLINE = "deadline"  # the legal deadline of the case, while it runs
    OPINIONS = "opinions"  # the last opinion that is out is due
    NEXT_OPINION = "next_opinion"  # the first of the opinions that are out is due
    VALIDITY = "validity"  # the last day on which the certificate holds


@dataclass(frozen=True)
class Alarm:
    """When the clock takes a step: ``days`` after (below zero: before) a day of the case.

    ``working`` counts working days of the deciding office, else calendar days.
    """

    since: Since
    days: int = 0
    working: bool = False

    @property
    def rings_again(self) -> bool:
        """Whether it rings more than once in a stay: for one opinion after the other."""
        return self.since == Since.NEXT_OPINION


Guard = Callable[[Facts], bool]


def always(_facts: Facts) -> bool:
    """The guard of a step that depends on nothing."""
    return True


@dataclass(frozen=True)
class Step:
    """A row of the table: ``action`` leads from one of ``sources`` to ``target``, taken ``by`` somebody.

    ``alarm``: when the clock takes it, for steps by the clock; one that stays where it is rings once a stay, or once
    for each opinion.
    ``needs_reason``: the one who acts must write why, and the applicant reads it. ``never_by``: who took one of these
    actions on the case last may not take this one (four eyes, on persons). ``decides``: the outcome, where the step is
    a decision. ``does``: what follows, by name, as the table in ``egov/app.py`` says. ``when``: a pure function of the
    facts. ``restarts``: the legal deadline starts anew instead of going on with what was left.
    """

    action: str
    sources: tuple[str, ...]
    target: str
    by: By
    label: str
    done: str
    needs_reason: bool = False
    never_by: tuple[str, ...] = ()
    decides: str = ""
    does: str = ""
    when: Guard = always
    alarm: Alarm | None = None
    restarts: bool = False

    def leads_to(self, source: str) -> str:
        """The state after the step, for a case that stood in ``source``."""
        return source if self.target == STAY else self.target


class StepRefused(Exception):
    """The table has no such step here, or its guard says no."""


@dataclass(frozen=True)
class Workflow:
    """States and steps under a name."""

    name: str
    states: tuple[State, ...]
    steps: tuple[Step, ...]

    def state(self, code: str) -> State:
        """The state with this code; LookupError when the table has none."""
        for state in self.states:
            if state.code == code:
                return state
        raise LookupError(f"workflow {self.name} has no state {code!r}")

    def changed(
        self, name: str, *, without: Iterable[str] = (), states: Iterable[State] = (), steps: Iterable[Step] = ()
    ) -> "Workflow":
        """The same table under a new name, without some actions and with rows added: a difference stated as one.

        A state goes with the last row that led there. Raises ValueError for an action that the table does not have.
        """
        left_out, known = set(without), dict.fromkeys(step.action for step in self.steps)
        for action in sorted(left_out - {*known}):
            raise ValueError(f"workflow {self.name} has no action {action!r} to leave out. It has: {', '.join(known)}")
        rows = (*(step for step in self.steps if step.action not in left_out), *steps)
        gone = {step.target for step in self.steps} - {step.target for step in rows}
        kept = (state for state in self.states if state.code not in gone)
        return replace(self, name=name, states=(*kept, *states), steps=rows)


def steps_from(workflow: Workflow, state: str, by: By, facts: Facts) -> list[Step]:
    """The steps that somebody may take here and now, in the order of the table."""
    return [step for step in workflow.steps if state in step.sources and step.by == by and step.when(facts)]


def find_step(workflow: Workflow, state: str, action: str, by: By, facts: Facts) -> Step:
    """The one step that this action means here; StepRefused when there is none."""
    for step in steps_from(workflow, state, by, facts):
        if step.action == action:
            return step
    raise StepRefused(f"{workflow.name}: no step {action!r} from {state!r} by {by}")


def may_take(step: Step, person: int, done_by: Mapping[str, Iterable[int]]) -> bool:
    """Whether this person is not barred by the four-eyes rule; ``done_by`` maps actions to who took them."""
    return all(person not in done_by.get(action, ()) for action in step.never_by)
