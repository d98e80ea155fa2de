"""Finding people."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from egov.country.pack import current_pack
from egov.db import db
from egov.identity.models import Person


def people_like(text: str, most: int = 50) -> Sequence[Person]:
    """People whose identifier is the text, or whose name, in either script, holds it."""
    name = current_pack().names.clean(text)
    query = select(Person).where(
        or_(
            Person.identifier == current_pack().identifier.clean(text),
            Person.name.icontains(name, autoescape=True),
            Person.other_name.icontains(name, autoescape=True),
        )
    )
    return db.session.scalars(query.order_by(Person.id).limit(most)).all()
