"""What is new about an officer's cases since he opened them last: the log knows his looks and the deeds of others."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, Select, and_, bindparam, or_, select

from egov.audit.models import Entry
from egov.audit.operations import APPLYING
from egov.cases.models import Case
from egov.db import db
from egov.editions.operations import service_for
from egov.errors import Unavailable
from egov.identity.models import Person
from egov.texts import Text, _, listed

READER: BindParameter[int] = bindparam("reader")  # the number of whoever asks
LOOK = "case_read"
STEP = "step_"
NOT_OPENED = _("Not opened yet")
FROM_APPLICANT, FROM_COLLEAGUE = _("The applicant wrote"), _("A colleague wrote to the applicant")
NOTE, OPINION, OBJECTION = _("A colleague wrote a note"), _("An opinion came in"), _("An objection came in")

# Besides the steps of its table, which bring words of their own.
WORDS: dict[str, Text] = {
    "message_sent": FROM_COLLEAGUE,
    "note_written": NOTE,
    "opinion_given": OPINION,
    "opinion_by_silence": _("An office gave no opinion in time"),
    "objection_sent": OBJECTION,
    "case_handed_over": _("Handed over to you"),
    "payment_not_due": _("Money came for which nothing was due"),
}  # fmt: skip


LOOKED = and_(Entry.actor_id == READER, Entry.action == LOOK)
BY_OTHERS = or_(Entry.actor_id.is_(None), Entry.actor_id != READER)
DONE_BY_OTHERS = and_(BY_OTHERS, or_(Entry.action.in_(WORDS), Entry.action.startswith(STEP, autoescape=True)))


def last_look() -> ScalarSelect[datetime]:
    """When the person ``reader`` has opened a case last, as a column beside the case."""
    looks = select(Entry.at).where(Entry.case_reference == Case.reference, LOOKED)
    return looks.order_by(Entry.id.desc()).limit(1).scalar_subquery()


def has_news() -> ColumnElement[bool]:
    """Whether somebody else did something about the case since the person ``reader`` opened it last: the newest of the
    entries that count is not his look. For each case the log is read from its end to that one."""
    counts = or_(LOOKED, DONE_BY_OTHERS)
    newest: Select[str] = select(Entry.action).where(Entry.case_reference == Case.reference, counts)
    return newest.order_by(Entry.id.desc()).limit(1).correlate(Case).scalar_subquery() != LOOK


def news_of(cases: Sequence[Case], person: Person) -> dict[str, list[Text]]:
    """What others did about each of the cases since the person opened it last, by reference, the oldest first."""
    news: dict[str, list[Text]] = {case.reference: [NOT_OPENED] for case in cases}
    known = {case.reference: case for case in cases}
    entries = select(Entry.case_reference, Entry.action, Entry.purpose)
    found = entries.where(Entry.case_reference.in_(known), or_(LOOKED, DONE_BY_OTHERS)).order_by(Entry.id)
    for reference, action, purpose in db.session.execute(found, {"reader": person.id}) if known else ():
        if action == LOOK:
            news[reference] = []
        elif NOT_OPENED not in news[reference]:
            words = _in_words(known[reference], action, purpose)
            news[reference] += [] if words in news[reference] else [words]
    return news


def _in_words(case: Case, action: str, purpose: str) -> Text:
    if action == "message_sent" and purpose == APPLYING:
        return FROM_APPLICANT
    return WORDS.get(action) or _step_in_words(case, action.removeprefix(STEP))


def _step_in_words(case: Case, action: str) -> Text:
    try:
        steps = service_for(case).workflow.steps
    except Unavailable:
        steps = ()
    return Text(next((step.done for step in steps if step.action == action), action))


@dataclass(frozen=True)
class SinceThen:
    """What an official has not seen yet of a case that he opens, going by when he opened it last; None for never: then
    nothing is marked."""

    reader: int
    looked_at: datetime | None

    def is_new(self, at: datetime | None, person_id: int | None) -> bool:
        """Whether what somebody did then is new to him."""
        return self.looked_at is not None and at is not None and at > self.looked_at and person_id != self.reader

    def in_words(self, case: Case, objected: Iterable[datetime]) -> str:
        """What came since, each kind once, the oldest first; ``objected`` is when somebody objected to it."""
        happened = sorted(_happened(case, objected), key=itemgetter(0))
        return listed(dict.fromkeys(words for at, person_id, words in happened if self.is_new(at, person_id)))


def _happened(case: Case, objected: Iterable[datetime]) -> Iterator[tuple[datetime, int | None, Text]]:
    """When, by whom, and what, in words."""
    yield from ((step.at, step.person_id, Text(step.done)) for step in case.steps)
    for message in case.messages:
        yield message.at, message.person_id, FROM_COLLEAGUE if message.from_office else FROM_APPLICANT
    yield from ((note.at, note.person_id, NOTE) for note in case.notes)
    for review in case.reviews:
        if review.answered_at:
            yield review.answered_at, review.reviewer_id, OPINION
    yield from ((at, None, OBJECTION) for at in objected)
