"""Finding a case at one's desks: by its reference, the identifier of the applicant, or the beginning of his names."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, or_, select, union_all

from egov.cases.codes import clean_reference
from egov.cases.models import Case
from egov.cases.names import ways_round
from egov.cases.queue import PAGE, desks_of
from egov.country.pack import current_pack
from egov.db import db
from egov.identity.models import Person

COMMAS = str.maketrans(",،", "  ")


def cases_like(person: Person, typed: str) -> list[Case]:
    """The cases at the person's desks by reference, identifier or the beginning of one of the applicant's names.

    The newest come first; by name they come by name, and the newest first of those that bear the same. After the one
    name the others may follow as they are written: "Haddad", "Amina Had", "Haddad, Ami".
    """
    places = sorted({(desk.office, desk.service) for desk in desks_of(person)})
    typed = current_pack().names.clean(typed.translate(COMMAS))
    if not typed or not places:
        return []
    at_my_desks = or_(*(and_(Case.desk == office, Case.service == service) for office, service in places))
    reference = clean_reference(typed)
    identifier = current_pack().identifier.clean(typed)
    if reference:
        matches: ColumnElement[bool] = Case.reference == reference
    elif any(character.isdigit() for character in identifier):
        matches = Case.applicant_identifier == identifier
    else:
        return _cases_named(places, typed.casefold())
    query = select(Case).where(at_my_desks, matches).order_by(Case.id.desc()).limit(PAGE)
    return list(db.session.scalars(query).unique())


def _cases_named(places: Sequence[tuple[str, str]], name: str) -> list[Case]:
    """One short index scan for each desk and each way to write names, merged as the queues are."""
    ways = ways_round()
    first_ones = [_first_named(way, place, name).subquery() for place in places for way in ways]
    together = union_all(*(select(found) for found in first_ones)).subquery()
    merged = select(together.c.id).order_by(together.c.name, together.c.id.desc()).limit(len(ways) * PAGE)
    numbers = [*dict.fromkeys(db.session.scalars(merged))][:PAGE]  # one may be found in several ways
    found = db.session.scalars(select(Case).where(Case.id.in_(numbers))).unique()
    return sorted(found, key=lambda case: numbers.index(case.id))


def _first_named(way: ColumnElement[str], place: tuple[str, str], name: str) -> Select[int, str]:
    """Those at a desk whose name begins like this. A range is what an index serves; LIKE is not, in most collations."""
    office, service = place
    query = select(Case.id, way.label("name")).where(Case.desk == office, Case.service == service)
    named = query.where(way >= name, way < name + "\uffff")
    return named.order_by(way, Case.id.desc()).limit(PAGE)
