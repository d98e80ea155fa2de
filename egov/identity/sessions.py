"""The signed-in browser: a random token in its cookie, and only the token's hash in the database."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import current_app, session
from flask_login import current_user, login_user, logout_user
from sqlalchemy import RowMapping, bindparam, select

from egov.clock import clock
from egov.columns import as_read, table_of
from egov.db import db, keep_fresh
from egov.identity.models import Account, Person, RoleHolding, SignIn

# What a visitor began before signing in stays his: the language, and the drafts and cases whose code he holds.
KEPT = ("language", "drafts", "cases")

# Asked at each page, so it is written once, as plain columns: the sign-in, its person, and a line for each role.
SIGN_IN, PERSON, ROLE = table_of(SignIn), table_of(Person), table_of(RoleHolding)
OF_TOKEN = (
    select(*SIGN_IN.c["id", "started_at", "seen_at", "ended_at"], *PERSON.c, *ROLE.c)
    .select_from(SIGN_IN.join(table_of(Account)).join(PERSON).outerjoin(ROLE))
    .where(SIGN_IN.c.token_hash == bindparam("token_hash"))
    .order_by(ROLE.c.id)
)


@dataclass(frozen=True)
class SignedIn:
    """A sign-in with its person and the token of its browser, in the shape flask-login asks for."""

    id: int
    person: Person
    seen_at: datetime
    token: str = field(repr=False)

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.token


def hash_token(token: str) -> str:
    """What the database keeps of a token: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def wall_time() -> datetime:
    """The moment without a trainer's journey through time: who travels stays signed in, and so does his provider."""
    return clock.now() - clock.offset


def is_open(started_at: datetime, seen_at: datetime, ended_at: datetime | None) -> bool:
    """Whether a sign-in still counts: not ended, not left alone for too long, not too old."""
    idle, oldest = current_app.config["SESSION_IDLE"], current_app.config["PERMANENT_SESSION_LIFETIME"]
    at = wall_time()
    return ended_at is None and seen_at + idle > at and started_at + oldest > at


def load_sign_in(token: str) -> SignedIn | None:
    """The open sign-in that a token belongs to."""
    rows = _rows_of(token)
    if not rows or not is_open(*(rows[0][SIGN_IN.c[name]] for name in ("started_at", "seen_at", "ended_at"))):
        return None
    roles = [as_read(RoleHolding, row) for row in rows if row[ROLE.c.id] is not None]
    person = as_read(Person, rows[0], roles=roles)
    keep_fresh(person, *roles)
    return SignedIn(rows[0][SIGN_IN.c.id], person, rows[0][SIGN_IN.c.seen_at], token)


def current_sign_in() -> SignedIn | None:
    """The sign-in of the browser that asks."""
    user = current_user._get_current_object()
    return user if isinstance(user, SignedIn) else None


def enter(signed_in: SignedIn) -> None:
    """Hand the token to the browser, in a fresh session (no session fixation)."""
    kept = KEPT if _is_first_or_same_person(signed_in.person) else ("language",)
    values = {key: session[key] for key in kept if key in session}
    session.clear()
    session.update(values)
    login_user(signed_in)


def leave() -> None:
    """Empty the session: the next person at this computer finds nothing but his language."""
    language = session.get("language")
    logout_user()
    session.clear()
    if language:
        session["language"] = language


def _is_first_or_same_person(person: Person) -> bool:
    """Whether what this browser holds may belong to the person: nobody else was signed in here before."""
    before = _rows_of(session.get("_user_id", ""))
    return not before or before[0][PERSON.c.id] == person.id


def _rows_of(token: str) -> Sequence[RowMapping]:
    """The sign-in of a token, once for each role of its person."""
    return db.session.execute(OF_TOKEN, {"token_hash": hash_token(token)}).mappings().all()
