"""The work beside the pages: the worker, the clock, the public log, backups."""

from collections.abc import Iterator
from datetime import timedelta

from flask import current_app

from egov.audit.last_verification import last_verification
from egov.audit.log_state import published, waiting
from egov.clock import now
from egov.country.formats import format_date, format_moment
from egov.operating.findings import Finding, note, wrong
from egov.operating.state import last_backup, silence_of_worker, unheard_alarms
from egov.texts import _, current_language
from egov.tlog.errors import LogProblem

ALIVE = timedelta(minutes=2)
BACKUP_EVERY = timedelta(days=1)
VERIFY_EVERY = timedelta(days=7)
WORKER = "egov worker"
START = (_("Start the worker."), WORKER)


def worker_lives() -> Iterator[Finding]:
    """Whether a worker gave a sign of life in the last two minutes."""
    silence = silence_of_worker()
    if silence is None or silence > ALIVE:
        yield wrong(_("No worker is at work: letters, deadlines and the public log stand still."), *START)


def clock_acts() -> Iterator[Finding]:
    """Whether alarms have rung that nobody heard."""
    number, since = unheard_alarms()
    if since:
        day = format_date(since, current_language())
        sentence = _(
            "Cases whose deadline passed unheard: %(number)s, the oldest since %(day)s.", number=number, day=day
        )
        cure = _("Start the worker. If it runs, its log says which case it cannot move.")
        yield wrong(sentence, cure, WORKER)


def log_is_published() -> Iterator[Finding]:
    """Whether entries get into the public log in time, and as many have witnessed it as the policy asks."""
    try:
        late, shown = waiting(), published()
    except (LogProblem, OSError):
        yield wrong(_("The public log cannot be believed."), _("Keep everything as it is, and call the auditor."))
        return
    if late.is_late and late.since:
        moment = format_moment(late.since, current_language())
        yield wrong(_("Entries wait for the public log since %(since)s; we promised a minute.", since=moment), *START)
    if shown and not shown.is_enough:
        yield wrong(
            _("Fewer witnesses have signed the public log than the policy asks for."),
            _("Ask the witnesses why. If you have restored a backup, they have seen more than we have: tell them."),
        )
    elif shown and not shown.witnessed:
        yield note(
            _("No witness signs the public log: nobody but us can tell whether everybody is shown the same."),
            _("Ask two organisations to be witnesses, and name them in LOG_WITNESSES."),
            "egov witness",
        )


def log_agrees() -> Iterator[Finding]:
    """What the last verification found, and whether there was one in the last days; a demonstration needs none."""
    last, language = last_verification(), current_language()
    cure = (_("Let a timer verify it each night."), "egov audit verify")
    if last and not last.clean:
        since = format_moment(min(last.alarms.values()), language)
        yield wrong(
            _("Log and database do not agree since %(since)s: the last verification raised an alarm.", since=since),
            _("Keep everything as it is, and call the auditor: the alarms stand on the page of the log."),
        )
    elif current_app.config["DEMO"]:
        return
    elif last is None:
        yield note(_("Nobody has verified the log yet."), *cure)
    elif now() - last.at > VERIFY_EVERY:
        yield note(_("The log was verified last on %(moment)s.", moment=format_moment(last.at, language)), *cure)


def backups_are_young() -> Iterator[Finding]:
    """Whether a backup was made in the last day; a demonstration needs none."""
    if current_app.config["DEMO"]:
        return
    at = last_backup()
    cure = (_("Make one each night by a timer, and keep the file on another machine."), "egov backup FOLDER")
    if at is None:
        yield wrong(_("Nobody has made a backup yet."), *cure)
    elif now() - at > BACKUP_EVERY:
        moment = format_moment(at, current_language())
        yield wrong(_("The last backup is older than a day: it was made on %(moment)s.", moment=moment), *cure)
