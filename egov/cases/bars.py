"""Who must stand aside: nobody works on his own case, on his household's, or on that of a company of his."""

from egov.cases.answers import answered
from egov.cases.models import Case
from egov.errors import NotAllowed
from egov.forms.companies import CompanyField
from egov.forms.people import PersonField
from egov.identity.models import Person
from egov.registers.companies import has_a_part_in, represents
from egov.registers.operations import POPULATION, find_all
from egov.texts import Text, _


def check_not_own(case: Case, person: Person) -> None:
    """Raises NotAllowed with the reason for whoever must stand aside, in whatever capacity he acts."""
    reason = reason_to_stand_aside(case, person)
    if reason:
        raise NotAllowed(reason)


def reason_to_stand_aside(case: Case, person: Person) -> Text | None:
    """Why the person may not work on the case; None where nothing is in the way."""
    if person.id == case.applicant_id or person.is_of_household(case.household) or _is_family(case, person):
        return _("This case is your own or your family's. Somebody else must work on it.")
    for number, name in companies_in(case):
        if has_a_part_in(person.identifier, number):
            return _(
                "The business register names you among those who represent or own %(company)s, which applies here. "
                "Somebody else must work on this case.",
                company=name,
            )
    return None


def _is_family(case: Case, person: Person) -> bool:
    """Whether the case names the person, or somebody of his household in the population register: an account knows of
    no household."""
    named = {value["identifier"] for question, value in answered(case) if isinstance(question, PersonField)}
    named |= {case.applicant_identifier} - {""}
    if not named or person.identifier in named:
        return bool(named)
    known = find_all((POPULATION, number) for number in {*named, person.identifier})
    household = known.pop((POPULATION, person.identifier), {}).get("household")
    return bool(household) and any(facts.get("household") == household for facts in known.values())


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
