"""What somebody can apply for in this country."""

from egov.country.pack import current_pack
from egov.errors import NotFound
from egov.texts import _


class NotOffered(NotFound):
    title = _("This service is not offered")


def is_offered(service: str) -> bool:
    """Whether the country's pack does not leave the service out."""
    return service not in current_pack().left_out


def check_offered(service: str) -> None:
    """Raises NotOffered for a service that nobody can apply for, also with what he began before."""
    if not is_offered(service):
        raise NotOffered(_("Nobody can apply for it here. What was sent before goes on, and stands under My cases."))
