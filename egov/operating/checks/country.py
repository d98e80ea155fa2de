"""What the country lacks: holidays that are known far enough ahead, and a way for citizens to sign in."""

from collections.abc import Iterator
from datetime import timedelta

from egov.catalogue import Service, all_services
from egov.country.days import today
from egov.country.formats import format_date
from egov.country.pack import current_pack
from egov.identity.issuer import issuer
from egov.operating.findings import Finding, note, wrong
from egov.texts import _, current_language, listed

AHEAD = timedelta(days=183)  # half a year: so far a deadline of the law may reach


def holidays_are_known() -> Iterator[Finding]:
    """Whether the list of holidays reaches half a year ahead: after its end each day but a weekend is a working day."""
    last = max((holiday.day for holiday in current_pack().holidays), default=None)
    if last and last >= today() + AHEAD:
        return
    say = wrong if last is None or last < today() else note
    day = format_date(last or today(), current_language())
    yield say(
        _("holidays.csv knows no day after %(day)s.", day=day),
        _("Add the holidays of the next years: deadlines that reach beyond are counted without them."),
    )


def citizens_can_sign_in() -> Iterator[Finding]:
    """Whether there is a national login, where an offered service needs one."""
    left_out = current_pack().left_out
    closed = [service for name, service in all_services().items() if service.account_needed and name not in left_out]
    if closed and not issuer():
        yield wrong(
            _("Citizens cannot sign in, and nobody can apply for: %(services)s.", services=_titles(closed)),
            _("Set OIDC_ISSUER to the national login, or leave these services out in pack.toml."),
        )


def _titles(services: list[Service]) -> str:
    return listed(service.title for service in services)
