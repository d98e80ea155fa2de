"""Words about a case: messages between applicant and office, notes between officials, feedback on the service."""

from collections.abc import Sequence

from sqlalchemy import select

from egov.audit.operations import APPLYING, DECIDING, NOBODY_KNOWN, About, Actor, record
from egov.cases.access import AGAIN, office_at_desk
from egov.cases.bars import check_not_own
from egov.cases.letters import tell_applicant
from egov.cases.models import Case, Feedback, Message, Note
from egov.cases.steps import check_officer
from egov.clock import now
from egov.db import db
from egov.errors import BadInput
from egov.files.models import StoredFile
from egov.identity.models import Person
from egov.identity.operations import actor_of
from egov.texts import _

LONGEST = 4000
LONGEST_SENTENCE = 1000
RATINGS = ("1", "2", "3", "4", "5")


def send_message(
    case: Case, person: Person | None, text: str, *, from_office: bool, files: Sequence[StoredFile] = ()
) -> None:
    """Send a message with kept files, in the open transaction, once, however often the button is pressed: the case is
    locked.

    The applicant is told by letter that the office wrote: raises NotAllowed for whoever does not decide there, or must
    stand aside.
    """
    text = _checked(text)
    if from_office and person:
        check_officer(case, person)
    if _is_sent_already(case, person, text, files):
        for file in files:
            db.session.delete(file)
        return
    kept = [{"id": file.id, "name": file.name, "type": file.type, "size": file.size} for file in files]
    case.messages.append(Message(from_office=from_office, person=person, text=text, files=kept, at=now()))
    purpose = DECIDING if from_office else APPLYING
    record(_actor(case, person, from_office), "message_sent", _about(case), purpose=purpose)
    if from_office:
        words = {"reference": case.reference, "text": text}
        subject = _("A message about %(reference)s", **words)
        tell_applicant(case, subject, _("The office wrote:\n\n%(text)s", **words))


def write_note(case: Case, person: Person, text: str) -> None:
    """Write a note for other officials, in the open transaction, once, however often the button is pressed: the case
    is locked. Raises NotAllowed for whoever must stand aside."""
    text = _checked(text)
    check_not_own(case, person)
    same = select(Note.id).filter_by(case_id=case.id, person_id=person.id, text=text).where(Note.at > now() - AGAIN)
    if db.session.scalars(same).first() is None:
        case.notes.append(Note(person_id=person.id, person=person, text=text, at=now()))
        record(actor_of(person, office_at_desk(case, person)), "note_written", _about(case), purpose=DECIDING)


def give_feedback(case: Case, rating: str, sentence: str) -> None:
    """Keep what somebody thought of the service; a second opinion replaces the first. Raises BadInput."""
    if rating not in RATINGS:
        raise BadInput(_("Choose one of the five answers."))
    if len(sentence.strip()) > LONGEST_SENTENCE:
        raise BadInput(_("Use at most %(longest)s characters", longest=LONGEST_SENTENCE))
    feedback = db.session.scalar(select(Feedback).filter_by(case_id=case.id))
    if feedback is None:
        feedback = Feedback(case_id=case.id, service=case.service)
        db.session.add(feedback)
    feedback.rating, feedback.sentence, feedback.at = int(rating), sentence.strip(), now()
    record(NOBODY_KNOWN, "feedback_given", _about(case), purpose=APPLYING)


def _is_sent_already(case: Case, person: Person | None, text: str, files: Sequence[StoredFile]) -> bool:
    """Whether the same words, with files of the same content, were sent a moment ago."""
    same = select(Message.files).filter_by(case_id=case.id, person_id=person.id if person else None, text=text)
    sent = db.session.scalars(same.where(Message.at > now() - AGAIN)).all()
    return any(_digests([file["id"] for file in earlier]) == [file.digest for file in files] for earlier in sent)


def _digests(numbers: Sequence[int]) -> list[str]:
    query = select(StoredFile.digest).where(StoredFile.id.in_(numbers)).order_by(StoredFile.id)
    return list(db.session.scalars(query)) if numbers else []


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise BadInput(_("Write something first."))
    if len(text) > LONGEST:
        raise BadInput(_("Use at most %(longest)s characters", longest=LONGEST))
    return text


def _actor(case: Case, person: Person | None, from_office: bool) -> Actor:
    return actor_of(person, case.desk if from_office else "")


def _about(case: Case) -> About:
    return About(case.applicant_id, case.reference)
