import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Table

from egov.db import db
from egov.notifications.channels import Channel, ConsoleAndFileChannel, SmtpChannel
from egov.notifications.delivery import MOST_ATTEMPTS, PORTION, deliver_due, pause_after
from egov.notifications.models import OutboxRow
from egov.notifications.worker import empty_outbox, start_worker
from egov.worker import Worker
from tests.notifications.post_office import MailServer, PostOffice


class DiesAfterSending:
    """A process that is killed between sending a letter and writing down that it was sent."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    def send(self, row: OutboxRow) -> None:
        self.channel.send(row)
        raise SystemExit


def test_a_letter_waits_until_the_mail_server_is_there(post_office: PostOffice, mail_server: MailServer) -> None:
    post_office.use(SMTP_URL=mail_server.url)
    post_office.write()
    assert deliver_due() == 0
    [row] = post_office.rows()
    assert row.attempts == 1
    assert "ConnectionRefusedError" in row.last_error
    controller = mail_server.controller()
    controller.start()
    try:
        assert deliver_due() == 0, "the server is not bothered before the pause is over"
        post_office.wait(11)
        assert deliver_due() == 1
    finally:
        controller.stop()
    assert [letter["Subject"] for letter in mail_server.received] == ["Test: your licence is ready"]


def test_a_mail_server_that_refuses_twice_is_asked_a_third_time(
    post_office: PostOffice, mail_server: MailServer
) -> None:
    post_office.use(SMTP_URL=mail_server.url)
    mail_server.refusals = 2
    controller = mail_server.controller()
    controller.start()
    try:
        post_office.write()
        assert deliver_due() == 0
        post_office.wait(11)
        assert deliver_due() == 0
        post_office.wait(21)
        assert deliver_due() == 1
    finally:
        controller.stop()
    [row] = post_office.rows()
    assert row.attempts == 3
    assert row.last_error == ""
    assert len(mail_server.received) == 1


def test_a_crash_after_sending_sends_again_under_the_same_message_id(
    post_office: PostOffice, mail_server: MailServer
) -> None:
    post_office.use(SMTP_URL=mail_server.url)
    controller = mail_server.controller()
    controller.start()
    channels: dict[str, Channel] = post_office.app.extensions["channels"]
    try:
        channels["email"] = DiesAfterSending(channels["email"])
        post_office.write()
        with pytest.raises(SystemExit):
            deliver_due()
        post_office.use(SMTP_URL=mail_server.url)
        post_office.wait(59)
        assert deliver_due() == 0, "while it is claimed, nobody else sends it: a mail server may be slow"
        post_office.wait(2)
        assert deliver_due() == 1
    finally:
        controller.stop()
    first, second = (letter["Message-ID"] for letter in mail_server.received)
    assert first == second
    assert first.endswith("@meridia.example.org>")


def test_a_password_is_not_sent_to_a_server_without_encryption(
    post_office: PostOffice, mail_server: MailServer
) -> None:
    post_office.use(SMTP_URL=f"smtp://post:secret@127.0.0.1:{mail_server.port}")
    controller = mail_server.controller()
    controller.start()
    try:
        post_office.write()
        assert deliver_due() == 0
    finally:
        controller.stop()
    assert "the password was not sent" in post_office.rows()[0].last_error


def test_one_letter_that_cannot_be_sent_does_not_hold_up_the_others(post_office: PostOffice) -> None:
    post_office.write(email="amina@example.org\nBcc: sam@example.org")
    post_office.write(email="bilal@example.org")
    assert deliver_due() == 1
    assert [letter["To"] for letter in post_office.emails()] == ["bilal@example.org"]


def test_the_pauses_grow_from_ten_seconds_to_an_hour() -> None:
    pauses = [pause_after(attempts) for attempts in range(1, MOST_ATTEMPTS + 1)]
    assert pauses[:4] == [timedelta(seconds=seconds) for seconds in (10, 20, 40, 80)]
    assert pauses[-1] == timedelta(hours=1)
    assert timedelta(days=4) < sum(pauses, timedelta()) < timedelta(days=6)


def test_workers_side_by_side_send_each_letter_once(post_office: PostOffice, mail_server: MailServer) -> None:
    post_office.use(SMTP_URL=mail_server.url)
    for _letter in range(12):
        post_office.write()
    db.session.rollback()

    def work(_number: int) -> int:
        with post_office.app.app_context():
            return deliver_due()

    controller = mail_server.controller()
    controller.start()
    try:
        with ThreadPoolExecutor(3) as workers:
            assert sum(workers.map(work, range(3))) == 12
    finally:
        controller.stop()
    assert len({letter["Message-ID"] for letter in mail_server.received}) == len(mail_server.received) == 12


def test_the_worker_survives_a_database_that_goes_away(
    post_office: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    outbox = OutboxRow.__table__
    assert isinstance(outbox, Table)
    outbox.drop(db.engine)
    worker = start_worker(post_office.app)
    try:
        with caplog.at_level(logging.ERROR):
            until(lambda: "empty_outbox failed; it is tried again" in caplog.text)
        outbox.create(db.engine)
        post_office.write()
        until(lambda: len(post_office.emails()) == 1)
    finally:
        worker.stop()
    assert not worker.is_alive()


def test_a_full_outbox_is_emptied_without_a_pause(post_office: PostOffice) -> None:
    for _letter in range(2 * PORTION + 1):
        post_office.write()
    worker = Worker(post_office.app, empty_outbox, pause=3600)
    worker.start()
    try:
        until(lambda: len(post_office.emails()) == 2 * PORTION + 1)
    finally:
        worker.stop()


def test_without_a_mail_server_letters_go_into_files(post_office: PostOffice, mail_server: MailServer) -> None:
    assert isinstance(post_office.app.extensions["channels"]["email"], ConsoleAndFileChannel)
    post_office.use(SMTP_URL=mail_server.url)
    assert isinstance(post_office.app.extensions["channels"]["email"], SmtpChannel)


def until(happened: Callable[[], bool]) -> None:
    """Wait for another thread, ten seconds at most."""
    for _look in range(200):
        if happened():
            return
        time.sleep(0.05)
    pytest.fail("it did not happen within ten seconds")
