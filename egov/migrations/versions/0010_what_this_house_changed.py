"""What this house has changed in a record of a register, so that no list overwrites it"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


revision: str = '0010'
down_revision: str | None = '0009'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

RECORD = sa.table(
    'register_record', sa.column('id'), sa.column('version'), sa.column('data', sa.JSON), sa.column('ours', sa.JSON)
)


def upgrade() -> None:
    op.add_column('register_record', sa.Column('ours', sa.JSON(), server_default='[]', nullable=False))
    # Which facts of a changed record were changed, nobody knows: all of them stay as they are.
    connection = op.get_bind()
    changed = sa.select(RECORD.c.id, RECORD.c.data).where(RECORD.c.version > 1)
    for row in connection.execute(changed).all():
        connection.execute(sa.update(RECORD).where(RECORD.c.id == row.id).values(ours=sorted(row.data)))


def downgrade() -> None:
    op.drop_column('register_record', 'ours')
