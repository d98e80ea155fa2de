"""Without ``--yes`` the command only tells what it would do, also where it takes back or ends a wait."""

from click.testing import CliRunner
from flask import Flask

from egov.cli.publish import publish_command
from tests.cli.copies import Copy
from tests.publishing.console import console_at
from tests.publishing.town import SERVICE, fingerprint, running_cases

CASES, WAITING = 12, 11  # the other one is under appeal
NOT_YET = "Nothing was changed. Add --yes to do it."


def test_what_would_be_done_is_told_and_nothing_is_changed(app: Flask, ministry: Copy) -> None:
    running_cases(app, CASES)
    with console_at(ministry) as console:
        console.publish("--yes", "--policy", "hold")
        rows = fingerprint(app)
        for how, sentence in {
            ("--back",): "Edition 2 would be taken back, and edition 1 would be in force without it.",
            ("--end-hold", "pin"): f"{WAITING} waiting cases would go on: they would finish under the edition they "
            "began under.",
            ("--end-hold", "move"): f"{WAITING} waiting cases would go on: those that can would move to edition 2, "
            "the others finish under the one they began under.",
        }.items():
            assert console.publish(*how).splitlines() == [sentence, NOT_YET]
            assert fingerprint(app) == rows


def test_what_could_not_be_done_is_refused_at_once(app: Flask, ministry: Copy) -> None:
    running_cases(app, 2)
    rows = fingerprint(app)
    with console_at(ministry) as console:
        for how, sentence in {
            ("--back",): "There is no edition to go back to.",
            ("--end-hold", "pin"): "No case waits for this edition.",
            ("--back", "--rehearse", "--yes"): "Only a publication can be rehearsed. Leave --rehearse out: "
            "without --yes nothing is changed.",
        }.items():
            status, said = console.egov("publish", SERVICE, *how)
            assert (status, said.splitlines()) == (1, [sentence])
    assert fingerprint(app) == rows


def test_the_help_says_that_the_service_may_be_left_out() -> None:
    told = CliRunner().invoke(publish_command, ["--help"], terminal_width=200).output
    assert "SERVICE may be left out: then all services are listed with their editions." in told
