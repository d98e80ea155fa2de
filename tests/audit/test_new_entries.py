"""An entry on its way has what the table of entries has, so that nothing that a column holds is left out of the log."""

from dataclasses import fields

from egov.audit.models import Entry, NewEntry
from egov.columns import table_of

GIVEN_LATER = {"id", "log_index"}  # by the database, and by the sequencer


def test_a_new_entry_has_every_column_of_an_entry() -> None:
    assert {field.name for field in fields(NewEntry)} == {*table_of(Entry).columns.keys()} - GIVEN_LATER
