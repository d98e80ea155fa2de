"""A citizen comes from the provider: we find the person the state knows, or get to know him."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import select

from egov.audit.operations import SIGNING_IN, About, record
from egov.country.pack import current_pack
from egov.db import db
from egov.identity.models import Account, Person
from egov.identity.openid_checks import SignInRefused
from egov.identity.operations import actor_of
from egov.identity.rows import found_or_added
from egov.texts import current_language


@dataclass(frozen=True)
class Citizen:
    """Who somebody is by the word of a provider, in our words."""

    issuer: str
    subject: str
    identifier: str
    name: str
    born: date


def read_citizen(claims: Mapping[str, Any]) -> Citizen:
    """The person in the claims. Raises SignInRefused where one that we need is missing.

    The identifier is not checked: the provider is the authority, and we only write it our way.
    """
    pack = current_pack()
    identifier = pack.identifier.clean(str(claims.get(current_app.config["OIDC_IDENTIFIER_CLAIM"]) or ""))
    name = pack.names.clean(str(claims.get("name") or ""))
    try:
        born = date.fromisoformat(str(claims.get("birthdate")))
    except ValueError as problem:
        raise SignInRefused("the claim birthdate is missing or not a date") from problem
    if not identifier or not name:
        raise SignInRefused("the claim of the identifier or the name is missing")
    return Citizen(claims["iss"], claims["sub"], identifier, name, born)


def account_of_citizen(citizen: Citizen) -> Account:
    """The citizen's account, opened at the first sign-in. Raises SignInRefused when it belongs to somebody else."""
    query = select(Account).where(Account.issuer == citizen.issuer, Account.subject == citizen.subject)
    account = db.session.scalar(query)
    if account is None:
        person = _person(citizen)
        opened = Account(person=person, issuer=citizen.issuer, subject=citizen.subject)
        account = found_or_added(query, opened)
        if account is opened:
            record(actor_of(person), "account_opened", About(subject_id=person.id), purpose=SIGNING_IN)
    if account.person.identifier != citizen.identifier:
        raise SignInRefused("the subject was known under another identifier")
    return account


def _person(citizen: Citizen) -> Person:
    return found_or_added(
        select(Person).where(Person.identifier == citizen.identifier),
        Person(
            identifier=citizen.identifier,
            name=citizen.name,
            born=citizen.born,
            language=current_pack().language(current_language()).code,
        ),
    )
