"""The words around a workflow: who acts, when the clock does, on what condition, with what consequence."""

from collections.abc import Mapping
from typing import Any, Protocol

from workflows import guards
from workflows.engine import Alarm, By, Clock, Guard, Since, State, Step, always
from workflows.words import N_


class Say(Protocol):
    """Puts a marked text into the language of the reader; ``count`` chooses between its two forms."""

    def __call__(self, text: str, plural: str = "", **values: Any) -> str: ...


def ngettext(singular: str, plural: str) -> tuple[str, str]:
    """Mark a text that depends on a number, as ``N_`` marks one that does not."""
    return singular, plural


ROLES = {
    By.APPLICANT: N_("Applicant"),
    By.OFFICER: N_("Officer"),
    By.REVIEWER: N_("Other offices"),
    By.PAYMENT: N_("Payment"),
    By.APPEAL: N_("Appeal body"),
    By.CLOCK: N_("Clock"),
}
ROLES_FOR_CITIZENS = ROLES | {By.APPLICANT: N_("You"), By.OFFICER: N_("The office"), By.PAYMENT: N_("You")}

DAYS = ngettext("%(count)s day", "%(count)s days")
WORKING_DAYS = ngettext("%(count)s working day", "%(count)s working days")
AFTER = {
    Since.ENTRY: N_("After %(time)s"),
    Since.DEADLINE: N_("%(time)s after the deadline"),
    Since.OPINIONS: N_("%(time)s after the day for opinions"),
    Since.NEXT_OPINION: N_("%(time)s after the day for the opinion"),
    Since.VALIDITY: N_("%(time)s after the last day of validity"),
}
BEFORE = {
    Since.ENTRY: N_("At once"),
    Since.DEADLINE: N_("%(time)s before the deadline"),
    Since.OPINIONS: N_("%(time)s before the day for opinions"),
    Since.NEXT_OPINION: N_("%(time)s before the day for the opinion"),
    Since.VALIDITY: N_("%(time)s before the last day of validity"),
}
CONDITIONS: Mapping[Guard, str] = {
    guards.fee_due: N_("if a fee is due"),
    guards.nothing_due: N_("if no fee is due"),
    guards.all_opinions_in: N_("when all opinions are in"),
    guards.one_opinion_in: N_("when one opinion is in"),
    guards.two_opinions_in: N_("when two opinions are in"),
    guards.was_published: N_("if the application was published before"),
    guards.contests: N_("if the notice is contested"),
    guards.accepts: N_("if the notice is not contested"),
    guards.not_yet_upheld: N_("if there was no objection before"),
    guards.may_appeal: N_("once for each decision, while there is time to appeal"),
    guards.may_renew_for_a_fee: N_("in time, for a fee"),
    guards.may_renew_for_nothing: N_("in time, for free"),
}
RUNS = ngettext(
    "The time for the decision runs: %(count)s working day.", "The time for the decision runs: %(count)s working days."
)
CLOCKS = {
    Clock.RUNS: N_("The time for the decision runs."),
    Clock.STANDS: N_("The time for the decision stands still."),
    Clock.ENDED: "",
}


def duration(alarm: Alarm, say: Say) -> str:
    """How long, without the sign: "30 days", "1 working day"."""
    return say(*(WORKING_DAYS if alarm.working else DAYS), count=abs(alarm.days))


def time_of(alarm: Alarm, say: Say) -> str:
    """When the clock acts: "After 30 days", "10 days after the deadline"."""
    pattern = AFTER[alarm.since] if alarm.days > 0 or alarm.since != Since.ENTRY else BEFORE[alarm.since]
    if alarm.days < 0:
        pattern = BEFORE[alarm.since]
    return say(pattern, time=duration(alarm, say))


def condition_of(step: Step, say: Say) -> str:
    """On what condition a step may be taken; a guard of a service's own speaks by its docstring."""
    if step.when is always:
        return ""
    written = (step.when.__doc__ or step.when.__name__).strip().splitlines()[0].rstrip(".")
    return say(CONDITIONS.get(step.when, written))


def clock_of(state: State, days: int, say: Say) -> str:
    """What the legal time does in a state; ``days`` are the working days of the law, 0 where they are not known."""
    if state.clock == Clock.RUNS and days:
        return say(*RUNS, count=days)
    return say(CLOCKS[state.clock]) if CLOCKS[state.clock] else ""
