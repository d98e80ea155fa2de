"""``egov tamper KIND``: plays the attacker on a demonstration, so that a room sees him being caught."""

import sys
from contextlib import suppress

import click
from flask import current_app

from egov.audit.sequencer import LogDamaged, sequence_all
from egov.cli import deeds
from egov.cli.attacks import ATTACKS, Attack
from egov.cli.context import with_appcontext
from egov.cli.strokes import Stroke
from egov.cli.thief import cover_up
from egov.errors import Misconfigured

KEEP = Attack("keep-backup", "Keeps the database as it is now, for restore-yesterday.", "", deeds.keep_backup)
RESTORE = Attack(
    "restore-yesterday", "Puts the kept database back.", "earlier_checkpoints", deeds.restore_backup, leaves_trace=False
)
KINDS = {attack.name: attack for attack in (*ATTACKS, KEEP, RESTORE)}


@click.command(epilog="\b\n" + "\n".join(f"{attack.name}: {attack.sentence}" for attack in KINDS.values()))
@click.argument("kind", type=click.Choice(list(KINDS)), metavar="KIND")
@click.option("--with-key", is_flag=True, help="Cover it up as one who has also stolen the key of the log.")
@with_appcontext
def tamper(kind: str, with_key: bool) -> None:
    """Do what an attacker does, past the application. Only in a demonstration."""
    if not current_app.config["DEMO"]:
        raise Misconfigured("This is no demonstration. egov tamper destroys evidence: set DEMO where nothing is real.")
    attack = KINDS[kind]
    with suppress(LogDamaged):  # by an attack before this one
        sequence_all()
    hit = attack.act.told() if isinstance(attack.act, Stroke) else ""
    if isinstance(attack.act, Stroke) and not hit:
        sys.exit("Nothing was changed: there is no such row yet. Be Amina, apply for a dog licence, and try again.")
    attack.act()
    click.echo("\n".join(filter(None, (attack.sentence, hit))))
    if with_key:
        cover_up()
        click.echo("Everything in the house fits again. Only who kept an earlier checkpoint can tell.")
    if attack.caught_by:
        kept = f" --since {deeds.kept_promise()}" if attack.caught_by == "promises" else ""
        click.echo(f"Now run: egov audit verify{kept}. The detector {attack.caught_by} should name it.")
        click.echo("Nothing takes it back. To begin anew: README.md, A log that nobody can rewrite.")
