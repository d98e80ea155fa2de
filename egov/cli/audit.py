"""``egov audit``: is the log what it was, and are the tables what the log says?"""

import sys
from collections import Counter
from pathlib import Path

import click

from egov.audit.bundle import write_bundle
from egov.audit.erasure import erase
from egov.audit.evidence import earlier_note
from egov.audit.last_verification import keep_verification, last_verification
from egov.audit.log_state import published, waiting
from egov.audit.operations import AUDITING, SYSTEM, record
from egov.audit.sequencer import LogDamaged, sequence
from egov.audit.verification import DETECTORS, Verdict, verify_log
from egov.cases.access import about_case
from egov.cli.context import with_appcontext
from egov.db import transaction
from egov.errors import Problem
from egov.tlog.errors import LogProblem
from egov.tlog.note import Note
from egov.tlog.promise import HEADER as PROMISE

MOST_LINES = 10
MINUTE = "%Y-%m-%d %H:%M UTC"
KEPT = click.Path(exists=True, dir_okay=False, path_type=Path)
ALONE = (
    "Whoever holds the key of the log could have rewritten all of it. To exclude that, compare with a checkpoint or a"
    " receipt that somebody else has kept: egov audit verify --since FILE. The same holds it to a promise."
)


@click.group()
def audit() -> None:
    """Check the audit log, look at its state, hand it to a court, and erase what the law says."""


@audit.command()
@click.option("--since", multiple=True, type=KEPT, help="A checkpoint, receipt or promise that somebody kept.")
@click.option("--processes", type=click.IntRange(1), help="How many share the work; one for each processor otherwise.")
@with_appcontext
def verify(since: tuple[Path, ...], processes: int | None) -> None:
    """Look at every entry, every row that the log vouches for, and every published file. Exit code 1 on findings."""
    kept = {path: path.read_bytes() for path in since}
    promises = [data for data in kept.values() if data.startswith(PROMISE.encode())]
    earlier = [_note_in(path, data) for path, data in kept.items() if data not in promises]
    verdict = verify_log(earlier, promises, processes=processes, progress=_say)
    keep_verification(verdict)
    _tell(verdict)
    looked = f"{verdict.entries} entries, {verdict.published} of them published, and {verdict.rows} rows"
    if not verdict.clean:
        sys.exit(f"The log was tampered with, or is damaged. {len(DETECTORS)} detectors looked at {looked}.")
    click.echo(f"Everything fits: {looked}.")
    if not earlier:
        click.echo(ALONE)


@audit.command()
@with_appcontext
def status() -> None:
    """How large the published log is, who witnessed it, what waits, and what the last sweep found. Exit code 1 if there
    is an alarm, or the worker is late."""
    shown, waits = published(), waiting()
    if shown is None:
        click.echo("The log has published nothing yet.")
    else:
        click.echo(f"{shown.checkpoint.origin}: {shown.checkpoint.size} entries, root {shown.root}")
        click.echo(f"Witnessed by: {', '.join(sorted(shown.witnessed)) or 'nobody'}.")
    click.echo(f"Waiting: {waits.number}.")
    last = last_verification()
    if last is None:
        click.echo("Nobody has verified the log yet: egov audit verify.")
    else:
        result = ", ".join(f"{name} (since {since:{MINUTE}})" for name, since in last.alarms.items())
        click.echo(f"Last verified {last.at:{MINUTE}}: {last.entries} entries, {result or 'everything fitted'}.")
        if last.alarms:
            sys.exit("The log was tampered with, or is damaged. The alarm stays until a verification finds it clean.")
    if shown and not shown.is_enough:
        sys.exit("Fewer witnesses have signed than the policy asks for.")
    if waits.is_late:
        sys.exit(f"An entry has waited since {waits.since:{MINUTE}}. Start the worker: egov worker.")


@audit.command()
@click.argument("case")
@click.option("--to", "target", type=click.Path(path_type=Path), help="The file; CASE.zip otherwise.")
@with_appcontext
def export(case: str, target: Path | None) -> None:
    """Write what the log has about CASE for a court, with the programs that check it."""
    path = target or Path(f"{case}.zip")
    try:
        with transaction():
            record(SYSTEM, "audit_exported", about_case(case), purpose=AUDITING, read=True)
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
    try:
        sequence()
        with transaction():
            count = erase(subject, SYSTEM, reason)
    except (LogDamaged, LogProblem, OSError) as damage:
        sys.exit(f"The log is damaged, and nothing was erased. {damage} Look at it first: egov audit verify.")
    except Problem as problem:
        sys.exit(str(problem.sentence))
    click.echo(f"{count} entries speak of nobody any more. The erasure is itself an entry.")


def _tell(verdict: Verdict) -> None:
    shown = Counter[str]()
    for finding in verdict.findings:
        shown[finding.detector] += 1
        if shown[finding.detector] <= MOST_LINES:
            click.echo(finding)
    for detector, count in verdict.counts.items():
        if count > MOST_LINES:
            click.echo(f"{detector}: {count - MOST_LINES} more of these.")


def _note_in(path: Path, data: bytes) -> Note:
    try:
        return earlier_note(data)
    except LogProblem as problem:
        sys.exit(f"{path} is neither a checkpoint, a receipt nor a promise. {problem}")


def _say(what: str, count: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{what}: {count}      ", nl=False, err=True)
