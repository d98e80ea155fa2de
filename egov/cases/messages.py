"""Words about a case: messages between applicant and office, notes between officials, feedback on the service."""

from sqlalchemy import select

from egov.audit.operations import APPLYING, DECIDING, NOBODY_KNOWN, About, Actor, record
from egov.cases.letters import tell_applicant
from egov.cases.models import Case, Feedback, Message, Note
from egov.clock import now
from egov.db import db
from egov.errors import BadInput
from egov.files.models import StoredFile
from egov.identity.models import Person
from egov.identity.operations import actor_of
from egov.texts import _

LONGEST = 4000


def send_message(case: Case, person: Person | None, text: str, *, from_office: bool) -> Message:
    """Send a message, in the open transaction. The applicant is told by letter that the office wrote."""
    message = Message(from_office=from_office, text=_checked(text), files=[], at=now())
    message.person = person
    case.messages.append(message)
    purpose = DECIDING if from_office else APPLYING
    record(_actor(case, person, from_office), "message_sent", _about(case), purpose=purpose)
    if from_office:
        words = {"reference": case.reference, "text": message.text}
        subject = _("A message about %(reference)s", **words)
        tell_applicant(case, subject, _("The office wrote:\n\n%(text)s", **words))
    return message


def attach(message: Message, files: list[StoredFile]) -> None:
    """Add kept files to a message."""
    message.files = [{"id": file.id, "name": file.name, "type": file.type, "size": file.size} for file in files]


def write_note(case: Case, person: Person, text: str) -> None:
    """Write a note for other officials, in the open transaction."""
    case.notes.append(Note(person_id=person.id, person=person, text=_checked(text), at=now()))
    record(_actor(case, person, True), "note_written", _about(case), purpose=DECIDING)


def give_feedback(case: Case, rating: str, sentence: str) -> None:
    """Keep what somebody thought of the service; a second opinion replaces the first."""
    if rating not in ("1", "2", "3", "4", "5"):
        raise BadInput(_("Choose one of the five answers."))
    feedback = db.session.scalar(select(Feedback).filter_by(case_id=case.id))
    if feedback is None:
        feedback = Feedback(case_id=case.id, service=case.service)
        db.session.add(feedback)
    feedback.rating, feedback.sentence, feedback.at = int(rating), sentence.strip()[:1000], now()
    record(NOBODY_KNOWN, "feedback_given", _about(case), purpose=APPLYING)


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise BadInput(_("Write something first."))
    if len(text) > LONGEST:
        raise BadInput(_("Use at most %(longest)s characters", longest=LONGEST))
    return text


def _actor(case: Case, person: Person | None, from_office: bool) -> Actor:
    return actor_of(person, case.office if from_office else "")


def _about(case: Case) -> About:
    return About(case.applicant_id, case.reference)
