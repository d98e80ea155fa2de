"""Corrections of what was issued"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


revision: str = '0005'
down_revision: str | None = '0004'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
UNSETTLED = sa.text('settled_at IS NULL')


def upgrade() -> None:
    op.create_table('correction',
    sa.Column('id', NUMBER, nullable=False),
    sa.Column('case_id', NUMBER, nullable=False),
    sa.Column('edition_id', NUMBER, nullable=True),
    sa.Column('answers_before', sa.JSON(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('person_id', NUMBER, nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('settled_at', sa.DateTime(), nullable=True),
    sa.Column('confirmed', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_correction_case_id')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_correction_edition_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_correction_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correction'))
    )
    with op.batch_alter_table('correction', schema=None) as batch_op:
        batch_op.create_index('ix_correction_case', ['case_id', 'id'], unique=False)
        batch_op.create_index('uq_correction_open', ['case_id'], unique=True, sqlite_where=UNSETTLED, postgresql_where=UNSETTLED)


def downgrade() -> None:
    with op.batch_alter_table('correction', schema=None) as batch_op:
        batch_op.drop_index('uq_correction_open', sqlite_where=UNSETTLED, postgresql_where=UNSETTLED)
        batch_op.drop_index('ix_correction_case')

    op.drop_table('correction')
