"""Applications that are published: what anybody may read of them, and what he objects to, while there is time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from egov.audit.operations import NOBODY_KNOWN, OBJECTING, About, record
from egov.cases.access import AGAIN
from egov.cases.codes import clean_reference
from egov.cases.models import PUBLISHED, Case
from egov.clock import now
from egov.country.pack import current_pack
from egov.db import Model, db
from egov.errors import NotFound
from egov.notifications.operations import Letter, notify
from egov.texts import _

NOT_PUBLISHED = _("There is no application with this reference that is published now.")
MOST_SHOWN = 200  # on the public page, of all services together


class Objection(Model):
    """What somebody, who need not be known to the state, has against an application that is published."""

    __tablename__ = "objection"
    audited = True
    __table_args__ = (Index("ix_objection_case", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    name: Mapped[str]
    contact: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]


@dataclass(frozen=True)
class Publication:
    """What is made public of an application, which is nothing about a person: ``until`` is the last day to object, None
    while the case waits for a new edition of the rules."""

    reference: str
    service: str
    office: str
    until: date | None


def publications() -> list[Publication]:
    """The applications that are published now, by service, the newest first."""
    rows = db.session.execute(_published().order_by(Case.service, Case.id.desc()).limit(MOST_SHOWN))
    return [_publication(*row) for row in rows]


def publication_of(reference: str) -> Publication:
    """The application, if it is published now. Raises NotFound for all others, which look alike."""
    row = db.session.execute(_published().where(_is(reference))).one_or_none()
    if row is None:
        raise NotFound(NOT_PUBLISHED)
    return _publication(*row)


def send_objection(reference: str, *, name: str, contact: str, text: str) -> None:
    """Keep an objection in the open transaction and tell the office by e-mail: once, however often it is sent.

    Raises NotFound when it is too late.
    """
    case = _locked(reference)
    same = select(Objection.id).filter_by(case_id=case.id, name=name, contact=contact, text=text)
    if db.session.scalars(same.where(Objection.at > now() - AGAIN)).first() is not None:
        return
    db.session.add(Objection(case_id=case.id, name=name, contact=contact, text=text, at=now()))
    record(NOBODY_KNOWN, "objection_sent", About(case.applicant_id, case.reference), purpose=OBJECTING)
    office, language = current_pack().office(case.office), current_pack().default_language
    words = {"reference": case.reference, "link": f"{current_app.config['BASE_URL']}/office/{case.reference}"}
    subject = _("Somebody objects to %(reference)s", **words)
    body = _("Read the objection and decide what it is worth: %(link)s", **words)
    notify(Letter(office.email, "", language, subject, body, case.reference))


def objections_to(case: Case) -> Sequence[Objection]:
    """What came in against the application, the first one first."""
    if not any(step.action == "publish" for step in case.steps):
        return []
    return db.session.scalars(select(Objection).filter_by(case_id=case.id).order_by(Objection.id)).all()


def _locked(reference: str) -> Case:
    """The case, if it is published when nobody else changes it any more; it stays so until the transaction ends."""
    query = select(Case).where(PUBLISHED, _is(reference)).with_for_update(of=Case, key_share=True)
    case = db.session.scalar(query)
    if case is None:
        raise NotFound(NOT_PUBLISHED)
    return case


def _is(reference: str) -> ColumnElement[bool]:
    return Case.reference == (clean_reference(reference) or "")


def _published() -> Select[str, str, str, date | None]:
    """The words of the index stand in the query: SQLite would not use it for a parameter."""
    return select(Case.reference, Case.service, Case.office, Case.wakes_on).where(PUBLISHED)


def _publication(reference: str, service: str, office: str, ends_on: date | None) -> Publication:
    return Publication(reference, service, office, ends_on - timedelta(days=1) if ends_on else None)
