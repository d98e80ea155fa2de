"""An index over the tags in the leaves of entries"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


revision: str = '0008'
down_revision: str | None = '0006'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index('ix_audit_entry_tag', 'audit_entry', [sa.text('substr(leaf, 8, 8)')])


def downgrade() -> None:
    op.drop_index('ix_audit_entry_tag', table_name='audit_entry')
