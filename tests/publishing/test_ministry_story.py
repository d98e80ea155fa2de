"""Tala changes the law of the building permit and looks at what it means; Amina reads under which rules her case is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.cli.copies import Copy
from tests.publishing.town import SERVICE, SOLAR, SOLAR_IN_ARABIC, running_cases
from tests.stories.cast import Somebody
from tests.support.server import Server, running_demo

pytestmark = pytest.mark.browser
CASES = 13


@pytest.fixture
def reference(app: Flask) -> str:
    """Amina's case, among those of others; they came while the old law held."""
    return running_cases(app, CASES)


@pytest.fixture
def server(tmp_path: Path, database_url: str, changed_law: Copy, reference: str) -> Iterator[Server]:
    """The demonstration, started anew from the folder in which the ministry has changed the law."""
    with running_demo(tmp_path, database_url, changed_law.root) as server:
        yield server


def test_tala_looks_maps_and_publishes_and_amina_reads_which_rules_count(
    somebody: Somebody, server: Server, reference: str
) -> None:
    amina = somebody(language="ar", phone=True).sign_in("amina").open(f"/cases/{reference}")
    amina.sees("edition %(number)s of the rules, in force since %(day)s")
    assert "الإصدار ١" in amina.text
    tala = somebody().sign_in("tala").sees("Editions of the rules", "something new").follow("Building permit")
    tala.sees("What changes", f"New question: {SOLAR}", "The state is gone: Waiting for a second officer")
    tala.sees("needs a mapping", "finishes under its edition", "No longer a choice at How will it be heated?: Gas")
    tala.page.get_by_label("Cases in the state “Waiting for a second officer” go to").select_option("assessment")
    tala.page.get_by_label("How will it be heated?: who answered “Gas” has now answered").select_option("electric")
    tala.choose(SOLAR, "No").press("Look again").sees("can move by itself").does_not_see("needs a mapping")
    tala.choose("What becomes of the running cases?", "Running cases that can move follow the new rules")
    tala.press("Publish").sees(
        "Edition 2 is published, in force from %(day)s.", "in force", "Take the last edition back"
    )
    amina.open(f"/cases/{reference}").sees("The case follows %(rules)s")
    assert "الإصدار ٢" in amina.text
    amina.open(f"/cases/{reference}/answers")
    assert SOLAR_IN_ARABIC in amina.text
    tala.unfold("Take the last edition back").press("Take it back").sees("Edition 2 was taken back.", "taken back")
    amina.open(f"/cases/{reference}")
    assert "الإصدار ١ من القواعد" in amina.text


def test_tala_reads_arabic_from_right_to_left_and_lets_the_cases_wait(
    somebody: Somebody, server: Server, reference: str
) -> None:
    tala = somebody(language="ar").sign_in("tala").open(f"/editions/{SERVICE}").sees("What changes", "Running cases")
    tala.press("Publish").sees("Choose what becomes of the running cases.")
    tala.choose("What becomes of the running cases?", "Running cases wait until you decide").press("Publish")
    tala.sees("Cases wait for your decision.", "How do they go on?")
    amina = somebody().sign_in("amina").open(f"/cases/{reference}").sees("Your case waits, since the law changes.")
    omar = somebody().sign_in("omar").open(f"/office/{reference}")
    omar.sees("This case waits, since the law changes.").cannot("Propose approval", "Refuse")
    tala.choose("How do they go on?", "Running cases finish under the rules they began under").press("Let them go on")
    tala.sees("The cases that waited go on.")
    amina.open(f"/cases/{reference}").does_not_see("Your case waits, since the law changes.")
