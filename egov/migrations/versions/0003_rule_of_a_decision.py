"""The rule of a decision, and certificates that are replaced by later ones"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


revision: str = '0003'
down_revision: str | None = '0002'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STANDING = sa.text('revoked_at IS NULL AND replaced_at IS NULL')
NOT_REVOKED = sa.text('revoked_at IS NULL')


def upgrade() -> None:
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('rule', sa.String(), nullable=False, server_default=''))

    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.add_column(sa.Column('replaced_at', sa.DateTime(), nullable=True))
        batch_op.drop_index('uq_certificate_standing')
        batch_op.create_index('uq_certificate_standing', ['case_id'], unique=True, sqlite_where=STANDING, postgresql_where=STANDING)


def downgrade() -> None:
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.drop_index('uq_certificate_standing')
        batch_op.create_index('uq_certificate_standing', ['case_id'], unique=True, sqlite_where=NOT_REVOKED, postgresql_where=NOT_REVOKED)
        batch_op.drop_column('replaced_at')

    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_column('rule')
