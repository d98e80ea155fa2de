"""The papers of a case (certificates, receipts): the rooms that make them stand above and are asked through here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import current_app

from egov.cases.models import Case
from egov.texts import Text


@dataclass(frozen=True)
class PaperLink:
    """A paper to open: its title, its number, the addresses of its page and of its PDF."""

    title: Text
    number: str
    page: str
    pdf: str


PapersOf = Callable[[Case], list[PaperLink]]


def papers_of(case: Case) -> list[PaperLink]:
    """All papers of a case, in the order of the rooms named in create_app."""
    rooms = cast(tuple[PapersOf, ...], current_app.extensions["papers"])
    return [link for papers_in in rooms for link in papers_in(case)]
