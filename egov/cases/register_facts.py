"""What the official registers say, to be read beside what the citizen wrote."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from egov.audit.operations import About, Actor, record
from egov.cases.answers import answered
from egov.cases.models import Case
from egov.country.formats import format_date
from egov.db import db
from egov.forms.companies import CompanyField
from egov.forms.people import PersonField
from egov.forms.records import RecordField
from egov.identity.models import Person
from egov.registers.companies import people_in
from egov.registers.operations import POPULATION, Key, find_all
from egov.texts import _, current_language, listed

Facts = Mapping[str, Any]


def record_look(case: Case, actor: Actor, purpose: str) -> None:
    """Note, in the open transaction, that an official looks at a case: its applicant, and each person of the population
    register whom the answers name, finds it in his own list."""
    record(actor, "case_read", About(case.applicant_id, case.reference), purpose=purpose, read=True)
    for number in _others_named_in(case):
        record(actor, "person_read", About(number, case.reference), purpose=purpose, read=True)


def _others_named_in(case: Case) -> list[int]:
    """The numbers of the people whom the answers name, besides the applicant; one of whom they do not say it is asked
    for."""
    people = [one.person for one in _named_in(case) if one.person and one.key[1] != case.applicant_identifier]
    unknown = [person["identifier"] for person in people if "person" not in person]
    query = select(Person.id).where(Person.identifier.in_(unknown))
    found = {person["person"] for person in people if person.get("person")}
    return sorted(found | set(db.session.scalars(query) if unknown else ()))


@dataclass(frozen=True)
class Named:
    """A record that the answers name; ``question`` is None for a person of the population register, of whom ``person``
    is what was answered."""

    title: str
    key: Key
    question: RecordField | None = None
    person: Facts | None = None


def keys_of_facts(case: Case) -> set[Key]:
    """What must be known of the registers to show what they say of a case."""
    return {one.key for one in _named_in(case)}


def register_facts(case: Case, records: Mapping[Key, Facts]) -> list[tuple[str, list[tuple[str, str]]]]:
    """A title and rows (label, words) for each record that the answers name, as the registers have it today."""
    named = list(_named_in(case))
    companies = [records.get(one.key, {}) for one in named if isinstance(one.question, CompanyField)]
    behind = {number for company in companies for numbers in people_in(company) for number in numbers}
    people = find_all((POPULATION, number) for number in behind) if behind else {}
    return [(one.title, _rows_of(one, records.get(one.key), people)) for one in named]


def _named_in(case: Case) -> Iterator[Named]:
    if case.applicant_identifier:
        yield Named(str(_("Applicant")), (POPULATION, case.applicant_identifier))
    for question, value in answered(case):
        if isinstance(question, PersonField):
            yield Named(str(question.question), (POPULATION, value["identifier"]), person=value)
        elif isinstance(question, RecordField):
            yield Named(f"{question.question} {value['key']}", (question.register, value["key"]), question)


def _rows_of(named: Named, record: Facts | None, people: Mapping[Key, Facts]) -> list[tuple[str, str]]:
    if named.question is None:
        return _person(record)
    if record is None:
        return []
    rows = [(str(fact.label), fact.shown(record)) for fact in named.question.facts]
    return rows + (_people_of(record, people) if isinstance(named.question, CompanyField) else [])


def _people_of(company: Facts, people: Mapping[Key, Facts]) -> list[tuple[str, str]]:
    """Who represents a company and who owns it, by name."""
    representatives, owners = (
        [_own_words(people.get((POPULATION, number), {}), "name") or number for number in numbers]
        for numbers in people_in(company)
    )
    return [(str(_("Represented by")), listed(representatives)), (str(_("Owned by")), listed(owners))]


def _person(facts: Facts | None) -> list[tuple[str, str]]:
    if facts is None:
        return [(str(_("Population register")), str(_("Nobody is known under this identifier")))]
    born = format_date(date.fromisoformat(facts["born"]), current_language())
    return [
        (str(_("Name")), _own_words(facts, "name")),
        (str(_("Date of birth")), born),
        (str(_("Address")), _own_words(facts, "address")),
    ]


def _own_words(facts: Facts, column: str) -> str:
    """A column in the current language, where the register has it there: ``name_ar`` is the Arabic of ``name``."""
    return str(facts.get(f"{column}_{current_language()}") or facts.get(column, ""))
