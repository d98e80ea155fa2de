"""What a list must have to become a register: the columns and kinds that the forms of the services will read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from egov.asked import LARGEST
from egov.catalogue import all_services
from egov.country.pack import current_pack
from egov.country.source import csv_lines
from egov.forms.page import questions_of
from egov.forms.records import RecordField, key_of
from egov.registers.companies import COMPANIES, OWNERS, REPRESENTATIVES
from egov.registers.operations import POPULATION

LONGEST_KEY = 200


@dataclass(frozen=True)
class Wanted:
    """The column of the key, all columns that must be there, and by their names those that are more than words."""

    key: str = "number"
    columns: tuple[str, ...] = ("number",)
    kinds: Mapping[str, str] = field(default_factory=dict)

    def key_in(self, said: Mapping[str, str | None]) -> str:
        """What a record is found by; an identifier as it is stored, a number as forms look it up."""
        typed = said[self.key] or ""
        return current_pack().identifier.clean(typed) if self.key == "identifier" else key_of(typed)


PEOPLE = Wanted(
    "identifier",
    ("identifier", "name", "born", "sex", "area", "address", "household"),
    {"born": "date", "area": "area"},
)
HOUSE = {POPULATION: PEOPLE, COMPANIES: Wanted(columns=("number", "name", REPRESENTATIVES, OWNERS))}


def known_registers() -> dict[str, Wanted]:
    """The registers that the house and the forms of its services look into, with what they read there."""
    found = dict(HOUSE)
    for service in all_services().values():
        for page in service.pages:
            for question in questions_of(page):
                if isinstance(question, RecordField):
                    found[question.register] = _more(found.get(question.register, Wanted()), question)
    return found


def _more(wanted: Wanted, question: RecordField) -> Wanted:
    facts = [*question.facts, *([question.proof] if question.proof else [])]
    columns = [fact.column for fact in facts] + ([question.must[0]] if question.must else [])
    kinds = {fact.column: fact.kind for fact in facts if fact.kind != "words"}
    all_columns = tuple(dict.fromkeys([*wanted.columns, *columns]))
    return replace(wanted, columns=all_columns, kinds={**wanted.kinds, **kinds})


def faults_in(file: Path, wanted: Wanted) -> Iterator[str]:
    """What is wrong with a list, by its lines."""
    seen: dict[str, int] = {}
    for line, said in csv_lines(file):
        missing = [name for name in wanted.columns if name not in said]
        if missing:
            yield f"{file.name}: there is no column {', '.join(missing)}. The first line names the columns."
            return
        key = wanted.key_in(said)
        wrong = _wrong_with(key, said, wanted)
        if not wrong and key in seen:
            wrong = f"{key} stands in line {seen[key]} already."
        if wrong:
            yield f"{file.name}, line {line}: {wrong}"
        seen.setdefault(key, line)
    if not seen:
        yield f"{file.name} has no line below the names of the columns."


def _wrong_with(key: str, said: Mapping[str, str | None], wanted: Wanted) -> str:
    """What is wrong with a record, or nothing."""
    cells = {name: words for name, words in said.items() if words is not None}
    if len(cells) < len(said):
        return f"there are only {len(cells)} cells for {len(said)} columns."
    if any("\0" in words for words in cells.values()):
        return "a cell has the character NUL, which no database keeps."
    if not key:
        return f"{wanted.key} is empty."
    if len(key) > LONGEST_KEY:
        return f"{wanted.key} is longer than {LONGEST_KEY} characters."
    problem = current_pack().identifier.problem(key) if wanted.key == "identifier" else None
    unlike = (_unlike(kind, name, cells[name]) for name, kind in wanted.kinds.items())
    return f"{problem}." if problem else next(filter(None, unlike), "")


def _unlike(kind: str, name: str, words: str) -> str:
    """What is wrong with a cell that is more than words, or nothing."""
    if kind == "money" and not (words.isascii() and words.isdigit() and 0 < int(words) <= LARGEST):
        return f"{name} is {words!r}. Write a whole number of the smallest coins, such as 4500 for 45.00."
    if kind == "date" and not _is_day(words):
        return f"{name} is {words!r}. Write a day as 1991-04-12."
    if kind == "area" and words not in current_pack().areas:
        return f"{name} is {words!r}, which areas.csv of the country does not have."
    return ""


def _is_day(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False
