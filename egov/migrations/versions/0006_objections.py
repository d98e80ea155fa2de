"""Objections to what is published, and an index over what is"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


revision: str = '0006'
down_revision: str | None = '0005'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
PUBLISHED = sa.text("state = 'published'")


def upgrade() -> None:
    op.create_table('objection',
    sa.Column('id', NUMBER, nullable=False),
    sa.Column('case_id', NUMBER, nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('contact', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_objection_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection'))
    )
    with op.batch_alter_table('objection', schema=None) as batch_op:
        batch_op.create_index('ix_objection_case', ['case_id', 'id'], unique=False)

    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.create_index('ix_case_published', ['service', 'id'], unique=False, sqlite_where=PUBLISHED, postgresql_where=PUBLISHED)


def downgrade() -> None:
    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.drop_index('ix_case_published', sqlite_where=PUBLISHED, postgresql_where=PUBLISHED)

    op.drop_table('objection')
