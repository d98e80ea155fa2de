"""Finding people."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from egov.country.pack import current_pack
from egov.db import db
from egov.identity.models import Person

LONGEST = 500  # characters of a name; SQLite looks for nothing that has more than 50,000


def people_like(text: str, most: int = 50) -> Sequence[Person]:
    """The one whose identifier is the text; where it has no digit, those whose name, in either script, holds it."""
    identifier, name = current_pack().identifier.clean(text), current_pack().names.clean(text)
    if any(character.isdigit() for character in identifier):
        return db.session.scalars(select(Person).filter_by(identifier=identifier)).all()
    if len(name) > LONGEST:
        return []
    columns = (Person.name, Person.other_name)
    query = select(Person).where(or_(*(column.icontains(name, autoescape=True) for column in columns)))
    return db.session.scalars(query.order_by(Person.id).limit(most)).all()
