"""Looking up in the registers whom and what an answer names."""

from collections.abc import Iterable

from sqlalchemy import select

from egov.audit.operations import About, Actor, record
from egov.country.days import today
from egov.db import db
from egov.forms.base import Answer
from egov.forms.people import PersonField
from egov.forms.records import RecordField
from egov.identity.models import Person
from egov.registers.operations import POPULATION, find, key_as_written


def confirmed(questions: Iterable[Answer], actor: Actor, *, purpose: str) -> bool:
    """Whether the registers know what was answered, in the open transaction; each look at a person is recorded.

    The answers then say what the registers say; a question that they contradict carries the sentence.
    """
    asked = list(questions)
    for question in asked:
        if isinstance(question, PersonField) and question.data:
            _confirm_person(question, actor, purpose)
        if isinstance(question, RecordField) and question.data:
            key = key_as_written(question.register, question.data["key"])
            question.data = {**question.data, "key": key}
            problem = question.confirm(find(question.register, key), today())
            if problem:
                question.errors = [*question.errors, problem]  # type: ignore[list-item]  # shown, not stored
    return not any(question.errors for question in asked)


def _confirm_person(question: PersonField, actor: Actor, purpose: str) -> None:
    """Mark a person as checked when identifier and date of birth both match; what was typed stays otherwise."""
    value = question.data
    facts = find(POPULATION, value["identifier"])
    matches = facts is not None and facts["born"] == value["born"].isoformat()
    subject = db.session.scalar(select(Person.id).filter_by(identifier=value["identifier"]))
    if facts is not None and matches:
        question.data = {**value, "name": facts["name"], "checked": today(), "person": subject}
    record(actor, "person_read", About(subject), purpose=purpose, read=True, details={"matches": matches})
