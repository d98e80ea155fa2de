"""What the numbers in lives are in this house: its officials, its editions, and the files that the lives sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from egov.audit.operations import CHANGING_RULES, SYSTEM, About, record
from egov.cases.moving import adopt
from egov.cli.loading.crowd import Lives
from egov.cli.loading.fresh import new_numbers
from egov.db import db, transaction
from egov.editions.models import Edition
from egov.editions.operations import edition_in_force, first_edition
from egov.files.models import StoredFile
from egov.identity.models import Person
from egov.models import metadata

FILES = metadata.tables[StoredFile.__tablename__]


class NotLoaded(Exception):
    """Why nothing was loaded, in a sentence with its cure."""


@dataclass(frozen=True)
class Here:
    """The numbers here of officials, editions and files, by those in the lives."""

    people: Mapping[int, int]
    editions: Mapping[int, int]
    files: Mapping[int, int]


def find_here(lives: Lives) -> Here:
    """The officials and editions of this house; the files of the lives are written down in it.

    Raises NotLoaded where the house has other rules than the lives were lived by.
    """
    with transaction() as session:
        editions = {number: _edition(*edition) for number, edition in lives.editions.items()}
        record(SYSTEM, "demo_prepared", About(), purpose=CHANGING_RULES)
        return Here(_people(lives), editions, _files(session.connection(), lives))


def _people(lives: Lives) -> dict[int, int]:
    known = {person.identifier: person.id for person in _those_of(lives)}
    return {number: known[row["identifier"]] for number, row in lives.people.items() if row["identifier"] in known}


def _those_of(lives: Lives) -> list[Person]:
    identifiers = [row["identifier"] for row in lives.people.values()]
    return [*db.session.scalars(select(Person).where(Person.identifier.in_(identifiers))).unique()]


def _edition(service: str, digest: str) -> int:
    """The edition with this content that was published here; a service that never was is published now."""
    query = select(Edition.id).where(Edition.service == service, Edition.digest == digest).order_by(Edition.id.desc())
    number = db.session.scalars(query.limit(1)).first()
    if number is None and edition_in_force(service) is not None:
        raise NotLoaded(f"The folder of {service} holds other rules than are in force. Publish them: egov publish.")
    if number is None:
        edition = first_edition(service)
        adopt(edition)
        number = edition.id
    return number


def _files(connection: Connection, lives: Lives) -> dict[int, int]:
    numbers = new_numbers(connection, FILES, len(lives.files))
    here = {row["id"]: number for row, number in zip(lives.files, numbers, strict=True)}
    if here:
        connection.execute(insert(FILES), [{**row, "id": here[row["id"]]} for row in lives.files])
    return here
