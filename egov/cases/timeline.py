"""What happened to a case and what happens next, as the applicant reads it."""

from dataclasses import dataclass
from datetime import datetime

from egov.cases.models import Case
from egov.cases.steps import workflow_of
from egov.country.formats import format_date, format_moment
from egov.texts import Text, _, current_language
from workflows.engine import By


@dataclass(frozen=True)
class Moment:
    """A line of the timeline; ``state`` is done, now or next."""

    title: str
    text: str
    when: str
    state: str


def timeline_of(case: Case) -> list[Moment]:
    """The steps taken, where the case stands, and the date by which the office must decide."""
    language = current_language()
    moments = [Moment(str(Text(step.done)), step.reason, _when(step.at), "done") for step in case.steps]
    state = workflow_of(case).state(case.state)
    moments.append(Moment(str(Text(state.for_applicant)), "", "", "now"))
    if case.due_on and state.waits_for in (By.OFFICER, By.REVIEWER):
        when = str(_("at the latest on %(day)s", day=format_date(case.due_on, language)))
        moments.append(Moment(str(_("You get a decision")), "", when, "next"))
    elif case.days_left is not None:
        words = str(_("The time for the decision stands still until then."))
        moments.append(Moment(str(_("You get a decision")), words, "", "next"))
    return moments


def _when(at: datetime) -> str:
    return format_moment(at, current_language())
