"""What is not restored: a backup that is not whole, or not ours, and a place where something is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from egov.backup.contents import CHECKPOINT, KEYS, written_to
from egov.backup.envelope import CHUNK, MAGIC, PROOF, SALT, TAG
from egov.db import db
from tests.audit.scene import Scene, a_scene
from tests.backup.house import PASSPHRASE, backed_up, house, looks_whole, restored

HEAD = len(MAGIC) + SALT + PROOF
CURES = (
    ("cut off between two chunks", lambda data: data[: HEAD + 2 * (CHUNK + TAG)], "its end is missing"),
    ("cut off inside of a chunk", lambda data: data[:-1], "its end is missing"),
    ("a chunk left out", lambda data: data[:HEAD] + data[HEAD + CHUNK + TAG :], "after 0 bytes something was changed"),
    ("a flipped bit", lambda data: flipped(data, len(data) // 2), "something was changed"),
    ("a flipped bit in the head", lambda data: flipped(data, len(MAGIC)), "The passphrase is not the one"),
    ("no backup at all", lambda data: b"PK" + data, "is not a backup of this program"),
)


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Scene:
    """A house with cases, certificates and a published log."""
    scene = a_scene(tmp_path_factory.mktemp("backup") / "house", sqlite_template)
    scene.app.config["BACKUP_PASSPHRASE"] = PASSPHRASE
    return scene


@contextmanager
def a_place(folder: Path) -> Iterator[Flask]:
    folder.mkdir()
    with house(folder, f"sqlite:///{folder / 'demo.sqlite'}") as app:
        yield app


def what_lies_in(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_backup_that_is_not_whole_is_refused_and_nothing_is_written(scene: Scene, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.backup", tmp_path / "bad.backup"
    assert backed_up(scene.app, good).exit_code == 0
    with a_place(tmp_path / "place") as app:
        before = what_lies_in(tmp_path / "place")

        def refused(words: str, backup: Path = bad) -> None:
            result = restored(app, backup)
            assert result.exit_code == 1
            assert result.output.startswith("The backup was not restored. "), result.output
            assert words in result.output
            assert "Traceback" not in result.output
            assert what_lies_in(tmp_path / "place") == before

        spoil: Callable[[bytes], bytes]
        for _name, spoil, words in CURES:
            bad.write_bytes(spoil(good.read_bytes()))
            refused(words)
        with bad.open("wb") as file, written_to(file, PASSPHRASE) as writer:
            writer.add(CHECKPOINT, b"never finished")
        refused("parts of it are missing")
        with bad.open("wb") as file, written_to(file, PASSPHRASE) as writer:
            writer.add(KEYS + "../outside", b"a key beside the folder")
        refused("a part that this program does not know: keys/../outside")
        app.config["BACKUP_PASSPHRASE"] = "three boats under an orange sun"
        refused("The passphrase is not the one", good)
        app.config["BACKUP_PASSPHRASE"] = PASSPHRASE
        app.config["LOG_ORIGIN"] = "services.example.org/log"
        refused("FLASK_LOG_ORIGIN to localhost/log", good)
        app.config["LOG_ORIGIN"] = ""
        (tmp_path / "place" / "keys" / "certificates").write_text("another key")
        before = what_lies_in(tmp_path / "place")
        refused("is not the one in the backup", good)
        (tmp_path / "place" / "keys" / "certificates").unlink()
        checked = restored(app, good, "--check")
        assert (checked.exit_code, "is whole" in checked.output) == (0, True)
        assert not (tmp_path / "place" / "demo.sqlite").exists()
        assert restored(app, good).exit_code == 0


def test_a_backup_is_not_made_where_nobody_could_use_it(scene: Scene, tmp_path: Path) -> None:
    target = tmp_path / "it.backup"
    target.write_bytes(b"an older one")
    for settings, words in (
        ({"BACKUP_PASSPHRASE": "short"}, "at least 12 characters"),
        ({"BACKUP_PASSPHRASE": 123456789012}, "BACKUP_PASSPHRASE_FILE"),
        ({"BACKUP_PASSPHRASE": PASSPHRASE}, "exists already"),
    ):
        scene.app.config.update(settings)
        result = backed_up(scene.app, target)
        assert result.exit_code == 1
        assert words in result.output
    scene.app.config["BACKUP_PASSPHRASE"] = PASSPHRASE
    assert what_lies_in(tmp_path) == {target: b"an older one"}
    assert "No such file" in backed_up(scene.app, tmp_path / "nowhere" / "it.backup").output


def test_a_folder_that_nobody_has_made_does_not_become_a_file(scene: Scene, tmp_path: Path) -> None:
    nightly = tmp_path / "backups"
    result = backed_up(scene.app, nightly)
    assert (result.exit_code, result.output) == (
        1,
        f"No backup was made. {nightly} is no folder. Make that folder first, or name a new file that ends with "
        ".backup.\n",
    )
    assert not [*tmp_path.iterdir()]
    nightly.mkdir()
    assert backed_up(scene.app, nightly).exit_code == 0
    assert [path.suffix for path in nightly.iterdir()] == [".backup"]


@pytest.mark.parametrize(
    ("deed", "words", "whole"),
    [
        ("UPDATE \"case\" SET state = 'decided' WHERE id = 2", "changed_rows", True),
        (
            "UPDATE audit_entry SET leaf = zeroblob(103) WHERE log_index = 3",
            "is not what the published log vouched for",
            False,
        ),
    ],
    ids=["a case", "an entry of the log"],
)
def test_what_was_tampered_with_before_the_backup_is_found_at_its_return(
    scene: Scene, tmp_path: Path, deed: str, words: str, whole: bool
) -> None:
    with scene.as_it_was(), db.engine.begin() as connection:
        connection.execute(text(deed))
    assert backed_up(scene.app, tmp_path / "it.backup").exit_code == 0
    with a_place(tmp_path / "place") as app:
        result = restored(app, tmp_path / "it.backup")
        assert result.exit_code == 1
        assert words in result.output
        assert (tmp_path / "place" / "demo.sqlite").exists()
        assert looks_whole(app) is whole
