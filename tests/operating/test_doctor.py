"""The doctor: each thing that is wrong is found, in the command and on the page, with what to do about it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import sleep

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from egov.audit.operations import CHANGING_RULES, SYSTEM, About, record
from egov.cli.serving import start_workers, stop_workers
from egov.clock import clock
from egov.country.days import today
from egov.db import db, transaction
from egov.files.storage import init_files
from egov.notifications.channels import init_notifications
from egov.notifications.delivery import deliver_due
from egov.notifications.operations import Letter, notify
from egov.operating.heartbeat import last_beat
from egov.texts import _
from tests.files.test_s3 import s3_server
from tests.files.test_s3 import settings as s3_settings
from tests.support.databases import free_port
from tests.support.visitor import Visitor

NOBODY_WORKS = "No worker is at work"


def doctor(app: Flask) -> Result:
    return app.test_cli_runner().invoke(args=["doctor"])


@pytest.fixture
def at_work(app: Flask) -> Flask:
    """The application, after its worker has done everything once."""
    workers = start_workers(app)
    with app.app_context():
        while last_beat() is None:
            sleep(0.05)
    stop_workers(workers)
    return app


def write_a_letter() -> None:
    with transaction():
        notify(Letter("amina.haddad@example.org", "+999 555 0142", "en", _("Test: ready"), _("Test: come."), "DL-1"))


def test_a_demonstration_without_a_worker_is_told_to_start_one(app: Flask) -> None:
    said = doctor(app)
    assert said.exit_code == 1
    assert NOBODY_WORKS in said.output
    assert "Start the worker. egov worker" in said.output


def test_nothing_is_wrong_while_the_worker_works(at_work: Flask, people: Callable[[str], Visitor]) -> None:
    said = doctor(at_work)
    assert (said.exit_code, NOBODY_WORKS in said.output) == (0, False), said.output
    assert "No witness signs the public log" in said.output
    people("ruth").open("/office/installation").has("Nothing is wrong with this installation", "No witness signs")
    people("amina").open("/office/installation", status=403)


def test_each_thing_that_is_wrong_is_found(at_work: Flask, people: Callable[[str], Visitor], tmp_path: Path) -> None:
    app, mail, web = at_work, free_port(), free_port()
    ruth = people("ruth")
    file = tmp_path / "a file"
    file.touch()
    (tmp_path / "keys" / "log").chmod(0o644)
    with app.app_context():
        app.config["SMTP_URL"] = f"smtp://127.0.0.1:{mail}"
        init_notifications(app)
        write_a_letter()
        deliver_due()
    clock.offset = timedelta(hours=2)
    app.config.update(
        DEMO=False, FILES_FOLDER=str(file), LOG_ORIGIN="localhost/log", BASE_URL=f"https://127.0.0.1:{web}"
    )
    expected = (
        "The folder of the setting FILES_FOLDER cannot be written.",
        "Others on this machine can read these secrets: log.",
        "Our own address 127.0.0.1 does not answer (ConnectionRefusedError).",
        "The mail server 127.0.0.1 does not let us in (ConnectionRefusedError).",
        "Letters that wait for more than an hour: 1,",
        "The last problem was: ConnectionRefusedError. Look at the mail server.",
        "SMS that were written into the folder of MAIL_FOLDER and reached nobody: 1.",
        "Entries wait for the public log since",
        "Nobody has made a backup yet.",
    )
    said = doctor(app)
    assert said.exit_code == 1
    ruth.open("/office/installation").has("Something is wrong with this installation", *expected)
    for sentence in expected:
        assert sentence in said.output


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_store_of_files_that_is_away_is_found(at_work: Flask, tmp_path: Path) -> None:
    port = free_port()
    at_work.config.update(s3_settings(f"http://127.0.0.1:{port}"))
    init_files(at_work)
    assert "The store of files does not answer" in doctor(at_work).output
    with s3_server(tmp_path, port):
        assert "Store of files: in order" in doctor(at_work).output


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_broken_log_and_a_folder_that_cannot_be_are_found_and_the_rest_is_still_looked_at(
    at_work: Flask, tmp_path: Path
) -> None:
    (tmp_path / "log" / "checkpoint").write_text("nobody signed this\n")
    at_work.config["KEYS_FOLDER"] = str(tmp_path / ("keys" * 99))
    said = doctor(at_work).output
    assert "The public log cannot be believed." in said
    assert "This could not be looked at (OSError)." in said
    assert "Backups: in order" in said


def test_a_backup_of_yesterday_is_too_old(at_work: Flask) -> None:
    at_work.config["DEMO"] = False
    with at_work.app_context(), transaction():
        record(SYSTEM, "backup_made", About(), purpose=CHANGING_RULES)
    assert "backup" not in doctor(at_work).output
    clock.offset = timedelta(hours=25)
    assert "The last backup is older than a day" in doctor(at_work).output


def test_a_database_of_another_version_is_found_and_the_rest_is_still_looked_at(app: Flask) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE outbox RENAME TO other"))
        connection.execute(text("UPDATE schema_version_core SET version_num = '0001'"))
    said = doctor(app)
    assert "The tables have version 0001" in said.output
    assert "flask --app egov db upgrade" in said.output
    assert "This could not be looked at" in said.output
    assert NOBODY_WORKS in said.output


def test_an_alarm_of_the_last_verification_is_told_until_it_is_taken_back(at_work: Flask, tmp_path: Path) -> None:
    verify = ["audit", "verify"]
    assert "Verification of the log: in order" in doctor(at_work).output
    forge = text("UPDATE audit_entry SET office = :office WHERE id = (SELECT min(id) FROM audit_entry)")
    with at_work.app_context():
        office = db.session.scalar(text("SELECT office FROM audit_entry ORDER BY id LIMIT 1"))
    for said, told in (("elsewhere", True), (office, False)):
        with at_work.app_context(), db.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET TRANSACTION READ WRITE"))
            connection.execute(forge, {"office": said})
        assert at_work.test_cli_runner().invoke(args=verify).exit_code == (1 if told else 0)
        said_now = doctor(at_work)
        assert ("Log and database do not agree since" in said_now.output) is told
        assert said_now.exit_code == (1 if told else 0)


def test_a_real_house_is_told_to_verify_its_log(at_work: Flask) -> None:
    at_work.config["DEMO"] = False
    assert "Nobody has verified the log yet." in doctor(at_work).output
    assert at_work.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0
    assert "Verification of the log: in order" in doctor(at_work).output
    clock.offset = timedelta(days=8)
    assert "The log was verified last on" in doctor(at_work).output


def test_holidays_that_run_out_are_told_half_a_year_before(at_work: Flask) -> None:
    assert "Holidays: in order" in doctor(at_work).output
    pack = at_work.extensions["pack"]
    with at_work.app_context():
        soon = today() + timedelta(days=100)
    at_work.extensions["pack"] = replace(pack, holidays=(*pack.holidays[:1], replace(pack.holidays[0], day=soon)))
    said = doctor(at_work)
    assert f"NOTE. holidays.csv knows no day after {soon.day} {soon:%B} {soon.year}." in said.output
    assert said.exit_code == 0
    at_work.extensions["pack"] = replace(pack, holidays=(replace(pack.holidays[0], day=soon - timedelta(days=101)),))
    assert "WRONG. holidays.csv knows no day after" in doctor(at_work).output


def test_without_a_national_login_services_that_need_it_are_not_offered(
    app: Flask, visitor: Visitor, people: Callable[[str], Visitor]
) -> None:
    omar = people("omar")
    visitor.open("/services/building_permit").has("You will be asked to sign in.")
    assert "Start now" in visitor.buttons()
    app.config["DEMO"] = False
    visitor.open("/services/building_permit").has("You cannot apply for this here yet").lacks("asked to sign in")
    assert "Start now" not in visitor.buttons()
    assert "Start now" in visitor.open("/services/dog_licence").buttons()
    assert "Start now" in omar.open("/services/building_permit").buttons()
    assert "nobody can apply for: Birth registration, Building permit." in doctor(app).output
    app.config["OIDC_ISSUER"] = "https://login.example.org"
    assert "National login: in order" in doctor(app).output
    assert "Start now" in visitor.open("/services/building_permit").buttons()


def test_an_office_with_as_few_people_as_the_law_needs_is_told(at_work: Flask) -> None:
    at_work.config["DEMO"] = False
    said = doctor(at_work).output
    assert "People at Harbour City Council, Licensing Office: 1, and no fewer will do (Dog licence)." in said
    assert "People at Building Control Office: 2, and no fewer will do (Building permit)." in said
    assert "People at Traffic and Parking Office" not in said, "one decides, and there are two"
    with at_work.app_context(), transaction():
        db.session.execute(text("DELETE FROM role_holding WHERE office = 'building-control' AND role = 'officer'"))
    said = doctor(at_work).output
    assert "WRONG. People at Building Control Office: 0. Needed: 2 (Building permit)." in said
    assert (
        said.count("People at Administrative Tribunal: 1, and no fewer will do (Birth registration, Building perm") == 1
    )
    assert "Appoint another one. egov add-official" in said


def test_a_demonstration_plays_with_few_people(at_work: Flask) -> None:
    assert "People at the offices: in order" in doctor(at_work).output
