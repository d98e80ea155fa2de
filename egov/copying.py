"""Copying a whole database into an empty SQLite file, row by row: for a rehearsal."""

from collections.abc import Callable

from sqlalchemy import Engine, MetaData, insert, select

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
