"""A mapping with a name that nothing has would move no case; it is refused with the names that there are."""

import pytest
from flask import Flask

from tests.cli.copies import Copy
from tests.publishing.town import MAPPED, SERVICE, editions, fingerprint, publish, running_cases, stands
from tests.support.visitor import Visitor

MOVE = ("--yes", "--policy", "move")


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        (("--answer", "soler=no"), "soler: No question is named “soler”. There are: applies_for, "),
        (("--state", "second_lok=assessment"), "second_lok: Nothing is named “second_lok”. There are: to_pay, "),
        (("--choice", "heting-gas=electric"), "heting-gas: No question is named “heting”. There are: "),
        (("--choice", "heating-gass=electric"), "heating-gass: Nothing is named “gass”. There are: "),
    ],
)
def test_a_name_that_nothing_has_is_refused_with_those_there_are(
    app: Flask, ministry: Copy, option: tuple[str, str], sentence: str
) -> None:
    running_cases(app, 12)
    rows = fingerprint(app)
    told = ministry.egov("publish", SERVICE, *MOVE, *option)
    assert told.returncode == 1, told.stdout
    assert sentence in told.stderr
    assert fingerprint(app) == rows


def test_where_nobody_was_moved_the_command_says_so(app: Flask, ministry: Copy) -> None:
    running_cases(app, 4)  # in states that need the new answer
    told = publish(ministry, *MOVE, *MAPPED[:2])
    assert "Nobody was moved: none of the 4 running cases changed." in told
    assert editions(stands(app)) == {1: 4}


def test_the_page_of_the_ministry_refuses_it_too(app: Flask) -> None:
    tala = Visitor(app).sign_in("tala").open("/editions/dog_licence")
    token = tala.token()
    assert token
    tala.post("/editions/dog_licence", token | {"policy": "move", "answer-dog_nam": "Rex", "look": "1"}, 400)
