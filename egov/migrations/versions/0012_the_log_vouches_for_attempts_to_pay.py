"""The log vouches for attempts to pay and for what banks said: "egov db upgrade" writes into it what there is of them

The tables stay as they are. A program of before would write rows for which the log does not vouch, so it must not run
beside this one.
"""

from collections.abc import Sequence


revision: str = '0012'
down_revision: str | None = '0011'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
