"""What a load balancer asks, and hears."""

from pathlib import Path

from flask import Flask
from sqlalchemy import event, text

from egov.db import db
from tests.support.visitor import Visitor


def test_a_process_that_lives_says_so_without_a_question_to_the_database(app: Flask, visitor: Visitor) -> None:
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    answer = visitor.client.get("/healthz")
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "The process lives.\n", "text/plain")
    assert asked == []
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_installation_with_other_tables_is_not_ready_and_says_why(app: Flask, visitor: Visitor) -> None:
    assert visitor.client.get("/readyz").text == "Ready.\n"
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE schema_version_core SET version_num = '0001'"))
    answer = visitor.client.get("/readyz")
    assert answer.status_code == 503
    assert "The tables have version 0001" in answer.text


def test_tables_of_a_newer_release_are_told_and_left_alone(app: Flask, visitor: Visitor) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE schema_version_core SET version_num = '9999'"))
    assert "The tables have version 9999, which this program does not know." in visitor.client.get("/readyz").text
    refused = app.test_cli_runner().invoke(args=["db", "upgrade"])
    assert refused.exit_code == 1
    assert "Another release has changed them: install that one" in refused.output


def test_pages_that_cannot_keep_files_are_not_ready_and_a_log_of_another_machine_does_not_matter(
    app: Flask, visitor: Visitor, tmp_path: Path
) -> None:
    (tmp_path / "a file").touch()
    app.config["LOG_FOLDER"] = str(tmp_path / "a file")
    assert visitor.client.get("/readyz").status_code == 200
    app.config["FILES_FOLDER"] = str(tmp_path / "a file")
    answer = visitor.client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "The folder of the setting FILES_FOLDER cannot be written.\n")


def test_without_a_database_a_process_lives_and_is_not_ready(app: Flask, visitor: Visitor) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("DROP TABLE schema_version_core"))
    assert visitor.client.get("/healthz").status_code == 200
    answer = visitor.client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "The database has no tables yet.\n")
