"""What the official registers say, to be read beside what the citizen wrote."""

from datetime import date

from egov.cases.answers import answers_of
from egov.cases.models import Case
from egov.country.formats import format_date
from egov.editions.operations import service_for
from egov.forms.companies import CompanyField
from egov.forms.flow import visible
from egov.forms.page import questions_of
from egov.forms.people import PersonField
from egov.forms.records import RecordField
from egov.registers.companies import people_of
from egov.registers.operations import POPULATION, find
from egov.texts import _, current_language, listed


def register_facts(case: Case) -> list[tuple[str, list[tuple[str, str]]]]:
    """A title and rows (label, words) for each record that the answers name, as the registers have it today."""
    answers, found = answers_of(case), []
    for page in visible(service_for(case).pages, case.answers):
        for question in questions_of(page):
            value = answers.get(question.short_name)
            if isinstance(question, PersonField) and value:
                found.append((str(question.question), _person(value["identifier"])))
            elif isinstance(question, RecordField) and value:
                record = find(question.register, value["key"]) or {}
                rows = [(str(fact.label), fact.shown(record)) for fact in question.facts if record]
                rows += _people_of(value["key"]) if isinstance(question, CompanyField) and record else []
                found.append((f"{question.question} {value['key']}", rows))
    if case.applicant_identifier:
        found.insert(0, (str(_("Applicant")), _person(case.applicant_identifier)))
    return found


def _people_of(company: str) -> list[tuple[str, str]]:
    """Who represents a company and who owns it, by name."""
    representatives, owners = ([_name_of(number) for number in numbers] for numbers in people_of(company))
    return [(str(_("Represented by")), listed(representatives)), (str(_("Owned by")), listed(owners))]


def _name_of(identifier: str) -> str:
    return str((find(POPULATION, identifier) or {}).get("name", identifier))


def _person(identifier: str) -> list[tuple[str, str]]:
    facts = find(POPULATION, identifier)
    if facts is None:
        return [(str(_("Population register")), str(_("Nobody is known under this identifier")))]
    born = format_date(date.fromisoformat(facts["born"]), current_language())
    return [
        (str(_("Name")), facts["name"]),
        (str(_("Date of birth")), born),
        (str(_("Address")), facts["address"]),
    ]
