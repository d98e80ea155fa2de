"""The log on the wall, and its state for Ruth."""

import pytest
from flask import Flask

from egov.audit.log_folder import log_folder
from egov.audit.sequencer import sequence
from egov.tlog.leaf import parse_leaf
from egov.tlog.tiles import ENTRIES, Tile
from tests.cases.office import People, guide_dog
from tests.support.visitor import Visitor


def published(app: Flask) -> int:
    """Publish what waits; the size of the log afterwards."""
    with app.app_context():
        while sequence():
            continue
        return log_folder().size


def leaves(visitor: Visitor) -> list[str]:
    return [item.get_text(" ", strip=True) for item in visitor.page.select(".stage-leaves li")]


def test_the_room_sees_each_entry_arrive(app: Flask, people: People, visitor: Visitor) -> None:
    size = published(app)
    visitor.open("/log/stage")
    first = leaves(visitor)[0] if size else ""
    guide_dog(people("amina"))
    assert visitor.open("/log/stage").page.select(".stage-head dd")[1].get_text() != "0"
    size = published(app)
    visitor.open("/log/stage")
    assert visitor.page.select(".stage-head dd")[0].get_text() == str(size)
    assert visitor.page.select(".stage-head dd")[1].get_text() == "0"
    assert leaves(visitor)[0] != first
    assert leaves(visitor)[0].startswith(str(size - 1))
    assert any("A case took a step" in leaf for leaf in leaves(visitor))


def test_it_shows_what_the_public_leaves_say_and_nothing_else(app: Flask, people: People, visitor: Visitor) -> None:
    reference = guide_dog(people("amina"))
    size = published(app)
    visitor.open("/log/stage").lacks(reference, "Amina")
    assert len(leaves(visitor)) == min(8, size)
    with app.app_context():
        bundle = log_folder().read(Tile(ENTRIES, (size - 1) // 256, size % 256 or 256))
    assert parse_leaf(bundle[-103:]).tag[:4].hex(" ") in leaves(visitor)[0]


def test_it_goes_on_by_itself_without_a_script_until_it_is_told_to_stand_still(app: Flask, visitor: Visitor) -> None:
    published(app)
    assert visitor.open("/log/stage").response.headers["Refresh"] == "2"
    assert "Refresh" not in visitor.follow("Stand still").response.headers
    assert visitor.follow("Go on").response.headers["Refresh"] == "2"


def test_an_empty_log_is_no_mistake(visitor: Visitor, people: People) -> None:
    visitor.open("/log/stage").has("The log is still empty.")
    people("ruth").open("/audit/log").has("Entries that wait")


def test_only_a_demonstration_has_a_stage(app: Flask, visitor: Visitor) -> None:
    app.config["DEMO"] = False
    assert visitor.client.get("/log/stage").status_code == 404


def test_ruth_sees_how_the_log_stands(app: Flask, people: People) -> None:
    ruth = people("ruth")
    size = published(app)
    ruth.open("/audit").follow("How the log stands")
    ruth.has("The log is signed and up to date", "localhost/log", f"Entries {size}", "Entries that wait 2")
    ruth.has("No witness has signed it.")


def test_ruth_sees_that_a_promise_is_broken(app: Flask, people: People) -> None:
    ruth = people("ruth")
    published(app)
    ruth.open("/audit/log").lacks("An entry waits for longer")
    ruth.open("/demo/time").press("A day")
    ruth.open("/audit/log").has("An entry waits for longer than 60 seconds")


@pytest.mark.parametrize("words", ["rubbish\n", "localhost/log\n9\nAAAA\n\n— x AAAA\n"])
def test_a_log_that_cannot_be_believed_is_shown_as_such(
    app: Flask, people: People, visitor: Visitor, words: str
) -> None:
    published(app)
    with app.app_context():
        log_folder().publish(words)
    visitor.open("/log/stage").has("This log cannot be believed.")
    people("ruth").open("/audit/log").has("This log cannot be believed.")


def test_a_log_whose_tiles_are_gone_is_shown_as_such(app: Flask, people: People, visitor: Visitor) -> None:
    size = published(app)
    with app.app_context():
        folder = log_folder()
        (folder.path / Tile(ENTRIES, (size - 1) // 256, size % 256 or 256).path).unlink()
    visitor.open("/log/stage").has("This log cannot be believed.")


@pytest.mark.parametrize("persona", ["amina", "omar", "mei"])
def test_the_state_of_the_log_is_for_auditors(people: People, persona: str) -> None:
    people(persona).open("/audit/log", 403)
