"""Who must stand aside: nobody works on his own case, on his household's, or on that of a company of his."""

from egov.cases.models import Case
from egov.editions.operations import service_for
from egov.errors import NotAllowed
from egov.forms.companies import CompanyField
from egov.forms.flow import visible
from egov.forms.page import questions_of
from egov.identity.models import Person
from egov.registers.companies import has_a_part_in, represents
from egov.texts import Text, _


def check_not_own(case: Case, person: Person) -> None:
    """Raises NotAllowed with the reason for whoever must stand aside, in whatever capacity he acts."""
    reason = reason_to_stand_aside(case, person)
    if reason:
        raise NotAllowed(reason)


def reason_to_stand_aside(case: Case, person: Person) -> Text | None:
    """Why the person may not work on the case; None where nothing is in the way."""
    if person.id == case.applicant_id or person.is_of_household(case.household):
        return _("This case is your own or your family's. Somebody else must work on it.")
    for number, name in companies_in(case):
        if has_a_part_in(person.identifier, number):
            return _(
                "The business register names you among those who represent or own %(company)s, which applies here. "
                "Somebody else must work on this case.",
                company=name,
            )
    return None


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
    found = []
    for page in visible(service_for(case).pages, case.answers):
        for question in questions_of(page):
            answer = case.answers.get(question.short_name)
            if isinstance(question, CompanyField) and answer:
                found.append((str(answer["key"]), question.name_in(answer)))
    return found
