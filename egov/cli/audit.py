"""``egov audit``: is the log what it was, and are the tables what the log says?"""

import sys
from collections import Counter
from pathlib import Path

import click
from flask.cli import with_appcontext

from egov.audit.bundle import write_bundle
from egov.audit.erasure import erase
from egov.audit.evidence import earlier_note
from egov.audit.log_state import published, waiting
from egov.audit.operations import AUDITING, SYSTEM, About, record
from egov.audit.sequencer import sequence
from egov.audit.verification import DETECTORS, Verdict, verify_log
from egov.db import transaction
from egov.errors import Problem
from egov.tlog.errors import LogProblem
from egov.tlog.note import Note

MOST_LINES = 10
KEPT = click.Path(exists=True, dir_okay=False, path_type=Path)
ALONE = (
    "Whoever holds the key of the log could have rewritten all of it. To exclude that, compare with a checkpoint or a"
    " receipt that somebody else has kept: egov audit verify --since FILE."
)


@click.group()
def audit() -> None:
    """Check the audit log, look at its state, hand it to a court, and erase what the law says."""


@audit.command()
@click.option("--since", multiple=True, type=KEPT, help="A checkpoint or a receipt that somebody kept; any number.")
@with_appcontext
def verify(since: tuple[Path, ...]) -> None:
    """Look at every entry, every row that the log vouches for, and every published file. Exit code 1 on findings."""
    verdict = verify_log([_note_in(path) for path in since], progress=_say)
    _tell(verdict)
    looked = f"{verdict.entries} entries, {verdict.published} of them published, and {verdict.rows} rows"
    if not verdict.clean:
        sys.exit(f"The log was tampered with, or is damaged. {len(DETECTORS)} detectors looked at {looked}.")
    click.echo(f"Everything fits: {looked}.")
    if not since:
        click.echo(ALONE)


@audit.command()
@with_appcontext
def status() -> None:
    """How large the published log is, who witnessed it, and what waits. Exit code 1 if the worker is late."""
    shown, waits = published(), waiting()
    if shown is None:
        click.echo("The log has published nothing yet.")
    else:
        click.echo(f"{shown.checkpoint.origin}: {shown.checkpoint.size} entries, root {shown.root}")
        click.echo(f"Witnessed by: {', '.join(sorted(shown.witnessed)) or 'nobody'}.")
    click.echo(f"Waiting: {waits.number}.")
    if shown and not shown.is_enough:
        sys.exit("Fewer witnesses have signed than the policy asks for.")
    if waits.is_late:
        sys.exit(f"An entry has waited since {waits.since:%Y-%m-%d %H:%M} UTC. Start the worker: egov worker.")


@audit.command()
@click.argument("case")
@click.option("--to", "target", type=click.Path(path_type=Path), help="The file; CASE.zip otherwise.")
@with_appcontext
def export(case: str, target: Path | None) -> None:
    """Write what the log has about CASE for a court, with the programs that check it."""
    path = target or Path(f"{case}.zip")
    try:
        with transaction():
            record(SYSTEM, "audit_exported", About(case_reference=case), purpose=AUDITING, read=True)
            count = write_bundle(case, path)
    except Problem as problem:
        sys.exit(f"The published log has no entries about the case {case}. {problem.sentence}")
    click.echo(f"{path} has {count} entries. Its README.txt says how a court checks them.")


@audit.command("erase")
@click.argument("subject")
@click.option("--reason", prompt="Law or order that asks for it", help="The law or the order that asks for it.")
@click.confirmation_option(prompt="Nobody can bring back what is erased. Go on?")
@with_appcontext
def erase_command(subject: str, reason: str) -> None:
    """Forget SUBJECT ("person 12", or "case DL-26-..."): its half of each entry is destroyed, all proofs stay valid."""
    sequence()
    try:
        with transaction():
            count = erase(subject, SYSTEM, reason)
    except Problem as problem:
        sys.exit(str(problem.sentence))
    click.echo(f"{count} entries speak of nobody any more. The erasure is itself an entry.")


def _tell(verdict: Verdict) -> None:
    shown = Counter[str]()
    for finding in verdict.findings:
        shown[finding.detector] += 1
        if shown[finding.detector] <= MOST_LINES:
            click.echo(f"{finding.detector}: {finding.where}: {finding.sentence}")
    for detector, count in verdict.counts.items():
        if count > MOST_LINES:
            click.echo(f"{detector}: {count - MOST_LINES} more of these.")


def _note_in(path: Path) -> Note:
    try:
        return earlier_note(path.read_bytes())
    except LogProblem as problem:
        sys.exit(f"{path} is neither a checkpoint nor a receipt. {problem}")


def _say(what: str, count: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{what}: {count}      ", nl=False, err=True)
