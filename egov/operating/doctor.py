"""The doctor: all checks, one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from egov.db import db
from egov.operating.checks import country, database, machine, mail, people, work
from egov.operating.findings import Check, Finding, Level, note, wrong
from egov.texts import Text, _

CHECKS: tuple[tuple[Text, Check], ...] = (
    (_("Database"), database.database_answers),
    (_("Tables"), database.schema_is_newest),
    (_("Folders"), machine.folders_can_be_written),
    (_("Store of files"), machine.file_store_answers),
    (_("Space on the disks"), machine.space_is_left),
    (_("Secrets"), machine.secrets_are_closed),
    (_("Clocks"), machine.clocks_agree),
    (_("Certificate of our address"), machine.certificate_holds),
    (_("Mail server"), mail.mail_server_answers),
    (_("Letters"), mail.letters_leave),
    (_("SMS"), mail.sms_reach_people),
    (_("Holidays"), country.holidays_are_known),
    (_("National login"), country.citizens_can_sign_in),
    (_("People at the offices"), people.offices_have_people),
    (_("Worker"), work.worker_lives),
    (_("Deadlines"), work.clock_acts),
    (_("Public log"), work.log_is_published),
    (_("Verification of the log"), work.log_agrees),
    (_("Backups"), work.backups_are_young),
)
READY: tuple[Check, ...] = (database.database_answers, database.schema_is_newest, machine.pages_can_write)


@dataclass(frozen=True)
class Examined:
    """One thing that was looked at."""

    title: Text
    findings: tuple[Finding, ...]

    @property
    def is_wrong(self) -> bool:
        return any(finding.level is Level.WRONG for finding in self.findings)


def examine() -> list[Examined]:
    """Look at everything."""
    return [Examined(title, tuple(_found(check))) for title, check in CHECKS]


def what_keeps_us_from_serving() -> list[Finding]:
    """What is wrong with all that a page needs."""
    return [finding for check in READY for finding in _found(check) if finding.level is Level.WRONG]


def _found(check: Check) -> Iterator[Finding]:
    try:
        yield from check()
    except SQLAlchemyError:  # the first two checks say what is the matter
        db.session.rollback()
        yield note(
            _("This could not be looked at: the database does not answer, or has other tables."),
            _("Put the database right first."),
        )
    except OSError as problem:
        yield wrong(
            _("This could not be looked at (%(problem)s).", problem=type(problem).__name__),
            _("Look as the user who runs the application, and whether the settings name what is there."),
        )
