"""The country pack as one object: read once at the start, the same for everybody afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from flask import current_app

from egov.country.areas import Areas, read_areas
from egov.country.brand import Brand, read_brand
from egov.country.calendars import Holiday, OfficeCalendar, read_holidays, read_weekend
from egov.country.currencies import Currency, read_currencies
from egov.country.identifiers import IdentifierRule, read_identifier
from egov.country.languages import Language, read_languages
from egov.country.localized import Localized
from egov.country.names import NamesRule, read_names
from egov.country.offices import Office, OfficeReader
from egov.country.people import PeopleReader, Persona, Resident, read_personas
from egov.country.phones import PhoneRule, read_phone
from egov.country.source import Section, read_csv, read_toml
from egov.errors import Misconfigured, NotFound

RegisterRows = list[dict[str, str]]


@dataclass(frozen=True, eq=False, repr=False)
class Pack:
    """All national facts. ``registers`` holds the demonstration lists by the names of their files; ``left_out`` names
    the services that nobody can apply for here."""

    folder: Path
    code: str
    name: Localized
    languages: tuple[Language, ...]
    default_language: str
    currencies: tuple[Currency, ...]
    timezone: ZoneInfo
    holidays: tuple[Holiday, ...]
    areas: Areas
    offices: Mapping[str, Office]
    identifier: IdentifierRule
    phone: PhoneRule
    names: NamesRule
    brand: Brand
    identity_provider: Localized
    people: Mapping[str, Resident]
    personas: Mapping[str, Persona]
    registers: Mapping[str, RegisterRows]
    left_out: tuple[str, ...]

    @property
    def currency(self) -> Currency:
        """The usual currency: the first one in the pack."""
        return self.currencies[0]

    def currency_of(self, code: str) -> Currency:
        """The currency with this code. Raises NotFound."""
        for currency in self.currencies:
            if currency.code == code:
                return currency
        raise NotFound()

    @property
    def emblem(self) -> Path | None:
        """The country's own emblem, ``emblem.svg`` in its folder, if there is one."""
        file = self.folder / "emblem.svg"
        return file if file.is_file() else None

    def language(self, code: str) -> Language:
        """The language with this code, or the default one: a reader always gets a page he may be able to read."""
        by_code = {language.code: language for language in self.languages}
        return by_code.get(code, by_code[self.default_language])

    def office(self, code: str) -> Office:
        """The office with this code. Raises NotFound."""
        if code not in self.offices:
            raise NotFound()
        return self.offices[code]

    def office_deciding(self, service: str) -> Office:
        """The office that decides on a service: the one that names it, or else the one that takes all the rest."""
        named = [office for office in self.offices.values() if service in office.decides]
        rest = [office for office in self.offices.values() if "*" in office.decides]
        if not named and not rest:
            raise Misconfigured(
                f'{self.folder.name}/offices.toml: no office decides on "{service}". '
                f'Add decides = ["{service}"] to the office that does.'
            )
        return (named or rest)[0]

    def offices_reviewing(self, service: str) -> tuple[Office, ...]:
        """The offices that can be asked for an opinion on a service."""
        return tuple(office for office in self.offices.values() if service in office.reviews)

    def calendar_of(self, office_code: str) -> OfficeCalendar:
        """The working days of an office. Raises NotFound."""
        return self.office(office_code).calendar


def current_pack() -> Pack:
    """The pack of the running application."""
    return cast(Pack, current_app.extensions["pack"])


def load_pack(folder: Path) -> Pack:
    """The pack in a folder, whole and checked. Raises Misconfigured with the file, the line and the cure."""
    facts = read_toml(folder / "pack.toml")
    languages = read_languages(facts)
    official = _official(facts, languages)
    facts = replace(facts, official=official)
    office_facts = read_toml(folder / "offices.toml", official)
    areas = read_areas(facts, read_csv(folder / "areas.csv", official))
    holidays = read_holidays(read_csv(folder / "holidays.csv", official), areas)
    offices = OfficeReader(areas, read_weekend(facts), holidays).read(office_facts)
    identifier, phone = read_identifier(facts), read_phone(facts)
    played = folder / "people.csv"
    lines = read_csv(played, official) if played.exists() else ()
    people = PeopleReader(identifier, phone, areas, languages).read(lines)
    pack = Pack(
        folder=folder,
        code=facts.text("code"),
        name=facts.localized("name"),
        languages=languages,
        default_language=official[0],
        currencies=read_currencies(facts),
        timezone=_timezone(facts),
        holidays=holidays,
        areas=areas,
        offices=offices,
        identifier=identifier,
        phone=phone,
        names=read_names(facts),
        brand=read_brand(facts),
        identity_provider=facts.localized("identity_provider"),
        people=people,
        personas=_personas(folder / "personas.toml", official, people, offices),
        registers={file.stem: _register(file, official) for file in sorted(folder.glob("registers/*.csv"))},
        left_out=facts.words("left_out") if "left_out" in facts.data else (),
    )
    for section in (facts, office_facts):
        section.check_all_read()
    return pack


def _official(facts: Section, languages: tuple[Language, ...]) -> tuple[str, ...]:
    """The codes of the official languages, the default one first."""
    default = facts.text("default_language")
    official = [language.code for language in languages if language.official]
    if default not in official:
        raise facts.fault(
            "default_language", f'"{default}" is not an official language. Write one of: {", ".join(official)}.'
        )
    return (default, *(code for code in official if code != default))


def _timezone(facts: Section) -> ZoneInfo:
    name = facts.text("timezone")
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as problem:
        raise facts.fault("timezone", f'"{name}" is not a time zone. Write for example "Pacific/Apia".') from problem


def _personas(
    file: Path, official: tuple[str, ...], people: Mapping[str, Resident], offices: Mapping[str, Office]
) -> Mapping[str, Persona]:
    """Who can be played in a demonstration; in a real country nobody."""
    if not file.exists():
        return {}
    facts = read_toml(file, official)
    personas = read_personas(facts, people, offices)
    facts.check_all_read()
    return personas


def _register(file: Path, official: tuple[str, ...]) -> RegisterRows:
    return [dict(row.cells) for row in read_csv(file, official)]
