"""The public log over HTTP, as a stranger's program reads it."""

from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from egov import create_app
from egov.audit.log_folder import LogFolder, log_folder
from egov.audit.log_keys import signing_keys
from egov.audit.mirror import Mirror
from egov.audit.sequencer import sequence_all
from egov.country.days import today
from egov.country.formats import format_date
from egov.errors import Misconfigured
from egov.tlog.errors import NotProven
from egov.tlog.keys import ED25519, ED25519_COSIGNATURE, new_key
from egov.tlog.merkle import root_of
from egov.tlog.note import parse_note
from egov.tlog.policy import believe, parse_policy
from egov.tlog.tiles import Tile, entries_of
from tests.audit.logs import add_entries, running
from tests.cases.office import People, guide_dog
from tests.conftest import settings

WITNESS = new_key("ombudsman.example", ED25519_COSIGNATURE).public.vkey


def test_a_stranger_builds_the_tree_anew(app: Flask) -> None:
    with app.app_context():
        add_entries(300, at_once=300)
        sequence_all()
    client = app.test_client()

    def read(tile: Tile) -> bytes:
        answer = client.get(f"/log/{tile.path}")
        assert answer.status_code == 200
        assert answer.mimetype == "application/octet-stream"
        assert "immutable" in answer.headers["Cache-Control"]
        return answer.data

    note, policy = client.get("/log/checkpoint"), client.get("/log/policy")
    assert {note.content_type, policy.content_type} == {"text/plain; charset=utf-8"}
    assert {note.headers["Cache-Control"], policy.headers["Cache-Control"]} == {"no-cache"}
    checkpoint = believe(parse_note(note.data), parse_policy(policy.data)).checkpoint
    assert checkpoint.size > 300
    assert root_of(entries_of(checkpoint.size, read)) == checkpoint.root
    assert len(read(Tile(0, 0))) == 256 * 32


def test_an_earlier_partial_tile_can_still_be_had(app: Flask) -> None:
    with app.app_context():
        sequence_all()
        size = log_folder().size
        add_entries(300, at_once=300)
        sequence_all()
    assert len(app.test_client().get(f"/log/tile/0/000.p/{size}").data) == size * 32


def test_one_clock_tells_when_the_log_was_published(app: Flask, people: People) -> None:
    guide_dog(people("amina").open("/demo/time").press("A month"))
    with app.app_context():
        sequence_all()
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0
    ruth = people("ruth").open("/audit/log")
    with app.app_context():
        day = format_date(today(), "en")
    labels, words = (ruth.page.select(f"main .summary {tag}") for tag in ("dt", "dd"))
    said = {label.get_text(strip=True): word.get_text(strip=True) for label, word in zip(labels, words, strict=True)}
    assert all(said[what].startswith(day) for what in ("Newest entry", "Published", "Last check of the whole log")), (
        said
    )


@pytest.mark.parametrize(
    "name", ["0/999", "0/000", "0/000.p/255", "9/000", "entries/001", "0/0", "../checkpoint", ".lock"]
)
def test_what_is_not_published_is_not_there(app: Flask, name: str) -> None:
    assert app.test_client().get("/log/checkpoint").status_code == 404
    with app.app_context():
        sequence_all()
        log_folder().write(Tile(0, 0), bytes(256 * 32))  # of a round that has not come to its end
    assert app.test_client().get(f"/log/tile/{name}").status_code == 404


def test_a_wrong_setting_stops_the_start(tmp_path: Path, database_url: str) -> None:
    mistyped = WITNESS.replace("+", "+0", 1)
    log = new_key("ombudsman.example", ED25519).public.vkey
    for line in ("http://localhost:1", f"http://localhost:1 {mistyped}", f"http://localhost:1 {log}"):
        with pytest.raises(Misconfigured, match="LOG_WITNESSES"):
            create_app({**settings(tmp_path, database_url), "LOG_WITNESSES": [line]})
    wrong = tmp_path / "policy"
    wrong.write_text("quorum all\n")
    for file in (wrong, tmp_path / "none"):
        with pytest.raises(Misconfigured, match="LOG_POLICY"):
            create_app({**settings(tmp_path, database_url), "LOG_POLICY": str(file)})


def test_the_policy_is_a_file_to_keep_and_the_live_log_is_one_step_away(people: People) -> None:
    ruth = people("ruth").open("/audit/log").follow("The log, live")
    assert ruth.address == "/log/stage"
    kept = ruth.app.test_client().get("/log/policy")
    assert kept.headers["Content-Disposition"] == "attachment; filename=policy.txt"


def test_the_policy_names_the_witnesses(app: Flask) -> None:
    app.config["LOG_WITNESSES"] = [f"http://localhost:1 {WITNESS}"]
    policy = parse_policy(app.test_client().get("/log/policy").data)
    assert policy.witnesses["ombudsman.example"].key.vkey == WITNESS
    assert policy.quorum == "none"


def test_a_mirror_takes_over_only_what_it_computed_itself(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        sequence_all()
        keys = [key.public for key in signing_keys()]
        folder = log_folder()
    copy = LogFolder(tmp_path / "mirror")
    with running(make_server("127.0.0.1", 0, app, threaded=True)) as url:
        mirror = Mirror(f"{url}/log", copy, keys)
        assert mirror.follow() == folder.size
        with app.app_context():
            add_entries(300, at_once=300)
            sequence_all()
        assert mirror.follow() == 300
        assert mirror.follow() == 0
        size, note = copy.size, copy.checkpoint()
        assert [*entries_of(size, copy.read)] == [*entries_of(size, folder.read)]
        with app.app_context():
            add_entries(300, at_once=300)
            sequence_all()
        bundle = Tile(-1, 1)
        folder.write(bundle, folder.read(bundle)[:-1] + b"\0")
        with pytest.raises(NotProven):
            mirror.follow()
        assert copy.checkpoint() == note
