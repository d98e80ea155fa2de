"""Opinions of other offices: several asked at once, each with its own deadline, while the case waits."""

from collections.abc import Sequence
from dataclasses import dataclass

from egov.audit.operations import ADVISING, About, Actor, record
from egov.cases.alarms import set_alarm
from egov.cases.bars import check_not_own
from egov.cases.models import Case, Review
from egov.cases.steps import Taken, facts_of, possible_steps, take_step, workflow_of
from egov.clock import now
from egov.country.days import today
from egov.country.pack import current_pack
from egov.db import db
from egov.errors import BadInput, Conflict, NotAllowed
from egov.identity.models import Person
from egov.texts import _
from workflows.engine import By

LONGEST = 4000


@dataclass(frozen=True)
class Opinion:
    """What a reviewer says; ``favourable`` is None when he did not choose."""

    favourable: bool | None
    text: str


def ask_opinions(case: Case, person: Person, offices: Sequence[str], question: str) -> None:
    """Ask offices for their opinion, each once, in the open transaction. Raises BadInput when none was chosen."""
    possible = {office.code for office in current_pack().offices_reviewing(case.service)}
    chosen = [office for office in dict.fromkeys(offices) if office in possible]
    if not chosen:
        raise BadInput(_("Choose at least one office."))
    question = _short_enough(question)
    this_round = max((review.round for review in case.reviews), default=0) + 1
    for office in chosen:
        due = current_pack().office(office).opinion_due(today())
        case.reviews.append(
            Review(
                service=case.service, office=office, round=this_round, question=question,
                asked_at=now(), due_on=due,
            )
        )  # fmt: skip
    take_step(case, "ask_opinions", Taken(By.OFFICER, person))


def give_opinion(case: Case, person: Person, review_id: int, opinion: Opinion) -> None:
    """Write an opinion on a locked case; when there are enough of them, it goes back to the officer.

    Raises NotAllowed for somebody who was not asked or is of the family, Conflict where the opinion is given or waited
    for no more, BadInput without an answer or without words.
    """
    review = next((review for review in case.reviews if review.id == review_id), None)
    if review is None or not person.holds("reviewer", case.service, review.office):
        raise NotAllowed(_("Your office was not asked about this case."))
    check_not_own(case, person)
    if review.answered_at or review.cancelled_at:
        raise Conflict(_("This opinion was given or is no longer needed."))
    if opinion.favourable is None:
        raise BadInput(_("Say whether you agree."))
    words = _short_enough(opinion.text)
    if not words:
        raise BadInput(_("Write your opinion in a sentence or two."))
    review.answered_at, review.reviewer_id, review.reviewer = now(), person.id, person
    review.favourable, review.opinion = opinion.favourable, words
    actor = Actor(person.id, person.name, review.office)
    record(actor, "opinion_given", About(case.applicant_id, case.reference), purpose=ADVISING)
    db.session.flush()
    set_alarm(case, workflow_of(case), facts_of(case))
    by_reviewer = Taken(By.REVIEWER, person)
    for step in possible_steps(case, by_reviewer)[:1]:
        take_step(case, step.action, by_reviewer)


def _short_enough(text: str) -> str:
    """The text without the spaces around it. Raises BadInput."""
    text = text.strip()
    if len(text) > LONGEST:
        raise BadInput(_("Use at most %(longest)s characters", longest=LONGEST))
    return text
