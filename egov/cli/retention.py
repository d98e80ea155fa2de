"""``egov retention``: what has been kept for as long as the law says, drafts that were left, and letting both go."""

import sys

import click

from egov.cases.discarding import kept_for
from egov.cli.context import with_appcontext
from egov.retention.disposal import dispose_due
from egov.retention.drafts import count_left, discard_all_left
from egov.retention.schedule import count_due, count_kept, rules
from egov.retention.store import clear_store


@click.command()
@click.option("--delete", "deletes", is_flag=True, help="Delete what is due, and contents of files that nothing names.")
@click.option("--yes", is_flag=True, help="Do not ask before.")
@with_appcontext
def retention(*, deletes: bool, yes: bool) -> None:
    """Tell of each service for how long its cases are kept, and how many have been kept for long enough."""
    total = 0
    for rule in rules():
        kept, due = count_kept(rule), count_due(rule) if rule.years else 0
        total += due
        if kept:
            edition = f"edition {rule.number}" if rule.number else "no edition"
            years = f"{rule.years} years" if rule.years else "for ever: no rule says for how long"
            ended = f", {due} of them ended before {rule.before}" if rule.years else ""
            click.echo(f"{rule.service}, {edition}: {years}; {kept} closed cases{ended}")
    left = count_left()
    if left:
        click.echo(f"Drafts that nobody has touched for {kept_for().days} days: {left}")
    if not deletes:
        click.echo(f"Due: {total + left}. Delete with: egov retention --delete" if total + left else "Nothing is due.")
        return
    if not yes:
        click.confirm(f"What was written goes from {total} cases and {left} drafts for ever. Go on?", abort=True)
    done, drafts, cleared = dispose_due(), discard_all_left(), clear_store()
    click.echo(f"Cases: {done}. Drafts: {drafts}. Contents cleared out of the store of files: {cleared}.")
    click.echo("Backups still have them.")
    if done < total:
        sys.exit(f"{total - done} cases could not be disposed of: the lines above say why.")
