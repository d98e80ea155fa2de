"""Letters: the mail server, and what has not left the outbox."""

from collections.abc import Iterator
from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select

from egov.clock import now
from egov.country.formats import format_moment
from egov.db import db
from egov.notifications.delivery import MOST_ATTEMPTS
from egov.notifications.models import OutboxRow
from egov.notifications.smtp import read_smtp_url
from egov.operating.findings import Finding, wrong
from egov.texts import _, current_language

PATIENCE = timedelta(hours=1)
SECONDS = 5.0


def mail_server_answers() -> Iterator[Finding]:
    """Whether the mail server lets us in."""
    url = current_app.config["SMTP_URL"]
    if not url:
        if not current_app.config["DEMO"]:
            yield wrong(
                _("No mail server is named: letters are written into a folder and reach nobody."),
                _("Name a mail server, for example:"),
                "FLASK_SMTP_URL=smtp://mail.example.org",
            )
        return
    server = read_smtp_url(url)
    try:
        server.connect(SECONDS).quit()
    except OSError as problem:  # SMTPException is one, too; its words may repeat a name or a password
        yield wrong(
            _("The mail server %(host)s does not let us in (%(problem)s).", host=server.host, problem=name_of(problem)),
            _("Look whether it runs, and whether the name and the password in SMTP_URL are right."),
        )


def letters_leave() -> Iterator[Finding]:
    """Whether letters wait for longer than an hour, or were given up."""
    late = OutboxRow.sent_at.is_(None) & (OutboxRow.created_at < now() - PATIENCE)
    number, since = db.session.execute(select(func.count(), func.min(OutboxRow.created_at)).where(late)).one()
    if not number:
        return
    last = select(OutboxRow.last_error).where(late, OutboxRow.last_error != "").order_by(OutboxRow.id.desc()).limit(1)
    problem = (db.session.scalar(last) or "").partition(":")[0]  # what follows may name somebody
    moment = format_moment(since, current_language())
    cure = _("The last problem was: %(problem)s. Look at the mail server.", problem=problem)
    nobody = (_("Nobody tries to send them. Start the worker."), "egov worker")
    yield wrong(
        _(
            "Letters that wait for more than an hour: %(number)s, the oldest since %(since)s.",
            number=number,
            since=moment,
        ),
        *((cure, "") if problem else nobody),
    )
    given_up = db.session.scalar(select(func.count()).where(late, OutboxRow.attempts >= MOST_ATTEMPTS))
    if given_up:
        yield wrong(
            _("Letters that nobody tries to send any more: %(number)s.", number=given_up),
            _("Tell these people by other ways; their cases show what was written."),
        )


def sms_reach_people() -> Iterator[Finding]:
    """Whether SMS were written into a folder, as those of a demonstration are."""
    number = db.session.scalar(select(func.count()).where(OutboxRow.channel == "sms", OutboxRow.sent_at.is_not(None)))
    if number and not current_app.config["DEMO"]:
        yield wrong(
            _("SMS that were written into the folder of MAIL_FOLDER and reached nobody: %(number)s.", number=number),
            _("Have a channel written for your SMS provider, beside those that are there."),
            "egov/notifications/channels.py",
        )


def name_of(problem: BaseException) -> str:
    """What kind of problem it is, without its words."""
    return type(problem).__name__
