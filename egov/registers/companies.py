"""The business register: which companies there are, who represents them, and who owns them."""

from egov.registers.operations import find

COMPANIES = "companies"
REPRESENTATIVES, OWNERS = "representatives", "owners"  # identifiers of people, with a space between them


def represents(identifier: str, number: str) -> bool:
    """Whether the person may act for the company."""
    return identifier in _people(number, REPRESENTATIVES)


def has_a_part_in(identifier: str, number: str) -> bool:
    """Whether the person represents the company or owns some of it."""
    return identifier in (*_people(number, REPRESENTATIVES), *_people(number, OWNERS))


def people_of(number: str) -> tuple[list[str], list[str]]:
    """The identifiers of those who represent the company, and of those who own it."""
    return _people(number, REPRESENTATIVES), _people(number, OWNERS)


def _people(number: str, column: str) -> list[str]:
    company = find(COMPANIES, number) or {}
    return str(company.get(column, "")).split()
