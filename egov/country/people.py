"""The people of a demonstration: residents of the population register, and the personas a visitor can play."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from egov.country.areas import Areas
from egov.country.emails import is_email_address
from egov.country.identifiers import IdentifierRule
from egov.country.languages import Language
from egov.country.localized import Localized
from egov.country.offices import Office
from egov.country.phones import PhoneRule
from egov.country.source import Row, Section


@dataclass(frozen=True)
class Resident:
    """A line of the population register. ``names`` also holds the spellings in other scripts."""

    identifier: str
    names: Localized
    born: date
    sex: str
    area: str
    address: Localized
    phone: str
    email: str
    household: str
    language: str

    @property
    def name(self) -> str:
        """The name as the person writes it."""
        return self.names.texts[self.names.default]


@dataclass(frozen=True)
class HeldRole:
    """A role for a service at an office; the service "*" stands for all of them."""

    role: str
    service: str
    office: str


@dataclass(frozen=True)
class Persona:
    """Somebody to play: officials sign in with ``username`` and ``password``, citizens with the ``pin`` of their ID."""

    code: str
    resident: Resident
    description: Localized
    starts_at: str
    username: str
    password: str = field(repr=False)
    pin: str = field(repr=False)
    roles: tuple[HeldRole, ...]

    @property
    def is_official(self) -> bool:
        return bool(self.roles)


@dataclass(frozen=True)
class PeopleReader:
    """What people are checked against: identifiers, telephone numbers, areas and languages of the pack."""

    identifier: IdentifierRule
    phone: PhoneRule
    areas: Areas
    languages: tuple[Language, ...]

    def read(self, rows: tuple[Row, ...]) -> Mapping[str, Resident]:
        """The residents by their identifiers."""
        residents: dict[str, Resident] = {}
        for row in rows:
            resident = self._resident(row)
            if resident.identifier in residents:
                raise row.fault("identifier", f'"{resident.identifier}" stands here twice. Give each person another.')
            residents[resident.identifier] = resident
        return residents

    def _resident(self, row: Row) -> Resident:
        self._check(row)
        return Resident(
            identifier=self.identifier.clean(row.text("identifier")),
            names=row.translated("name", row.text("name")),
            born=row.day("born"),
            sex=row.text("sex"),
            area=row.text("area"),
            address=row.translated("address", row.text("address")),
            phone=self.phone.clean(row.text("phone", "")),
            email=row.text("email", ""),
            household=row.text("household"),
            language=row.text("language"),
        )

    def _check(self, row: Row) -> None:
        identifier, phone, area = row.text("identifier"), row.text("phone", ""), row.text("area")
        email = row.text("email", "")
        if self.identifier.problem(identifier):
            raise row.fault("identifier", f'"{identifier}" fails the check of [identifier]. Correct it, or the check.')
        if phone and self.phone.problem(phone):
            raise row.fault("phone", f'"{phone}" does not fit [phone]. Correct it, or the pattern.')
        if email and not is_email_address(email):
            raise row.fault("email", f'"{email}" is not one e-mail address. Write it like name@example.org.')
        if area not in self.areas:
            raise row.fault("area", f'no area has the code "{area}". Add it to areas.csv, or correct the code.')
        if row.text("language") not in {language.code for language in self.languages}:
            raise row.fault("language", f'the pack has no language "{row.text("language")}". Write one of its codes.')


def read_personas(
    file: Section, residents: Mapping[str, Resident], offices: Mapping[str, Office]
) -> Mapping[str, Persona]:
    """The personas by their codes, in the order they are offered."""
    return {code: _persona(section, residents, offices) for code, section in file.sections().items()}


def _persona(section: Section, residents: Mapping[str, Resident], offices: Mapping[str, Office]) -> Persona:
    identifier = section.text("identifier")
    if identifier not in residents:
        raise section.fault("identifier", f'nobody in people.csv has "{identifier}". Add the person, or correct it.')
    persona = Persona(
        code=section.path,
        resident=residents[identifier],
        description=section.localized("description"),
        starts_at=section.text("starts_at"),
        username=section.text("username", ""),
        password=section.text("password", ""),
        pin=section.text("pin", ""),
        roles=tuple(_role(row, offices) for row in section.rows("roles")),
    )
    if not persona.pin and not (persona.username and persona.password):
        raise section.fault("pin", "nobody can sign in. Give a pin, or a username and a password.")
    return persona


def _role(row: Section, offices: Mapping[str, Office]) -> HeldRole:
    held = HeldRole(row.text("role"), row.text("service"), row.text("office"))
    if held.office not in offices:
        raise row.fault(
            "office", f'no office has the code "{held.office}". Add it to offices.toml, or correct the code.'
        )
    return held
