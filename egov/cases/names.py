"""The ways round in which a name is looked for: as it is written, from its second word on, and from its last.

"amina bint yusuf haddad" is also "bint yusuf haddad amina" and "haddad amina bint yusuf". The databases work the words
out, and their indexes keep them sorted; both know these functions, and take an index only for the very same words.
"""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Index, String, literal_column, text

COLUMNS = {"search_name": "name", "search_other_name": "other_name"}
# Each bracket stands as PostgreSQL writes it, so that the check of the migrations finds the same words.
LETTERS = "replace({column}, ' ', '')"  # what is taken off an end, up to the first or the last space
FROM_FIRST_SPACE = f"ltrim({{column}}, {LETTERS})"
TO_LAST_SPACE = f"rtrim({{column}}, {LETTERS})"
FIRST_WORD = f"substr({{column}}, 1, length({{column}}) - length({FROM_FIRST_SPACE}))"
LAST_WORD = f"substr({{column}}, length({TO_LAST_SPACE}) + 1)"
WAYS = {
    "": "{column}",
    "_second": f"((substr({FROM_FIRST_SPACE}, 2) || ' ') || {FIRST_WORD})",
    "_last": f"(({LAST_WORD} || ' ') || {TO_LAST_SPACE})",
}


def ways_round() -> list[ColumnElement[str]]:
    """All that the beginning of a name may be looked for in."""
    return [literal_column(way.format(column=column), String) for column in COLUMNS for way in WAYS.values()]


def indexes_over_names() -> Iterator[Index]:
    """One for each way round, at each desk."""
    for column, name in COLUMNS.items():
        for suffix, way in WAYS.items():
            words = text(way.format(column=column)) if suffix else column
            yield Index(f"ix_case_desk_{name}{suffix}", "desk", "service", words, "id")
