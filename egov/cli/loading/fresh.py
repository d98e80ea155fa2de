"""Numbers and words that no row of a table has yet."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, select


def new_numbers(connection: Connection, table: Table, count: int) -> Iterator[int]:
    """Numbers for new rows of a table that nobody else gets."""
    if connection.dialect.name == "postgresql":
        quoted = connection.dialect.identifier_preparer.format_table(table)
        each = func.generate_series(1, count).table_valued("n")
        following = select(func.nextval(func.pg_get_serial_sequence(quoted, "id"))).select_from(each)
        return iter(connection.scalars(following).all())
    last = connection.scalar(select(func.max(table.columns.id))) or 0
    return iter(range(last + 1, last + count + 1))


def unused(connection: Connection, column: Any, old: Sequence[str], like: Callable[[str], str]) -> list[str]:
    """Something like each of the old ones that the column does not have yet, no two of them the same."""
    new = [like(one) for one in old]
    while True:
        taken = {*connection.scalars(select(column).where(column.in_(new)))}
        taken |= {one for one, times in Counter(new).items() if times > 1}
        if not taken:
            return new
        new = [like(one) if one in taken else one for one in new]
