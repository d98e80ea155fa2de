"""``egov doctor``: what is wrong with this installation, and what to do about it."""

import sys

import click

from egov.cli.context import with_appcontext
from egov.operating.doctor import examine


@click.command()
@with_appcontext
def doctor() -> None:
    """Look at mail, disks, clocks, certificate, worker, log and backups. Exit code 1 when anything is wrong."""
    examined = examine()
    for each in examined:
        click.echo(f"{each.title}: {'' if each.findings else 'in order'}".rstrip())
        for finding in each.findings:
            click.echo(f"  {finding.level.upper()}. {finding.sentence}")
            click.echo(f"      {finding.cure} {finding.command}".rstrip())
    number = sum(each.is_wrong for each in examined)
    if number:
        sys.exit(f"Wrong: {number} of the {len(examined)} things that were looked at.")
    click.echo("Nothing is wrong.")
