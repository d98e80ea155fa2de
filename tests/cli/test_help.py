"""The list of commands: ours, without those that libraries add to Flask's."""

import re
from importlib.metadata import version

import pytest
from click.testing import CliRunner

from egov import create_app
from egov.cli.main import group
from tests.conftest import settings


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> CliRunner:
    """A shell where nothing is set up yet."""
    folder = tmp_path_factory.mktemp("new")
    return create_app(settings(folder, f"sqlite:///{folder / 'none.sqlite'}")).test_cli_runner()


def test_the_help_lists_our_commands_and_none_of_a_library(runner: CliRunner) -> None:
    told = runner.invoke(group, ["--help"])
    assert told.exit_code == 0, told.output
    listed = re.findall(r"^  ([a-z-]+)  ", told.output.partition("Commands:")[2], flags=re.MULTILINE)
    assert {"add-official", "backup", "check", "db", "publish", "run"} <= set(listed)
    assert "limiter" not in listed


def test_what_a_library_adds_works_all_the_same(runner: CliRunner) -> None:
    assert "Flask-Limiter" in runner.invoke(group, ["limiter", "--help"]).output


def test_it_tells_its_version(runner: CliRunner) -> None:
    assert runner.invoke(group, ["--version"]).output == f"egov {version('egov')}\n"
