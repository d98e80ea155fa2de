"""A mould is made once of a life: what stays in each row is there as the driver takes it, what does not is a gap.

Each copy only fills the gaps, with ``%``, which takes a tenth of the time of saying every value anew.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import JSON, Dialect, Table

from egov.audit.binding import spelled, vouched_columns
from egov.cli.loading.bulk import takers
from egov.cli.loading.crowd import Life, Row
from egov.cli.loading.here import Here
from egov.cli.loading.newcomers import words_of
from egov.db import Model
from egov.documents.models import Certificate
from egov.documents.seal import statement
from egov.models import metadata

FILE = {"id", "name", "type", "size"}  # how answers and messages refer to a kept file
REFERENCES = (("case", "reference"), ("certificate", "number"), ("charge", "receipt_number"))
SECRETS = (("case", "code_hash"), ("certificate", "code"), ("attempt", "token"), ("provider_event", "event_id"))
AUDITED: dict[str, type[Model]] = {m.class_.__tablename__: m.class_ for m in Model.registry.mappers if m.class_.audited}

# While a mould is made, a gap is its name between two signs that no text has (Unicode, private use area). JSON spells
# the signs out, and the gap of a number loses its quotation marks there.
WORD, NUMBER, END = "\ue000", "\ue001", "\ue002"
GAP = re.compile(f"[{WORD}{NUMBER}]([^{END}]+){END}")
GAP_IN_JSON = re.compile(r'\\ue000([^\\]+)\\ue002|"\\ue001([^\\]+)\\ue002"')


@dataclass
class Shape:
    """A row with gaps: which number comes to which place, and which texts have some, plain or in JSON.

    ``number`` is the gap of its own number; ``content`` is what the log vouches for, and empty where it does not.
    """

    table: str
    number: str
    content: str
    values: list[Any] = field(default_factory=list)
    numbers: list[tuple[int, str]] = field(default_factory=list)
    texts: list[tuple[int, str]] = field(default_factory=list)
    records: list[tuple[int, str]] = field(default_factory=list)

    def add(self, value: Any, is_json: bool) -> None:
        """The next column, as the driver takes it."""
        place, gap = len(self.values), GAP_IN_JSON if is_json else GAP
        self.values.append(value)
        if not isinstance(value, str) or not gap.search(value):
            return
        if not is_json and value[0] == NUMBER:
            self.numbers.append((place, value[1:-1]))
        else:
            (self.records if is_json else self.texts).append((place, _with_gaps(value, gap)))

    def filled(self, own: Mapping[str, Any], in_json: Mapping[str, Any]) -> list[Any]:
        """The row of a copy that has this of its own."""
        row = self.values.copy()
        for place, gap in self.numbers:
            row[place] = own[gap]
        for place, text in self.texts:
            row[place] = text % own
        for place, text in self.records:
            row[place] = text % in_json
        return row


@dataclass
class Mould:
    """The shapes of a life, in the order of the names of their tables, and what has to come into their gaps.

    Each gap with what fills it: ``numbers`` with a table that has a new row, ``words`` with the column that wants a new
    word, ``signatures`` with the statement under which it stands. ``reference`` and ``applicant`` are gaps too, and
    ``person`` are those of what is said of him. ``subject`` is what the case is about, where there may be only one.
    """

    reference: str
    applicant: str
    person: Sequence[str]
    subject: str = ""
    numbers: list[tuple[str, str]] = field(default_factory=list)
    words: list[tuple[str, tuple[str, str]]] = field(default_factory=list)
    signatures: list[tuple[str, str]] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)


def mould_of(life: Life, before: Row, back: timedelta, here: Here, dialect: Dialect) -> Mould:
    """The mould of a life that was lived by the person ``before``, and is told as of so long ago."""
    own = words_of(before)
    mould = Mould(f"case.reference {life.case['id']}", f"person {before['id']}", [f"his {n}" for n in range(len(own))])
    said = {word: gap for word, gap in zip(own, mould.person, strict=True) if word}
    for table, column in (*REFERENCES, *SECRETS):
        for row in life.rows.get(table, ()):
            if row[column]:
                gap = f"{table}.{column} {row['id']}"
                mould.words.append((gap, (table, column)))
                said[row[column]] = gap
    for row in life.rows.get("register_record", ()):
        if row["key"] == life.case["subject_key"]:  # there may be one open case about it
            mould.subject = re.sub(r"\d+$", f"%(register_record {row['id']})09d", row["key"].replace("%", "%%"))
            said[row["key"]] = "subject"
    _Cast(mould, said, life, back, here, dialect).make()
    return mould


@dataclass(frozen=True)
class _Cast:
    """Makes the shapes of a mould. ``said`` is which gap stands for which word, wherever it is said."""

    mould: Mould
    said: Mapping[str, str]
    life: Life
    back: timedelta
    here: Here
    dialect: Dialect

    def make(self) -> None:
        for name, rows in sorted(self.life.rows.items()):
            for row in rows:
                self.mould.numbers.append((f"{name} {row['id']}", name))
                self.mould.shapes.append(self._shape(metadata.tables[name], row))

    def _shape(self, table: Table, old: Row) -> Shape:
        row = {name: self._value(old[name], numbers) for name, numbers in numbered(table)}
        if table.name == "certificate":
            row["signature"] = self._signature(row, f"signature {old['id']}")
        content = ""
        if table.name in AUDITED:
            said = {column.key: row[column.key] for column in vouched_columns(AUDITED[table.name])}
            content = _with_gaps(spelled(said), GAP_IN_JSON)
        shape = Shape(table.name, f"{table.name} {old['id']}", content)
        for column, take in zip(table.columns, takers(table, self.dialect), strict=True):
            shape.add(take(row[column.key]), isinstance(column.type, JSON))
        return shape

    def _signature(self, row: Row, gap: str) -> str:
        self.mould.signatures.append((gap, _with_gaps(statement(Certificate(**row)).decode(), GAP)))
        return f"{WORD}{gap}{END}"

    def _value(self, value: Any, numbers: str) -> Any:
        if value is None:
            return None
        if numbers:
            return self._number(numbers, value)
        return value - self.back if isinstance(value, date) else self._said(value)

    def _number(self, table: str, number: int) -> Any:
        """The gap of a row that comes with the copy; the number here of one that is here."""
        gap = f"{table} {number}"
        if table in self.life.rows or gap == self.mould.applicant:
            return f"{NUMBER}{gap}{END}"
        return self.here.people[number] if table == "person" else self.here.editions[number]

    def _said(self, value: Any) -> Any:
        if isinstance(value, str):
            reference = self.life.case["reference"]
            return self._word(value) if value in self.said else value.replace(reference, self._word(reference))
        if isinstance(value, list):
            return [self._said(one) for one in value]
        if isinstance(value, dict):
            if value.keys() == FILE:
                return {**value, "id": self.here.files[value["id"]]}
            return {name: self._said(one) for name, one in value.items()}
        return value

    def _word(self, word: str) -> str:
        return f"{WORD}{self.said[word]}{END}"


def _with_gaps(text: str, gap: re.Pattern[str]) -> str:
    """A text for ``%``, with its gaps by name."""
    return gap.sub(lambda found: f"%({found[1] or found[2]})s", text.replace("%", "%%"))


@cache
def numbered(table: Table) -> list[tuple[str, str]]:
    """The columns of a table, and of which table each holds a number; of none mostly."""
    found = {column.key: key.column.table.name for column in table.columns for key in column.foreign_keys}
    found |= {column.key: table.name for column in table.primary_key}
    if table.name == "case":
        found["draft_id"] = "draft"  # which is no foreign key
    return [(column.key, found.get(column.key, "")) for column in table.columns]
