"""People for a full house: their names are put together from those of the country's people."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, insert

from egov.cli.loading.fresh import new_numbers, unused
from egov.clock import now
from egov.country.pack import current_pack
from egov.country.people import Resident
from egov.identity.models import Person
from egov.models import metadata
from egov.registers.models import RegisterRecord
from egov.registers.operations import POPULATION

PEOPLE, RECORDS = (metadata.tables[model.__tablename__] for model in (Person, RegisterRecord))
YEARS = 25 * 365  # days between the oldest and the youngest who could bear a name


@dataclass(frozen=True)
class Newcomer:
    """A person who has just come: his number, and the words that are said of him."""

    id: int
    words: Sequence[str]


def words_of(person: Mapping[str, Any]) -> list[str]:
    """What is said of a person wherever he is spoken of: as his row has it, and as it is searched for."""
    words = [person[name] for name in ("identifier", "name", "other_name", "email", "phone", "household")]
    return [*words, *(word.casefold() for word in words)]


def newcomers(connection: Connection, count: int, dice: Random) -> list[Newcomer]:
    """So many people, written into the table and into the population register."""
    numbers = new_numbers(connection, PEOPLE, count)
    pairs = [dice.sample([*current_pack().people.values()], 2) for _one in range(count)]
    old = [given.identifier for given, _family in pairs]
    identifiers = unused(connection, PEOPLE.columns.identifier, old, lambda like: _identifier_like(like, dice))
    rows = [
        _person(number, identifier, pair, dice)
        for number, identifier, pair in zip(numbers, identifiers, pairs, strict=True)
    ]
    connection.execute(insert(PEOPLE), rows)
    records = new_numbers(connection, RECORDS, count)
    known = [_record(number, row, given) for number, row, (given, _family) in zip(records, rows, pairs, strict=True)]
    connection.execute(insert(RECORDS), known)
    return [Newcomer(row["id"], words_of(row)) for row in rows]


def _person(number: int, identifier: str, pair: Sequence[Resident], dice: Random) -> dict[str, Any]:
    given, family = pair
    others = [language for language in given.names.texts if language != given.names.default]
    name = _name(pair, given.names.default)
    return {
        "id": number, "identifier": identifier, "name": name,
        "other_name": _name(pair, others[0]) if others else "",
        "born": given.born - timedelta(days=dice.randint(0, YEARS)),
        "household": f"H-{number}-{family.household}", "email": f"person.{number}@example.org",
        "phone": given.phone or family.phone, "language": given.language,
    }  # fmt: skip


def _name(pair: Sequence[Resident], language: str) -> str:
    """The first name of the one with the other names of the other, where somebody has several."""
    given, family = (one.names.texts.get(language) or one.name for one in pair)
    return f"{given.partition(' ')[0]} {family.partition(' ')[2] or family}"


def _record(number: int, row: Mapping[str, Any], given: Resident) -> dict[str, Any]:
    data = {
        "name": row["name"], "born": row["born"].isoformat(), "sex": given.sex, "area": given.area,
        "address": str(given.address), "household": row["household"],
    }  # fmt: skip
    return {
        "id": number, "register": POPULATION, "key": row["identifier"], "data": data, "recorded_at": now(), "version": 1
    }  # fmt: skip


def _identifier_like(like: str, dice: Random) -> str:
    """Another identifier of the same shape that passes the official check: any number, and on from there."""
    shape, digits = re.sub("[0-9]", "{}", like), len(re.findall("[0-9]", like))
    number = dice.randrange(10**digits)
    while True:
        new = shape.format(*f"{number:0{digits}}")
        if current_pack().identifier.problem(new) is None:
            return new
        number = (number + 1) % 10**digits
