"""Offices as queueing theory knows them: cases come by chance, one step of an officer decides, nothing else happens."""

from dataclasses import replace
from datetime import date

from egov.country.calendars import OfficeCalendar
from egov.simulation.chance import Time
from egov.simulation.design import SILENCE, Design, Desk
from workflows.engine import By
from workflows.permit import permit

WEEK = OfficeCalendar(frozenset({5, 6}), frozenset())
THURSDAY = date(2026, 1, 1)


def counter(officers: int, arrivals: float | tuple[float, ...], *, hours: float = 1.0, days: int = 365) -> Design:
    """A permit that is approved after exponential work of a mean length; ``arrivals`` a working day of eight hours."""
    return Design(
        service="dog_licence",
        workflow=permit,
        law_days=1000,
        appeal_days=30,
        start=THURSDAY,
        length=days,
        arrivals=arrivals,
        desks=(Desk("office", By.OFFICER, WEEK, officers),),
        times={By.OFFICER: Time("exponential", hours), By.APPLICANT: Time("fixed", 5), By.PAYMENT: Time("fixed", 2)},
        shares={"assessment": {"approve": 1.0}, "to_pay": {"pay": 1.0}, "issued": {SILENCE: 1.0}},
        at_once=1.0,
        opinions=0.0,
    )  # fmt: skip


def fixed(design: Design, hours: float) -> Design:
    """The same office, where each case takes as long as any other."""
    return replace(design, times={**design.times, By.OFFICER: Time("fixed", hours)})
