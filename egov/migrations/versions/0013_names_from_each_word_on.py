"""Names are found from each of their words on: indexes over the same names the other way round"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


revision: str = '0013'
down_revision: str | None = '0012'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COLUMNS = {'search_name': 'name', 'search_other_name': 'other_name'}
SECOND = (
    "((substr(ltrim({0}, replace({0}, ' ', '')), 2) || ' ') || "
    "substr({0}, 1, length({0}) - length(ltrim({0}, replace({0}, ' ', '')))))"
)
LAST = (
    "((substr({0}, length(rtrim({0}, replace({0}, ' ', ''))) + 1) || ' ') || "
    "rtrim({0}, replace({0}, ' ', '')))"
)


def upgrade() -> None:
    for column, name in COLUMNS.items():
        for way, words in (('second', SECOND), ('last', LAST)):
            words = sa.text(words.format(column))
            op.create_index(f'ix_case_desk_{name}_{way}', 'case', ['desk', 'service', words, 'id'])


def downgrade() -> None:
    for name in COLUMNS.values():
        for way in ('second', 'last'):
            op.drop_index(f'ix_case_desk_{name}_{way}', table_name='case')
