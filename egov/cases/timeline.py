"""What happened to a case and what happens next, for the applicant and for officers."""

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from egov.cases.corrections import changes_in_words, differences_of
from egov.cases.models import Case
from egov.cases.steps import last_day_to_act
from egov.cases.words import in_words
from egov.country.formats import Day, format_date, format_moment
from egov.editions.operations import service_for
from egov.texts import Text, _, current_language
from workflows.engine import By


@dataclass(frozen=True)
class Moment:
    """A line of the timeline; ``state`` is done, now or next."""

    title: str
    text: str
    when: str
    state: str


def timeline_of(case: Case, stands: str) -> list[Moment]:
    """The steps taken, where the case ``stands`` in the words of its reader, and the date of the decision."""
    language = current_language()
    own = {step.done: step.done for step in service_for(case).workflow.steps}  # in the words of the edition
    happened = [(step.at, str(Text(own.get(step.done, step.done))), step.reason) for step in case.steps]
    happened += [
        (move.at, str(_("The case follows %(rules)s", rules=in_words(move.to_edition))), "") for move in case.moves
    ]
    happened += [
        (correction.settled_at, str(_("What was corrected")), changes_in_words(differences_of(case, correction)))
        for correction in case.corrections
        if correction.settled_at and correction.confirmed
    ]
    moments = [Moment(title, text, _when(at), "done") for at, title, text in sorted(happened, key=itemgetter(0))]
    if case.held_at:
        moments.append(Moment(str(_("Waits, since the law changes")), "", _when(case.held_at), "done"))
    moments.append(Moment(str(Text(stands)), "", "", "now"))
    if case.due_on and case.waits_for in (By.OFFICER, By.REVIEWER):
        when = str(_("at the latest on %(day)s", day=format_date(case.due_on, language)))
        moments.append(Moment(str(_("The decision")), "", when, "next"))
    elif case.days_left is not None:
        words = str(_("The time for the decision stands still until then."))
        moments.append(Moment(str(_("The decision")), words, "", "next"))
    return moments + _unless_the_applicant_acts(case)


def _unless_the_applicant_acts(case: Case) -> list[Moment]:
    """What the clock does where nothing comes from the applicant; the day named is the last on which it is in time."""
    last = last_day_to_act(case)
    if last is None:
        return []
    day, step = last
    return [Moment(str(Text(step.done)), "", str(_("if nothing comes by %(day)s", day=Day(day))), "next")]


def _when(at: datetime) -> str:
    return format_moment(at, current_language())
