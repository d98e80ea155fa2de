"""Roles in words."""

from egov.country.pack import current_pack
from egov.identity.models import Person
from egov.texts import Text, _

ROLES: dict[str, Text] = {
    "officer": _("Officer"),
    "reviewer": _("Reviewer"),
    "finance": _("Finance officer"),
    "auditor": _("Auditor"),
    "appeal": _("Judge of appeals"),
    "publisher": _("Publisher of the rules"),
}


def roles_in_words(person: Person) -> list[Text]:
    """What the person is and where, each once: a role may be held for several services of an office."""
    offices = current_pack().offices
    held = dict.fromkeys((holding.role, holding.office) for holding in person.roles)
    return [
        _("%(role)s, %(office)s", role=ROLES.get(role, role), office=offices.get(office, office))
        for role, office in held
    ]
