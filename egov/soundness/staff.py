"""Who holds which role at which office."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import inspect, select

from egov.country.pack import current_pack
from egov.db import db
from egov.identity.models import RoleHolding

Staff = Callable[[str, str], Set[str]]  # who holds a role at an office, for the service in question


@dataclass(frozen=True)
class Held:
    """Somebody holds a role for a service, or for all (``*``), at an office."""

    person: str
    role: str
    service: str
    office: str


def roles_held() -> list[Held] | None:
    """Who holds which role: in a demonstration its personas, else the officials of the database, if there is one."""
    if current_app.config["DEMO"]:
        personas = current_pack().personas.values()
        return [Held(p.code, r.role, r.service, r.office) for p in personas for r in p.roles]
    if not inspect(db.reading).has_table(RoleHolding.__tablename__):
        return None
    return [Held(str(r.person_id), r.role, r.service, r.office) for r in db.session.scalars(select(RoleHolding))]


def staff_for(service: str, held: Sequence[Held] | None) -> Staff | None:
    """Who holds a role for this service at an office; None where that is not known."""
    if held is None:
        return None
    able = [one for one in held if one.service in ("*", service)]
    return lambda role, office: {one.person for one in able if (one.role, one.office) == (role, office)}
