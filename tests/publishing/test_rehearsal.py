"""A publication is rehearsed on a copy: it tells what would come of it, and the real database stays as it is."""

from flask import Flask

from tests.cli.copies import Copy
from tests.publishing.town import MAPPED, fingerprint, publish, running_cases

CASES, TO_MOVE = 60, 50


def test_a_rehearsal_tells_the_numbers_and_leaves_no_trace(app: Flask, ministry: Copy) -> None:
    running_cases(app, CASES + 1)
    rows = fingerprint(app)
    told = publish(ministry, "--rehearse", "--policy", "move", *MAPPED)
    for words in (
        f"Rehearsed on a copy: {CASES + 1} cases looked at, {TO_MOVE + 1} changed.",
        f"{CASES - TO_MOVE:>6}  running cases follow edition 1",
        f"{TO_MOVE + 1:>6}  running cases follow edition 2",
        "     0  stand in a state that their edition does not have",
        f"Taken back on the copy: {TO_MOVE + 1} cases looked at, {TO_MOVE + 1} changed.",
    ):
        assert words in told
    assert fingerprint(app) == rows
