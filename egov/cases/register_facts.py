"""What the official registers say, to be read beside what the citizen wrote."""

from datetime import date

from egov.cases.answers import answers_of
from egov.cases.models import Case
from egov.country.formats import format_date
from egov.editions.operations import service_for
from egov.forms.flow import visible
from egov.forms.page import questions_of
from egov.forms.people import PersonField
from egov.forms.records import RecordField
from egov.registers.operations import POPULATION, find
from egov.texts import _, current_language


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
                found.append((f"{question.question} {value['key']}", rows))
    if case.applicant_identifier:
        found.insert(0, (str(_("Applicant")), _person(case.applicant_identifier)))
    return found


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
