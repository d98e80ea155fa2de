"""The day on the clocks of the country."""

from datetime import date, datetime

from egov.clock import now
from egov.country.pack import current_pack


def today() -> date:
    """The date that it is now in the country."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The date of a moment in the country."""
    return moment.astimezone(current_pack().timezone).date()
