"""A new release upgrades the tables while the old one serves, and both serve side by side for a while.

``EGOV_FAULTS=1000`` does it beside 10,000 running cases.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from flask import Flask
from sqlalchemy import func, inspect, select

from egov.cases.models import Case
from egov.db import db
from egov.schema import newest_schema
from tests.cli.copies import copy_to
from tests.faults.crowd import fail, open_case
from tests.faults.patience import walks_through
from tests.faults.torment import deliver_all
from tests.faults.truth import findings
from tests.faults.walker import Somebody, Walked, walk
from tests.support.server import EGOV, environment, running_demo, serving

CASES = 10 * int(os.environ.get("EGOV_FAULTS", "1"))
LAST_COLUMN = "    closed_at: Mapped[datetime | None]\n"
NEW_COLUMN = '    colour: Mapped[str] = mapped_column(default="grey", server_default="grey", deferred=True)\n'
MIGRATION = '''"""What the release adds: a column, an index and a table."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{before}"


def upgrade() -> None:
    op.create_table("visit", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("what", sa.String()))
    with op.batch_alter_table("case") as table:
        table.add_column(sa.Column("colour", sa.String(), nullable=False, server_default="grey"))
        table.create_index("ix_case_colour", ["colour", "id"])
'''


def test_an_upgrade_while_people_are_served_loses_no_case(
    app: Flask, database_url: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    root, patience = new_release(tmp_path), 20 + CASES / 25
    with app.app_context():
        running = {open_case().reference for _case in range(CASES)}
    env = {**environment(tmp_path, database_url), "PYTHONPATH": str(root)}
    with running_demo(tmp_path, database_url) as old:
        walked = [walks_through(old.url, 0)[0]]
        with walking(old.url, walked), serving([*EGOV, "demo"], tmp_path / "new.log", env, root) as new:
            during = len(walked)
            for first, second in ((new, new), (old, new), (new, old)):
                walked.append(Walked(f"Rex of two releases {len(walked)}"))
                walk(Somebody(first.url, fail), Somebody(second.url, fail), walked[-1])
            deliver_all(database_url, patience)  # while the new one hears what the bank says to it
        deliver_all(database_url)
    with app.app_context():
        assert inspect(db.engine).has_table("visit")
        waiting = set(db.session.scalars(select(Case.reference).filter_by(state="to_pay")))
        assert waiting == running
        assert db.session.scalar(select(func.count()).select_from(Case)) == CASES + len(walked)
    assert not findings(app, walked[0], walked)
    record_property("figure", f"upgrade beside {CASES} cases: {during} walks until it was done, {len(walked)} in all")


def new_release(folder: Path) -> Path:
    """A copy of the project that has one migration more, and a model that needs it."""
    root = copy_to(folder).root
    words = MIGRATION.format(before=newest_schema())
    (root / "egov" / "migrations" / "versions" / "9999_a_colour.py").write_text(words, encoding="utf-8")
    models = root / "egov" / "cases" / "models.py"
    text = models.read_text(encoding="utf-8")
    assert text.count(LAST_COLUMN) == 1
    models.write_text(text.replace(LAST_COLUMN, LAST_COLUMN + NEW_COLUMN), encoding="utf-8")
    return root


@contextmanager
def walking(url: str, walked: list[Walked]) -> Iterator[None]:
    """Somebody applies again and again during the block, and is never asked to come back later."""
    over = Event()

    def go_on() -> None:
        while not over.is_set():
            walked.append(walks_through(url, 1000 + len(walked))[0])

    with ThreadPoolExecutor(1) as pool:
        going = pool.submit(go_on)
        try:
            yield
        finally:
            over.set()
            going.result()
