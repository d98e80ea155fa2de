"""The doctor's page, for the ministry and for auditors."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from egov.errors import NotAllowed
from egov.identity.guards import this_person
from egov.identity.models import Person
from egov.operating.doctor import examine
from egov.texts import _
from egov.web import allow, limiter

blueprint = Blueprint("operating", __name__)


def is_operator(person: Person | None) -> bool:
    """Whether somebody looks after the installation: the ministry, which publishes the rules, or an auditor."""
    return person is not None and (person.holds("publisher") or person.holds("auditor"))


def operator() -> None:
    """Lets pass whoever looks after the installation."""
    if not is_operator(this_person()):
        raise NotAllowed(_("This page is for the ministry and for auditors."))


@blueprint.get("/office/installation")
@allow(operator)
@limiter.limit("10 per minute")
def page() -> ResponseReturnValue:
    """What is wrong with this installation, and what to do about it. No data of anybody is on it."""
    examined = examine()
    return render_template("operating/doctor.html", examined=examined, is_wrong=any(each.is_wrong for each in examined))
