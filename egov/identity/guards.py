"""Who is asking, and the guards that stand at the doors of pages (see ``egov.web.allow``)."""

from egov.errors import NotAllowed, NotFound, SignInNeeded
from egov.identity.installation import is_demo
from egov.identity.models import Person
from egov.identity.sessions import SignedIn, current_sign_in
from egov.texts import _


def current_person() -> Person | None:
    """The person who is signed in, if any."""
    sign_in = current_sign_in()
    return sign_in.person if sign_in else None


def this_person() -> Person:
    """The person who is signed in. Raises SignInNeeded."""
    return this_sign_in().person


def this_sign_in() -> SignedIn:
    """The sign-in of the browser that asks. Raises SignInNeeded."""
    sign_in = current_sign_in()
    if sign_in is None:
        raise SignInNeeded()
    return sign_in


def in_a_demonstration() -> None:
    """Lets everybody pass in a demonstration, and nobody elsewhere."""
    if not is_demo():
        raise NotFound()


def signed_in() -> None:
    """Lets pass whoever is signed in."""
    this_person()


def official() -> None:
    """Lets pass who holds any role."""
    if not this_person().roles:
        raise NotAllowed(_("This page is for officials. Your account holds no role at an office."))


def officer() -> None:
    """Lets pass who decides or gives opinions, for any service at any office."""
    person = this_person()
    if not (person.holds("officer") or person.holds("reviewer")):
        raise NotAllowed(_("This page is for officers who work on cases."))


def auditor() -> None:
    """Lets pass auditors."""
    if not this_person().holds("auditor"):
        raise NotAllowed(_("This page is for auditors."))
