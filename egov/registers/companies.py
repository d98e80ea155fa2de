"""The business register: which companies there are, who represents them, and who owns them."""

from collections.abc import Mapping
from typing import Any

from egov.registers.operations import find

COMPANIES = "companies"
REPRESENTATIVES, OWNERS = "representatives", "owners"  # identifiers of people, with a space between them


def represents(identifier: str, number: str) -> bool:
    """Whether the person may act for the company."""
    representatives, _owners = people_in(find(COMPANIES, number) or {})
    return identifier in representatives


def has_a_part_in(identifier: str, company: Mapping[str, Any]) -> bool:
    """Whether the person represents the company or owns some of it, by its record."""
    representatives, owners = people_in(company)
    return identifier in (*representatives, *owners)


def people_in(company: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The identifiers of those who represent a company, and of those who own it, out of its record."""
    return str(company.get(REPRESENTATIVES, "")).split(), str(company.get(OWNERS, "")).split()
