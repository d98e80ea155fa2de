"""Indexes for a million cases: names at a desk, days of the ledger and of the log, certificates of a case"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


revision: str = '0009'
down_revision: str | None = '0008'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NAMES = ("search_name", "search_other_name")
EMERGENCY = sa.text("purpose = 'emergency access'")
IS_OUT = sa.text('answered_at IS NULL AND cancelled_at IS NULL')


def upgrade() -> None:
    op.create_index('ix_review_out', 'review', ['office', 'due_on', 'id'], sqlite_where=IS_OUT, postgresql_where=IS_OUT)
    op.drop_index('ix_review_open', table_name='review')
    op.drop_index('ix_case_name', table_name='case')
    op.drop_index('ix_case_other_name', table_name='case')
    # The beginning of a name is a range of an index only where letters are ordered by their numbers. Most databases
    # of PostgreSQL have the order of a language, in which nobody was found.
    if op.get_bind().dialect.name == "postgresql":
        for name in NAMES:
            op.alter_column('case', name, type_=sa.String(collation="C"))
    op.create_index('ix_case_desk_name', 'case', ['desk', 'service', 'search_name', 'id'])
    op.create_index('ix_case_desk_other_name', 'case', ['desk', 'service', 'search_other_name', 'id'])
    op.create_index('ix_ledger_line_totals', 'ledger_line', ['booked_on', 'currency', 'kind', 'amount'])
    op.drop_index('ix_ledger_line_booked_on', table_name='ledger_line')
    op.create_index('ix_certificate_case', 'certificate', ['case_id', 'id'])
    op.create_index('ix_audit_entry_at', 'audit_entry', ['at', 'id'])
    op.create_index('ix_audit_entry_emergency', 'audit_entry', ['id'], sqlite_where=EMERGENCY, postgresql_where=EMERGENCY)


def downgrade() -> None:
    op.drop_index('ix_audit_entry_emergency', table_name='audit_entry', sqlite_where=EMERGENCY, postgresql_where=EMERGENCY)
    op.drop_index('ix_audit_entry_at', table_name='audit_entry')
    op.drop_index('ix_certificate_case', table_name='certificate')
    op.create_index('ix_ledger_line_booked_on', 'ledger_line', ['booked_on', 'kind'])
    op.drop_index('ix_ledger_line_totals', table_name='ledger_line')
    op.drop_index('ix_case_desk_other_name', table_name='case')
    op.drop_index('ix_case_desk_name', table_name='case')
    if op.get_bind().dialect.name == "postgresql":
        for name in NAMES:
            op.alter_column('case', name, type_=sa.String(collation="default"))
    op.create_index('ix_case_other_name', 'case', ['search_other_name', 'id'])
    op.create_index('ix_case_name', 'case', ['search_name', 'id'])
    op.create_index('ix_review_open', 'review', ['office', 'service', 'answered_at', 'due_on', 'id'])
    op.drop_index('ix_review_out', table_name='review', sqlite_where=IS_OUT, postgresql_where=IS_OUT)
