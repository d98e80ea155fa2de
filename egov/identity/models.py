"""People and accounts are two things: a person exists in the population, an account is a way to sign in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from egov.db import Model
from egov.identity.lockout import Lockable


class Person(Model):
    """Somebody the state knows. ``other_name`` is the name in the country's other script, empty where there is none."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    other_name: Mapped[str] = mapped_column(default="")
    born: Mapped[date]
    household: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    roles: Mapped[list[RoleHolding]] = relationship(back_populates="person")

    def holds(self, role: str, service: str = "*", office: str = "") -> bool:
        """Whether the person holds a role for a service; at ``office``, or at any office where none is named."""
        return any(held.covers(role, service, office) for held in self.roles)

    def is_of_household(self, household: str) -> bool:
        """Whether the person lives in this household; nobody lives in an unknown one."""
        return bool(household) and self.household == household


class RoleHolding(Model):
    """A role is held for a service at an office; the service ``*`` stands for all services."""

    __tablename__ = "role_holding"
    audited = True
    __table_args__ = (UniqueConstraint("person_id", "role", "service", "office"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str]
    service: Mapped[str]
    office: Mapped[str]
    person: Mapped[Person] = relationship(back_populates="roles")

    def covers(self, role: str, service: str, office: str) -> bool:
        """Whether this holding gives the role for the service (``*``: for any) at the office (empty: at any)."""
        for_service = service == "*" or self.service in ("*", service)
        return self.role == role and for_service and office in ("", self.office)


class Account(Lockable, Model):
    """A way to sign in: a user name with a password (officials), or the subject of an OpenID provider (citizens)."""

    __tablename__ = "account"
    audited = True
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    username: Mapped[str | None] = mapped_column(unique=True)
    password_hash: Mapped[str] = mapped_column(default="")
    issuer: Mapped[str | None]
    subject: Mapped[str | None]
    person: Mapped[Person] = relationship(lazy="joined")


class SignIn(Model):
    """A signed-in browser. Kept on the server, so it can be listed and ended; the browser holds the token."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_account", "account_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    account: Mapped[Account] = relationship()


class Installation(Model):
    """One row that tells what this database was created as; a demonstration can never become real, nor the reverse.

    ``days_ahead`` is how far a trainer has moved the clock of a demonstration.
    """

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    demo: Mapped[bool]
    days_ahead: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
