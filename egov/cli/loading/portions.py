"""Cases out of moulds: each copy gets numbers, a reference, secrets and an applicant of its own, and the log's word.

A copy is new to the log, which is told of it at the present moment: nothing is ever back-dated.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from json.encoder import encode_basestring, encode_basestring_ascii
from random import Random
from typing import Any

from sqlalchemy import Connection

from egov.audit.binding import digest_of_text
from egov.audit.models import BoundRow
from egov.audit.operations import APPLYING, SYSTEM, About, record
from egov.cases.codes import new_reference
from egov.cli.loading.bulk import write_rows
from egov.cli.loading.crowd import Life, Lives, Row
from egov.cli.loading.fresh import new_numbers, unused
from egov.cli.loading.here import Here
from egov.cli.loading.moulds import REFERENCES, Mould, mould_of
from egov.cli.loading.newcomers import Newcomer, newcomers
from egov.country.days import today
from egov.db import transaction
from egov.documents.numbers import new_code as new_certificate_code
from egov.documents.seal import signer
from egov.models import metadata

CASES_OF_A_PERSON = 5
FARTHEST_BACK = 60  # weeks
WEEK = 7
BOUND = metadata.tables[BoundRow.__tablename__]
SECRETS: Mapping[tuple[str, str], Callable[[], str]] = {
    ("case", "code_hash"): lambda: secrets.token_hex(32),  # the digest of a code that nobody has
    ("certificate", "code"): new_certificate_code,
    ("attempt", "token"): lambda: secrets.token_urlsafe(32),
    ("provider_event", "event_id"): lambda: secrets.token_hex(16),
}


@dataclass(frozen=True)
class Press:
    """Presses cases into this house; keeps the moulds that it has made."""

    lives: Lives
    here: Here
    dice: Random
    moulds: dict[tuple[int, int], Mould] = field(default_factory=dict)

    def add_cases(self, chosen: Sequence[Life]) -> None:
        """A copy of each chosen life, in a transaction of its own, with an entry about each."""
        with transaction() as session:
            connection = session.connection()
            people = newcomers(connection, -(-len(chosen) // CASES_OF_A_PERSON), self.dice)
            portion = _Portion(connection, chosen)
            for number, life in enumerate(chosen):
                portion.copy(self._mould(life, connection), people[number // CASES_OF_A_PERSON])
            portion.write()
            record(SYSTEM, "demo_cases_loaded", About(), purpose=APPLYING, details={"cases": len(chosen)})

    def _mould(self, life: Life, connection: Connection) -> Mould:
        weeks = self._weeks_back(life.case)
        if (id(life), weeks) not in self.moulds:
            before, back = self.lives.people[life.case["applicant_id"]], timedelta(weeks=weeks)
            self.moulds[id(life), weeks] = mould_of(life, before, back, self.here, connection.dialect)
        return self.moulds[id(life), weeks]

    def _weeks_back(self, case: Row) -> int:
        """What has ended may have ended long ago, unless the clock would have moved it since."""
        if case["closed_at"] is None:
            return 0
        left = (case["wakes_on"] - today()).days - 1 if case["wakes_on"] else WEEK * FARTHEST_BACK
        return self.dice.randint(0, max(0, min(FARTHEST_BACK, left // WEEK)))


class _Portion:
    """The rows of some copies, until they are written together."""

    def __init__(self, connection: Connection, chosen: Sequence[Life]) -> None:
        self.connection = connection
        needed = Counter[str]()
        for life in chosen:
            needed.update({name: len(rows) for name, rows in life.rows.items()})
        self.numbers = {name: new_numbers(connection, metadata.tables[name], n) for name, n in needed.items()}
        self.words: dict[tuple[str, str], Callable[[], str]] = {**SECRETS}
        for place in REFERENCES:
            self.words[place] = iter(self._references(place, chosen)).__next__
        self.rows: dict[str, list[list[Any]]] = {name: [] for name in needed}
        self.bound: list[list[Any]] = []
        self.sign = signer()

    def copy(self, mould: Mould, person: Newcomer) -> None:
        """Take down the rows of one more case."""
        own = self._own(mould, person)
        in_json = {gap: _inside(encode_basestring_ascii, value) for gap, value in own.items()}
        bound = []
        for shape in mould.shapes:
            self.rows[shape.table].append(shape.filled(own, in_json))
            if shape.content:
                bound.append([shape.table, own[shape.number], 1, digest_of_text(shape.content % in_json)])
        about = About(person.id, own[mould.reference])
        record(SYSTEM, "demo_case_loaded", about, purpose=APPLYING).rows = bound
        self.bound += bound

    def _own(self, mould: Mould, person: Newcomer) -> dict[str, Any]:
        """What a copy has of its own, by gap."""
        own: dict[str, Any] = {gap: next(self.numbers[table]) for gap, table in mould.numbers}
        own |= {gap: self.words[place]() for gap, place in mould.words}
        own |= zip(mould.person, person.words, strict=True)
        own[mould.applicant] = person.id
        own["subject"] = mould.subject % own
        for gap, said in mould.signatures:
            stated = said % {gap: _inside(encode_basestring, value) for gap, value in own.items()}
            own[gap] = self.sign(stated.encode())
        return own

    def write(self) -> None:
        for table in metadata.sorted_tables:
            write_rows(self.connection, table, self.rows.get(table.name, ()))
        write_rows(self.connection, BOUND, self.bound)

    def _references(self, place: tuple[str, str], chosen: Sequence[Life]) -> list[str]:
        name, column = place
        old = [row[column] for life in chosen for row in life.rows.get(name, ()) if row[column]]
        return unused(self.connection, metadata.tables[name].columns[column], old, _reference_like)


def _inside(encode: Callable[[str], str], value: Any) -> Any:
    """A text as JSON spells it, without the quotation marks around it."""
    return encode(value)[1:-1] if isinstance(value, str) else value


def _reference_like(old: str) -> str:
    prefix, year, _rest = old.split("-", 2)
    return new_reference(prefix, int(year))
