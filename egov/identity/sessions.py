"""The signed-in browser: a random token in its cookie, and only the token's hash in the database."""

import hashlib
from datetime import datetime

from flask import current_app, session
from flask_login import current_user, login_user, logout_user
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from egov.clock import clock
from egov.db import db, keep_fresh
from egov.identity.models import Account, Person, SignIn

# What a visitor began before signing in stays his: the language, and the drafts and cases whose code he holds.
KEPT = ("language", "drafts", "cases")

# Asked at each page, so it is written once: the sign-in with its account, the person and his roles.
OF_TOKEN = (
    select(SignIn)
    .options(joinedload(SignIn.account).joinedload(Account.person).joinedload(Person.roles))
    .where(SignIn.token_hash == bindparam("token_hash"))
)


class SignedIn:
    """A sign-in with the token of its browser, in the shape flask-login asks for."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, sign_in: SignIn, token: str) -> None:
        self.sign_in = sign_in
        self.token = token

    def get_id(self) -> str:
        return self.token


def hash_token(token: str) -> str:
    """What the database keeps of a token: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def wall_time() -> datetime:
    """The moment without a trainer's journey through time: who travels stays signed in, and so does his provider."""
    return clock.now() - clock.offset


def is_open(sign_in: SignIn) -> bool:
    """Whether a sign-in still counts: not ended, not left alone for too long, not too old."""
    idle, oldest = current_app.config["SESSION_IDLE"], current_app.config["PERMANENT_SESSION_LIFETIME"]
    at = wall_time()
    return sign_in.ended_at is None and sign_in.seen_at + idle > at and sign_in.started_at + oldest > at


def load_sign_in(token: str) -> SignedIn | None:
    """The open sign-in that a token belongs to."""
    sign_in = _sign_in_of(token)
    if sign_in is None or not is_open(sign_in):
        return None
    person = sign_in.account.person
    keep_fresh(sign_in, sign_in.account, person, *person.roles)
    return SignedIn(sign_in, token)


def current_sign_in() -> SignIn | None:
    """The sign-in of the browser that asks."""
    return current_user.sign_in if current_user and current_user.is_authenticated else None


def enter(signed_in: SignedIn) -> None:
    """Hand the token to the browser, in a fresh session (no session fixation)."""
    kept = KEPT if _is_first_or_same_person(signed_in.sign_in) else ("language",)
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


def _is_first_or_same_person(sign_in: SignIn) -> bool:
    """Whether what this browser holds may belong to the person: nobody else was signed in here before."""
    before = _sign_in_of(session.get("_user_id", ""))
    return before is None or before.account.person_id == sign_in.account.person_id


def _sign_in_of(token: str) -> SignIn | None:
    return db.session.scalars(OF_TOKEN, {"token_hash": hash_token(token)}).unique().one_or_none()
