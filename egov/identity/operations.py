"""Signing in and out. Each is called inside a transaction, and each leaves its audit entry."""

import secrets
from dataclasses import dataclass

from sqlalchemy import select

from egov.audit.operations import NOBODY_KNOWN, SIGNING_IN, SYSTEM, About, Actor, record
from egov.db import db
from egov.errors import NotFound
from egov.identity.models import Account, Person, SignIn
from egov.identity.sessions import SignedIn, hash_token, is_open, wall_time


@dataclass(frozen=True)
class Browser:
    """The browser somebody uses: its name in words, and its network address."""

    name: str
    address: str


def actor_of(person: Person | None, office: str = "") -> Actor:
    """The person as the one who acts, for an ``office`` where he does; somebody unknown where there is no account."""
    return Actor(id=person.id, name=person.name, office=office) if person else NOBODY_KNOWN


def account_named(username: str) -> Account | None:
    """The account with this user name; capital letters make no difference."""
    return db.session.scalar(select(Account).where(Account.username == username.strip().casefold()))


def sign_in(account: Account, browser: Browser, *, means: str) -> SignedIn:
    """Open a sign-in; ``means`` is how the person proved who he is: password, openid or demo."""
    token = secrets.token_urlsafe(32)
    at = wall_time()
    opened = SignIn(
        token_hash=hash_token(token),
        account=account,
        started_at=at,
        seen_at=at,
        browser=browser.name,
        address=browser.address,
    )
    db.session.add(opened)
    db.session.flush()
    _record("signed_in", account.person, means=means)
    return SignedIn(opened.id, account.person, at, token)


def try_password(account_id: int | None, browser: Browser, *, right: bool) -> SignedIn | None:
    """Count an attempt and open a sign-in if it passes. ``right``: whether the password was the right one.

    The password is checked before the transaction, which would else be held open for the time of the hash.
    """
    account = _locked_account(account_id) if account_id else None
    if account is None:
        record(SYSTEM, "sign_in_failed", About(), purpose=SIGNING_IN, details={"why": "no such user name"})
        return None
    was_locked = account.is_locked
    if account.attempt(right):
        return sign_in(account, browser, means="password")
    _record("locked" if account.is_locked and not was_locked else "sign_in_failed", account.person, means="password")
    return None


def note_refused(why: str) -> None:
    """Note that a provider's answer was refused; ``why`` is for the operator, not for the citizen."""
    record(SYSTEM, "sign_in_failed", About(), purpose=SIGNING_IN, details={"means": "openid", "why": why})


def note_presence(signed_in: SignedIn) -> None:
    """Note that the browser was seen."""
    db.session.get_one(SignIn, signed_in.id).seen_at = wall_time()


def sign_out(signed_in: SignedIn) -> None:
    """End the sign-in of the browser that asks for it."""
    db.session.get_one(SignIn, signed_in.id).ended_at = wall_time()
    _record("signed_out", signed_in.person)


def open_sign_ins(person: Person) -> list[SignIn]:
    """Where the person is signed in, the newest first."""
    query = (
        select(SignIn)
        .join(SignIn.account)
        .where(Account.person_id == person.id, SignIn.ended_at.is_(None))
        .order_by(SignIn.id.desc())
    )
    return [sign_in for sign_in in db.session.scalars(query) if is_open(sign_in.started_at, sign_in.seen_at, None)]


def end_sign_in(person: Person, sign_in_id: int) -> None:
    """End one of the person's own sign-ins. Raises NotFound."""
    for sign_in in open_sign_ins(person):
        if sign_in.id == sign_in_id:
            sign_in.ended_at = wall_time()
            _record("session_ended", person, count=1)
            return
    raise NotFound()


def end_other_sign_ins(person: Person, but: SignedIn) -> int:
    """End all sign-ins of the person except one; how many they were."""
    others = [sign_in for sign_in in open_sign_ins(person) if sign_in.id != but.id]
    for sign_in in others:
        sign_in.ended_at = wall_time()
    _record("session_ended", person, count=len(others))
    return len(others)


def end_sign_ins_of(account: Account) -> int:
    """End all sign-ins of an account; how many of them were still open."""
    found = [one for one in open_sign_ins(account.person) if one.account_id == account.id]
    for one in found:
        one.ended_at = wall_time()
    return len(found)


def _locked_account(account_id: int) -> Account | None:
    """The account, held until the end of the transaction: attempts at the same moment are counted one by one."""
    query = select(Account).where(Account.id == account_id).with_for_update(of=Account)
    return db.session.scalar(query.execution_options(populate_existing=True))


def _record(action: str, person: Person, **details: object) -> None:
    record(actor_of(person), action, About(subject_id=person.id), purpose=SIGNING_IN, details=details)
