"""Lesson 6 is done by keeping the house: the doctor, a backup, an appointment."""

from sqlalchemy import select

from egov.country.pack import current_pack
from egov.course.marks import TYPE_THIS, Mark
from egov.db import db
from egov.identity.models import Person, RoleHolding
from egov.operating.doctor import examine
from egov.operating.findings import Level
from egov.operating.state import last_backup
from egov.texts import Text, _


def house_was_kept(_typed: str = "") -> list[Mark]:
    """What one does each day, each night, and when somebody leaves."""
    wrong = _what_is_wrong()
    return [
        Mark(_("The doctor finds nothing wrong"), not wrong, wrong[0] if wrong else ""),
        Mark(_("A backup was made"), last_backup() is not None, TYPE_THIS, "egov backup first.backup"),
        Mark(
            _("Somebody was appointed who was not there before"),
            bool(_appointed()),
            TYPE_THIS,
            "egov add-official",
        ),
    ]


def _what_is_wrong() -> list[Text]:
    found = (finding for examined in examine() for finding in examined.findings)
    return [finding.sentence for finding in found if finding.level is Level.WRONG]


def _appointed() -> set[str]:
    """Who holds a role, and is none of those who came along."""
    holders = select(Person.identifier).join(RoleHolding, RoleHolding.person_id == Person.id).distinct()
    came_along = {persona.resident.identifier for persona in current_pack().personas.values() if persona.is_official}
    return {identifier for identifier in db.session.scalars(holders) if identifier} - came_along
