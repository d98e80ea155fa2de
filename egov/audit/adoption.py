"""The log begins: what was in the database before there was a log is written into it once, as it stands."""

from sqlalchemy import exists, select

from egov.audit.models import BoundRow, Entry
from egov.audit.operations import AUDITING, SYSTEM, About, record
from egov.db import CHANGED, Model, db, transaction

AT_ONCE = 500
BEGUN, ADOPTED = "log_begun", "rows_adopted"


def adopt_rows() -> int:
    """Bind the rows of an installation that is older than its log, portion by portion; how many there were.

    It happens once, when the entries of before have no leaf: afterwards a row without a binding is a finding.
    """
    if not _is_older_than_its_log():
        return 0
    adopted = sum(_adopted(mapper.class_) for mapper in Model.registry.mappers if mapper.class_.audited)
    with transaction():
        record(SYSTEM, BEGUN, About(), purpose=AUDITING, details={"rows": adopted})
    return adopted


def _is_older_than_its_log() -> bool:
    old = db.session.scalar(select(Entry.leaf.is_(None)).order_by(Entry.id).limit(1))  # the first entry tells
    begun = db.session.scalar(select(exists().where(Entry.action == BEGUN)))
    return bool(old) and not begun


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
