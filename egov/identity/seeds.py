"""The people of a demonstration: everybody of the pack, with the roles and accounts of its personas."""

from functools import cache

from sqlalchemy import select

from egov.audit.operations import APPOINTING, SYSTEM, About, record
from egov.country.pack import Pack
from egov.country.people import Persona, Resident
from egov.db import db
from egov.errors import Misconfigured, NotFound
from egov.identity.installation import NOT_A_DEMO, is_demo
from egov.identity.models import Account, Person, RoleHolding
from egov.identity.passwords import hash_password
from egov.texts import _

DEMO_ISSUER = "demo"  # The issuer of accounts that are opened with one click on the page of personas.


def seed_people(pack: Pack) -> None:
    """Add the people of the pack who are not there yet. Raises Misconfigured where this is no demonstration.

    Their passwords are public: in a real installation each of these accounts would be an open door.
    """
    if not is_demo():
        raise Misconfigured(NOT_A_DEMO)
    known = set(db.session.scalars(select(Person.identifier)))
    people = {number: _person(resident) for number, resident in pack.people.items() if number not in known}
    db.session.add_all(people.values())
    db.session.flush()
    for persona in pack.personas.values():
        if persona.resident.identifier in people:
            _give_account(persona, people[persona.resident.identifier])


def account_of(persona: Persona) -> Account:
    """The account that a persona was seeded with. Raises NotFound in a demonstration that has no people yet."""
    if persona.username:
        query = select(Account).where(Account.username == persona.username)
    else:
        query = select(Account).where(Account.issuer == DEMO_ISSUER, Account.subject == persona.code)
    account = db.session.scalar(query)
    if account is None:
        raise NotFound(_("The people of the demonstration are not here yet. Start it once with: egov demo"))
    return account


def _person(resident: Resident) -> Person:
    others = [name for language, name in resident.names.texts.items() if language != resident.names.default]
    return Person(
        identifier=resident.identifier,
        name=resident.name,
        other_name=others[0] if others else "",
        born=resident.born,
        household=resident.household,
        email=resident.email,
        phone=resident.phone,
        language=resident.language,
    )


def _give_account(persona: Persona, person: Person) -> None:
    roles = [RoleHolding(person_id=person.id, role=r.role, service=r.service, office=r.office) for r in persona.roles]
    if persona.username:
        account = Account(person=person, username=persona.username, password_hash=_hash_of(persona.password))
    else:
        account = Account(person=person, issuer=DEMO_ISSUER, subject=persona.code)
    db.session.add_all([*roles, account])
    for held in persona.roles:
        details = {"role": held.role, "office": held.office}
        record(SYSTEM, "role_given", About(person.id), purpose=APPOINTING, details=details)


@cache
def _hash_of(password: str) -> str:
    """One hash for all who share a password. Elsewhere each needs a salt of its own; these are public anyway, and a
    hash costs a fifth of a second at every start of a demonstration."""
    return hash_password(password)
