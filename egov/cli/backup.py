"""``egov backup`` and ``egov restore``: all that an installation cannot lose, in one encrypted file."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from sqlalchemy.exc import DBAPIError

from egov.audit.last_verification import keep_verification
from egov.audit.verification import WAITS_STILL, verify_log
from egov.backup.contents import Manifest
from egov.backup.envelope import BackupProblem
from egov.backup.making import left_over, make_backup, note_backup, place_for
from egov.backup.restoring import call_whole, look_through, restore_backup
from egov.cli.context import with_appcontext
from egov.errors import Problem

MOST_LINES = 10
CEREMONY = """\
What was written after {made_at} is lost, and the log begins again where it was then. Witnesses that have
signed a later checkpoint will not sign for it any more, and receipts from after that moment will not verify.
What to do now, in this order:
  1. Keep the damaged installation as it is, above all its log folder and checkpoints: it shows what is lost.
  2. Tell the auditor and every witness, before you start the worker: the moment, the reason, this checkpoint
     ({entries} entries). A witness goes on only after its people have looked.
  3. Compare with the payment providers and the letters that were sent; write down what was lost.
  4. Start the pages and the worker."""


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@with_appcontext
def backup_command(target: Path) -> None:
    """Write database, files, keys and the state of the log into TARGET, encrypted, while everybody goes on working.

    TARGET is a folder, where the file is named by the moment, or a new file that ends with .backup.
    """
    with _told("No backup was made."):
        path = place_for(target)
    for folder in left_over(path):
        click.echo(f"If no other backup is being made now, delete {folder}: one was interrupted.", err=True)
    with _told("No backup was made."):
        made = make_backup(path, _passphrase(twice=True))
    known = made.manifest
    click.echo(
        f"{path} has {made.size / 1e6:.1f} MB: {known.rows} rows, {known.files} files, and the log up to its "
        f"checkpoint of {known.entries} entries."
    )
    with _told(f"{path} is a whole backup, and could not be noted in the audit log."):
        note_backup(made)
    _tell_missing(known)


@click.command("restore")
@click.argument("backup", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Only look through the whole backup; write nothing.")
@with_appcontext
def restore_command(backup: Path, check: bool) -> None:
    """Bring BACKUP into the empty installation that the settings name, and verify it by the audit log."""
    passphrase = _passphrase(twice=False)
    with _told("The backup is not good." if check else "The backup was not restored."):
        known = (look_through(backup, passphrase) if check else restore_backup(backup, passphrase)).manifest
    made = f"{known.rows} rows, {known.files} files, and the log up to its checkpoint of {known.entries} entries"
    if check:
        click.echo(f"The backup of {known.made_at} is whole: {made}.")
    else:
        click.echo(f"The backup of {known.made_at} is restored: {made}.")
        click.echo(CEREMONY.format(made_at=known.made_at, entries=known.entries))
        _verify()
    _tell_missing(known)


def _passphrase(*, twice: bool) -> str:
    """From the settings, or typed in."""
    given = current_app.config["BACKUP_PASSPHRASE"]
    if not isinstance(given, str):  # Flask takes a variable of digits for a number
        sys.exit(
            "BACKUP_PASSPHRASE is a number. Choose one with letters, or put it into a file: BACKUP_PASSPHRASE_FILE."
        )
    return given or click.prompt("Passphrase of the backup", hide_input=True, confirmation_prompt=twice)


def _verify() -> None:
    with _told("Everything is back, and the audit log could not be asked. Begin again at another database."):
        verdict = verify_log(without=WAITS_STILL)
        keep_verification(verdict)
        call_whole()
    if not verdict.clean:
        for one in verdict.findings[:MOST_LINES]:
            click.echo(one)
        sys.exit("The audit log does not vouch for what was restored. Look at all of it: egov audit verify.")
    click.echo(f"The audit log vouches for it: {verdict.entries} entries and {verdict.rows} rows fit.")


def _tell_missing(known: Manifest) -> None:
    if known.missing:
        named = "\n".join(known.missing[:MOST_LINES])
        sys.exit(f"{len(known.missing)} files that the database names were lost or spoilt before the backup:\n{named}")


@contextmanager
def _told(what: str) -> Iterator[None]:
    """End the command with a sentence where something goes wrong."""
    try:
        yield
    except BackupProblem as problem:
        sys.exit(f"{what} {problem}")
    except Problem as problem:
        sys.exit(f"{what} {problem.sentence}")
    except DBAPIError as problem:
        sys.exit(f"{what} The database says: {problem.orig}")
    except OSError as problem:
        sys.exit(f"{what} {problem.strerror}{f': {problem.filename}' if problem.filename else '.'}")
