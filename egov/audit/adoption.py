"""What was in the database before the log vouched for it is written into the log once, as it stands."""

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from egov.audit.models import BoundRow, Entry
from egov.audit.operations import AUDITING, SYSTEM, About, record
from egov.db import CHANGED, Model, db, transaction

AT_ONCE = 500
BEGUN, ADOPTED, VOUCHED = "log_begun", "rows_adopted", "tables_vouched"
# Tables for which the log did not vouch from its beginning on.
LATER = {"account", "message", "note", "attempt", "provider_event"}


def adopt_rows() -> int:
    """Bind the rows of an installation that is older than its log, and those of tables for which the log did not vouch
    before, portion by portion; how many there were.

    It happens once: the log says for which tables, and how many entries from before it have no leaf. Afterwards a row
    without a binding and an entry without a leaf are findings, whatever is slipped in.
    """
    older, later = _is_older_than_its_log(), LATER - _vouched_later()
    models = [mapper.class_ for mapper in Model.registry.mappers if mapper.class_.audited]
    adopted = sum(_adopted(model) for model in models if older or model.__tablename__ in later)
    if not older and not later:
        return 0
    with transaction():
        if older:
            before = db.session.scalar(select(func.count()).select_from(Entry).where(Entry.leaf.is_(None)))
            record(SYSTEM, BEGUN, About(), purpose=AUDITING, details={"rows": adopted, "entries": before})
        if later:
            record(SYSTEM, VOUCHED, About(), purpose=AUDITING, details={"tables": sorted(later)})
    return adopted


def _vouched_later() -> set[str]:
    """The tables that the log took into its care after it had begun."""
    told = db.session.scalars(select(Entry.details).where(Entry.action == VOUCHED, Entry.leaf.is_not(None)))
    return {name for details in told for name in details["tables"]}


def entries_from_before(session: Session) -> int | None:
    """How many entries there were when the log began; None where it is as old as the house, or has not said it."""
    said = session.scalar(select(Entry.details).where(Entry.action == BEGUN).order_by(Entry.id).limit(1))
    return said.get("entries") if isinstance(said, dict) else None


def _is_older_than_its_log() -> bool:
    """Whether there are entries without a leaf, and none with one but those of an adoption that was cut short."""
    if db.session.scalar(select(exists().where(Entry.leaf.is_not(None), Entry.action != ADOPTED))):
        return False
    return bool(db.session.scalar(select(exists().where(Entry.leaf.is_(None)))))


def _adopted(model: type[Model]) -> int:
    """Bind the rows of one table that nothing vouches for yet."""
    count, after = 0, 0
    while True:
        with transaction() as session:
            key = model.__table__.c.id
            bound = exists().where(BoundRow.table == model.__tablename__, BoundRow.row == key)
            rows = session.scalars(select(model).where(key > after, ~bound).order_by(key).limit(AT_ONCE)).unique().all()
            if not rows:
                return count
            session.info[CHANGED].update({id(row): row for row in rows})
            record(SYSTEM, ADOPTED, About(), purpose=AUDITING, details={"table": model.__tablename__})
            count, after = count + len(rows), rows[-1].id  # type: ignore[attr-defined]
