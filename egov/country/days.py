"""The day on the clocks of the country."""

from datetime import date

from egov.clock import now
from egov.country.pack import current_pack


def today() -> date:
    """The date that it is now in the country."""
    return now().astimezone(current_pack().timezone).date()
