"""Ten times the cases in minutes: ``python -m benchmarks.tenfold DATABASE_URL``, PostgreSQL after ``egov load-demo``.

Copies all that belongs to the cases nine times inside the server: people, papers, money, steps, entries and rows of the
log, with numbers and references of their own. It is for ``benchmarks.plans`` alone: nobody has vouched for the copies,
so ``egov audit verify`` takes them for forged.
"""

import sys
import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, String, case, cast, create_engine, func, insert, select, text, true

from egov.models import metadata

COPY = func.generate_series(1, 9).table_valued("number", name="copy").render_derived()
STAY = {
    *("installation", "edition", "account", "role_holding", "sign_in", "stored_file", "outbox"),
    *("provider_code", "provider_holder"),
}
REFERS = {"draft_id": "draft", "subject_id": "person", "actor_id": "person"}  # by number, without a foreign key
# What tells copies apart, besides the columns that are unique by themselves.
WORDS = {
    *("case.subject_key", "case.applicant_identifier", "register_record.key", "provider_event.event_id"),
    *("audit_entry.case_reference", "audit_entry.subject", "audit_subject.name"),
}
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
WHERE relnamespace = 'public'::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
"""


def copied(column: Any, last: dict[str, int], seeds: int) -> Any:
    """What a column says in each copy; ``last`` is the highest number of each table, ``seeds`` that of the people who
    are there once."""
    table, copy = column.table.name, COPY.c.number
    keys = [key.column.table.name for key in column.foreign_keys]
    target = keys[0] if keys else table if column.name == "id" else REFERS.get(column.name, "")
    if target == "person":
        return case((column > seeds, column + copy * last[target]), else_=column)
    if target in last and target not in STAY:
        return column + copy * last[target]
    if column.name == "log_index":
        return column + copy * last["audit_entry"]
    if column.name == "row_id":
        return column + copy * case(last, value=column.table.c.table_name, else_=0)
    if column.unique or f"{table}.{column.name}" in WORDS:
        return case((column == "", column), else_=column + "-" + cast(copy, String))
    return column


def multiply(connection: Connection) -> Iterator[tuple[str, int]]:
    """Copy table by table, without a look at foreign keys; tells how many rows came to each."""
    numbered = [table for table in metadata.sorted_tables if "id" in table.c]
    last = {table.name: connection.scalar(select(func.max(table.c.id))) or 0 for table in numbered}
    seeds = connection.scalar(select(func.max(metadata.tables["account"].c.person_id))) or 0
    connection.execute(text("SET session_replication_role = replica"))
    for table in metadata.sorted_tables:
        if table.name in STAY:
            continue
        rows = select(*(copied(column, last, seeds) for column in table.columns)).select_from(table.join(COPY, true()))
        if table.name == "person":
            rows = rows.where(table.c.id > seeds)
        copies = insert(table).from_select([*table.columns], rows).execution_options(preserve_rowcount=True)
        yield table.name, connection.execute(copies).rowcount
        if "id" in table.c:
            connection.scalar(select(func.setval(f"{table.name}_id_seq", func.max(table.c.id) + 1)))
        connection.commit()


def main(url: str) -> None:
    """Multiply, and say what came. Indexes that no key needs are made again at the end."""
    began = time.perf_counter()
    with create_engine(url).connect() as connection:
        if not connection.scalar(select(metadata.tables["installation"].c.demo)):
            sys.exit("This is no demonstration, and forged cases have no place in a real house.")
        indexes = connection.execute(text(INDEXES)).all()
        for name, _how in indexes:
            connection.execute(text(f"DROP INDEX {name}"))
        connection.commit()
        try:
            for name, count in multiply(connection):
                sys.stdout.write(f"{name:<20} {count:13,} rows more, {time.perf_counter() - began:6.0f} s\n")
                sys.stdout.flush()
        finally:
            connection.rollback()
            for _name, how in indexes:
                connection.execute(text(how))
                connection.commit()
        sys.stdout.write(f"{len(indexes)} indexes were made again, {time.perf_counter() - began:.0f} s\n")


if __name__ == "__main__":
    main(sys.argv[1])
