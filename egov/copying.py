"""Copying a whole database, row by row, from one kind to another: for a rehearsal, or to move to a larger one."""

from collections.abc import Callable

from sqlalchemy import Engine, MetaData, func, insert, select, text

AT_ONCE = 1000


def copy_rows(metadata: MetaData, source: Engine, target: Engine, told: Callable[[str, int], None]) -> None:
    """Copy all rows of all tables into a target that has the tables and no rows, in one transaction.

    ``told`` hears of each portion: the table and how many rows. Raises sqlalchemy.exc.DBAPIError.
    """
    with source.connect() as reading, target.begin() as writing:
        for table in metadata.sorted_tables:
            rows = reading.execution_options(yield_per=AT_ONCE).execute(select(table)).mappings()
            for portion in rows.partitions(AT_ONCE):
                writing.execute(insert(table), [dict(row) for row in portion])
                told(table.name, len(portion))
            if target.dialect.name == "postgresql" and "id" in table.columns:
                last = writing.scalar(select(func.max(table.c.id)))
                sequence = func.pg_get_serial_sequence(f'"{table.name}"', "id")
                writing.execute(select(func.setval(sequence, last or 1, text("true" if last else "false"))))
