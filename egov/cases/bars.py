"""Who must stand aside: nobody works on his own case, on his household's, or on that of a company of his."""

from collections.abc import Mapping, Sequence
from typing import Any

from egov.cases.answers import answered
from egov.cases.models import Case
from egov.errors import NotAllowed
from egov.forms.companies import CompanyField
from egov.forms.people import PersonField
from egov.identity.models import Person
from egov.registers.companies import COMPANIES, has_a_part_in, represents
from egov.registers.operations import POPULATION, Key, find_all
from egov.texts import Text, _

Records = Mapping[Key, Mapping[str, Any]]  # what registers say, by register and key

FAMILY = _("This case is your own or your family's. Somebody else must work on it.")


def check_not_own(case: Case, person: Person) -> None:
    """Raises NotAllowed with the reason for whoever must stand aside, in whatever capacity he acts."""
    reason = reason_to_stand_aside(case, person)
    if reason:
        raise NotAllowed(reason)


def reason_to_stand_aside(case: Case, person: Person) -> Text | None:
    """Why the person may not work on the case; None where nothing is in the way."""
    return reasons_to_stand_aside(case, [person], find_all(keys_about(case, [person]))).get(person.id)


def keys_about(case: Case, people: Sequence[Person]) -> set[Key]:
    """What must be known of the registers to say who of the people stands aside."""
    companies = {(COMPANIES, number) for number, _name in companies_in(case)}
    return companies | {(POPULATION, number) for number in {*_named_in(case), *(each.identifier for each in people)}}


def reasons_to_stand_aside(case: Case, people: Sequence[Person], known: Records) -> dict[int, Text]:
    """Who of the people may not work on the case, by number, and why, as the registers are known.

    Who is named there is family, and so is who lives with him: an account knows of no household, the population
    register does.
    """
    named, companies = _named_in(case), companies_in(case)
    homes = {_home_of(number, known) for number in named} - {""}
    found = {}
    for person in people:
        lives_there = person.is_of_household(case.household) or _home_of(person.identifier, known) in homes
        if person.id == case.applicant_id or person.identifier in named or lives_there:
            found[person.id] = FAMILY
        for number, name in companies:
            if has_a_part_in(person.identifier, known.get((COMPANIES, number), {})):
                found.setdefault(person.id, _(
                    "The business register names you among those who represent or own %(company)s, which applies here. "
                    "Somebody else must work on this case.",
                    company=name,
                ))  # fmt: skip
    return found


def _named_in(case: Case) -> set[str]:
    """The identifiers of the applicant and of all whom the answers name."""
    named = {str(value["identifier"]) for question, value in answered(case) if isinstance(question, PersonField)}
    return named | ({case.applicant_identifier} - {""})


def _home_of(identifier: str, known: Records) -> str:
    return str(known.get((POPULATION, identifier), {}).get("household") or "")


def stranger_to(number: str, name: str, person: Person | None) -> Text | None:
    """Why somebody may not apply for a company; None for who represents it."""
    if person and represents(person.identifier, number):
        return None
    return _(
        "The business register does not name you as a representative of %(company)s. "
        "Ask somebody who represents it to apply.",
        company=name,
    )


def companies_in(case: Case) -> list[tuple[str, str]]:
    """The registration number and the name of the company for which the case was brought, if it was.

    It stands among the answers, so it is right again as soon as they are corrected.
    """
    companies = ((question, value) for question, value in answered(case) if isinstance(question, CompanyField))
    return [(str(value["key"]), question.name_in(value)) for question, value in companies]
