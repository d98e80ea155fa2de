"""A draft becomes a case; a case keeps all that happened to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from egov.cases.names import indexes_over_names
from egov.db import BY_CODE_POINT, Model
from egov.editions.models import Edition as Edition
from egov.identity.models import Person

OPEN, PUBLISHED = text("closed_at IS NULL"), text("state = 'published'")
UNSETTLED, IS_OUT = text("settled_at IS NULL"), text("answered_at IS NULL AND cancelled_at IS NULL")
CLAIMED, UNCLAIMED = text("claimed_by_id IS NOT NULL"), text("claimed_by_id IS NULL")


class Draft(Model):
    """Answers on their way to a case. Belongs to a person, or to whoever holds the code.

    ``edition_id`` is the edition whose questions he saw last; ``set_aside`` keeps answers that a later edition cannot
    use, by the number of the edition they were given under.
    """

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_person", "person_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    code_hash: Mapped[str] = mapped_column(unique=True)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    set_aside: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    person: Mapped[Person | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class Case(Model):
    """One application, registration or payment on its way.

    ``waits_for`` repeats what the workflow says of the state, so that one index serves the queues; it is empty when the
    case has ended. ``subject_key`` names what there may be only one open case about. ``due_on`` is the legal deadline;
    while the clock stands it is None and ``days_left`` keeps the working days that remain. ``desk`` is the office where
    it lies now: the deciding ``office``, or the appeal body. ``entered_on`` is the day it came to its state,
    ``wakes_on`` the day on which the clock takes the next step, ``valid_until`` the last day on which what was issued
    holds. ``edition_id`` is the edition of the service that the case follows; ``held_at`` is since when it waits,
    because a new edition holds it.
    """

    __tablename__ = "case"
    audited = True
    __table_args__ = (
        Index("ix_case_wakes", "wakes_on", "id"),
        Index("ix_case_edition", "edition_id", "id"),
        Index("ix_case_published", "service", "id", sqlite_where=PUBLISHED, postgresql_where=PUBLISHED),
        Index("ix_case_queue", "desk", "service", "waits_for", "queue_date", "id"),
        Index(
            "ix_case_unclaimed", "desk", "service", "waits_for", "queue_date", "id",
            sqlite_where=UNCLAIMED, postgresql_where=UNCLAIMED,
        ),
        Index("ix_case_claimed", "claimed_by_id", "queue_date", "id", sqlite_where=CLAIMED, postgresql_where=CLAIMED),
        Index("ix_case_applicant", "applicant_id", "id"),
        Index("ix_case_identifier", "applicant_identifier", "id"),
        *indexes_over_names(),
        Index(
            "uq_case_open_subject", "service", "subject_key", unique=True,
            sqlite_where=OPEN, postgresql_where=OPEN,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    draft_id: Mapped[int] = mapped_column(unique=True)
    service: Mapped[str]
    office: Mapped[str]
    desk: Mapped[str]
    state: Mapped[str]
    entered_on: Mapped[date]
    wakes_on: Mapped[date | None]
    waits_for: Mapped[str]
    answers: Mapped[dict[str, Any]]
    language: Mapped[str]
    code_hash: Mapped[str] = mapped_column(unique=True)
    applicant_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    applicant_name: Mapped[str] = mapped_column(default="")
    applicant_identifier: Mapped[str] = mapped_column(default="")
    search_name: Mapped[str] = mapped_column(BY_CODE_POINT, default="")
    search_other_name: Mapped[str] = mapped_column(BY_CODE_POINT, default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    household: Mapped[str] = mapped_column(default="")
    subject_key: Mapped[str | None]
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime]
    due_on: Mapped[date | None]
    days_left: Mapped[int | None]
    valid_until: Mapped[date | None]
    escalated_at: Mapped[datetime | None]
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    held_at: Mapped[datetime | None]
    queue_date: Mapped[date]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    applicant: Mapped[Person | None] = relationship(foreign_keys=[applicant_id])
    claimed_by: Mapped[Person | None] = relationship(foreign_keys=[claimed_by_id])
    edition: Mapped[Edition | None] = relationship()
    steps: Mapped[list[StepTaken]] = relationship(order_by="StepTaken.id")
    reviews: Mapped[list[Review]] = relationship(order_by="Review.id", back_populates="case")
    messages: Mapped[list[Message]] = relationship(order_by="Message.id")
    notes: Mapped[list[Note]] = relationship(order_by="Note.id")
    decisions: Mapped[list[Decision]] = relationship(order_by="Decision.id")
    moves: Mapped[list[EditionMove]] = relationship(order_by="EditionMove.id")
    feedback: Mapped[Feedback | None] = relationship()
    corrections: Mapped[list[Correction]] = relationship(order_by="Correction.id")

    __mapper_args__ = {"version_id_col": version}


class StepTaken(Model):
    """A step of the workflow as it was taken. ``person_id`` is None for a payment or for somebody without account."""

    __tablename__ = "step_taken"
    audited = True
    __table_args__ = (Index("ix_step_taken_case", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    action: Mapped[str]
    done: Mapped[str]
    source: Mapped[str]
    target: Mapped[str]
    by: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    person: Mapped[Person | None] = relationship()


class Review(Model):
    """An opinion asked from another office while the case waits."""

    __tablename__ = "review"
    audited = True
    __table_args__ = (
        UniqueConstraint("case_id", "office", "round"),
        Index("ix_review_out", "office", "due_on", "id", sqlite_where=IS_OUT, postgresql_where=IS_OUT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    service: Mapped[str]
    office: Mapped[str]
    round: Mapped[int] = mapped_column(default=1)
    question: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    answered_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    favourable: Mapped[bool | None]
    opinion: Mapped[str] = mapped_column(default="")
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    case: Mapped[Case] = relationship(back_populates="reviews")
    reviewer: Mapped[Person | None] = relationship(lazy="joined")

    @property
    def is_out(self) -> bool:
        """Whether it is waited for."""
        return not self.answered_at and not self.cancelled_at

    @property
    def is_in(self) -> bool:
        """Whether it counts as given: the office answered, or its silence means that it agrees."""
        return bool(self.answered_at or self.favourable)


class Message(Model):
    """A word between the applicant and the office. ``from_office`` tells the direction."""

    __tablename__ = "message"
    audited = True
    __table_args__ = (Index("ix_message_case", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    from_office: Mapped[bool]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]
    files: Mapped[list[Any]] = mapped_column(default=list)
    at: Mapped[datetime]
    person: Mapped[Person | None] = relationship(lazy="joined")


class Note(Model):
    """A note between officials; the applicant may ask for it by law, but it is not shown on his page."""

    __tablename__ = "note"
    audited = True
    __table_args__ = (Index("ix_note_case", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]
    at: Mapped[datetime]
    person: Mapped[Person] = relationship(lazy="joined")


class Decision(Model):
    """A decision is data: outcome, rule, reasons, legal basis, facts used, the appeal body and the last day to appeal.

    ``rule`` is the step and, where the service names grounds and the officer picked one, the ground: "refuse:coverage".
    ``person_id`` is None where the law decides by silence; ``reasons`` are then its words in English, to be translated.
    """

    __tablename__ = "decision"
    audited = True
    __table_args__ = (Index("ix_decision_case", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    outcome: Mapped[str]
    rule: Mapped[str] = mapped_column(default="", server_default="")
    reasons: Mapped[str] = mapped_column(default="")
    legal_basis: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    appeal_body: Mapped[str]
    appeal_until: Mapped[date]
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    person: Mapped[Person | None] = relationship()
    edition: Mapped[Edition | None] = relationship()


class EditionMove(Model):
    """The case went from one edition of its service to another; what it was before is kept, so that it can go back."""

    __tablename__ = "edition_move"
    audited = True
    __table_args__ = (Index("ix_edition_move_case", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    from_edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    to_edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    state_before: Mapped[str]
    answers_before: Mapped[dict[str, Any]]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    from_edition: Mapped[Edition] = relationship(foreign_keys=[from_edition_id])
    to_edition: Mapped[Edition] = relationship(foreign_keys=[to_edition_id])


class Correction(Model):
    """What an officer wants to put right in a case that was decided, and why; ``settled_at`` is when another officer
    ``confirmed`` it or not. ``answers_before`` are those that he saw, under the edition that the case followed."""

    __tablename__ = "correction"
    audited = True
    __table_args__ = (
        Index("ix_correction_case", "case_id", "id"),
        Index("uq_correction_open", "case_id", unique=True, sqlite_where=UNSETTLED, postgresql_where=UNSETTLED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    answers_before: Mapped[dict[str, Any]]
    answers: Mapped[dict[str, Any]]
    reason: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    confirmed: Mapped[bool] = mapped_column(default=False)
    person: Mapped[Person] = relationship()


class Feedback(Model):
    """What somebody thought of the service: 1 (very bad) to 5 (very good), and a sentence."""

    __tablename__ = "feedback"
    __table_args__ = (CheckConstraint("rating BETWEEN 1 AND 5", name="rating"), UniqueConstraint("case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    service: Mapped[str]
    rating: Mapped[int]
    sentence: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
