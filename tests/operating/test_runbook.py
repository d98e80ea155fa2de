"""The runbook: its pages, and with ``EGOV_RUNBOOK=1`` all of it, followed page by page on a fresh machine.

That takes a minute on each database, more than a check of each change has time for.
"""

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from sqlalchemy import create_engine, text

from egov import create_app
from egov.cli.main import group
from tests.cli.copies import copy_to
from tests.operating.machine import PAGES, Machine, blocks_of, machine_in
from tests.support.server import ROOT

LONGEST_PAGE = 90  # lines
RUNBOOK = ("install", "back-up", "rotate-keys", "upgrade", "roll-back", "restore")
URL = "postgresql+psycopg://egov@127.0.0.1:5432/"
# What nobody can put right for services.example.org from here.
WRONG_HERE = {"Certificate of our address", "Mail server"}
NEW_TABLE = '''"""A table of the next release"""

from alembic import op
import sqlalchemy as sa

revision: str = '9999'
down_revision: str | None = '{last}'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('of_the_next_release', sa.Column('id', sa.Integer(), primary_key=True))
'''


def git(folder: Path, *words: str) -> None:
    own = ["-c", "user.name=Omar", "-c", "user.email=omar@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *own, *words], cwd=folder, check=True, capture_output=True)


def two_releases(folder: Path, machine: Machine) -> Path:
    """A repository with v1.0, which is this program, and v1.1, which needs one more table."""
    copy = copy_to(folder).root
    env = copy / "deploy" / "egov.env"
    env.write_text(machine.here(env.read_text(encoding="utf-8")), encoding="utf-8")
    versions = copy / "egov" / "migrations" / "versions"
    last = max(path.name[:4] for path in versions.glob("[0-9]*.py"))
    git(copy, "init", "--quiet")
    for tag in ("v1.0", "v1.1"):
        git(copy, "add", "--all")
        git(copy, "commit", "--quiet", "--message", tag)
        git(copy, "tag", tag)
        (versions / "9999_next_release.py").write_text(NEW_TABLE.format(last=last), encoding="utf-8")
    return copy


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Machine]:
    """A fresh machine beside a repository with two releases, with the places of this test in its settings."""
    root = tmp_path / "machine"
    changes = {
        "https://git.example.org/egov.git": str(tmp_path / "ours"),
        "services.example.org": "localhost:1",
        "mail.example.org": "127.0.0.1:1",
        "redis://127.0.0.1:6379/0": "memory://",
        "WEB_CONCURRENCY=5": "WEB_CONCURRENCY=1",
    }
    if request.param == "sqlite":
        places = {f"{URL}{name}": f"sqlite:///{root}/var/lib/egov/{name}.sqlite" for name in ("egov_restored", "egov")}
        unused = {"FLASK_DATABASE_PASSWORD_FILE=/etc/egov/secrets/database-password\n": ""}
        with machine_in(root, {**changes, **places, **unused}, lambda _name: None) as machine:
            two_releases(tmp_path, machine)
            yield machine
        return
    server: str = request.getfixturevalue("postgresql")
    engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    made: list[str] = []

    def create_database(name: str) -> None:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        made.append(name)

    with machine_in(root, {**changes, URL: f"{server}/"}, create_database) as machine:
        two_releases(tmp_path, machine)
        yield machine
    with engine.connect() as connection:
        for name in made:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def wrong_in(said: str) -> set[str]:
    """What the doctor found wrong."""
    return set(re.findall(r"^([^:\n ][^:\n]*):\n  WRONG", said, re.MULTILINE))


@pytest.mark.skipif("EGOV_RUNBOOK" not in os.environ, reason="takes minutes: EGOV_RUNBOOK=1 follows the runbook")
def test_a_ministry_installs_upgrades_rolls_back_and_restores_by_the_book(machine: Machine) -> None:
    installed = machine.follow("install")
    assert "Ready." in installed
    assert wrong_in(installed) == {*WRONG_HERE, "Backups"}, installed
    assert "is whole" in machine.follow("back-up")
    key = machine.root / "var" / "lib" / "egov" / "keys" / "secret_key"
    before = key.read_bytes()
    rotated = machine.follow("rotate-keys")
    assert key.read_bytes() != before
    assert wrong_in(rotated) == WRONG_HERE, rotated
    upgraded = machine.follow("upgrade")
    assert "9999_next_release.py" in upgraded
    assert wrong_in(upgraded) == WRONG_HERE, upgraded
    rolled_back = machine.follow("roll-back")
    assert "The tables have version 9999" in rolled_back
    assert wrong_in(rolled_back) >= {"Tables"}
    restored = machine.follow("restore")
    assert "The audit log vouches for it" in restored
    assert "Ready." in restored
    assert wrong_in(restored) - {"Public log"} == WRONG_HERE, restored


@pytest.mark.parametrize("page", RUNBOOK)
def test_a_page_is_one_page_and_only_what_needs_a_whole_machine_is_not_tried(page: str) -> None:
    assert len((PAGES / f"{page}.md").read_text(encoding="utf-8").splitlines()) <= LONGEST_PAGE
    blocks = blocks_of(page)
    assert {block.language for block in blocks} <= {"sh", "console"}
    assert [block for block in blocks if block.language == "sh"]


def test_each_page_leads_to_pages_that_are_there() -> None:
    for page in PAGES.glob("*.md"):
        for link in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
            assert (PAGES / link).resolve().is_relative_to(ROOT) and (PAGES / link).exists(), f"{page.name}: {link}"


def commands_in(page: str) -> list[list[str]]:
    """The words of each command of ours on a page, lines joined."""
    words = "\n".join(block.words for block in blocks_of(page)).replace("\\\n", " ")
    return [shlex.split(line)[1:] for line in words.splitlines() if line.startswith("egov ")]


@pytest.mark.parametrize("page", RUNBOOK)
def test_each_command_of_a_page_is_one_of_ours_with_its_options(page: str) -> None:
    known = {**create_app().cli.commands, **group.commands}
    for name, *rest in commands_in(page):
        command = known[name]
        while isinstance(command, click.Group):
            command = command.commands[rest.pop(0)]
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= options, f"{name} {rest}"
