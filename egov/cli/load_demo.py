"""``egov load-demo``: a demonstration with as many cases as one likes, in all states of all services."""

import gc
import sys
from collections.abc import Iterator
from random import Random
from time import monotonic

import click
from flask import current_app
from sqlalchemy import event

from egov.audit.sequencer import sequence_all
from egov.cli.context import with_appcontext
from egov.cli.loading.bulk import make_room
from egov.cli.loading.crowd import Life, Lives, live
from egov.cli.loading.here import NotLoaded, find_here
from egov.cli.loading.portions import Press
from egov.cli.progress import say, say_no_more
from egov.cli.seed import create_demo
from egov.db import db

AT_ONCE = 2000
ENDED = 4  # times as often as a case that runs does one come up that has ended


@click.command("load-demo")
@click.option("--cases", required=True, type=click.IntRange(1), help="How many cases come; a second call adds more.")
@click.option("--seed", default=1, show_default=True, help="Another number: other cases.")
@with_appcontext
def load_demo(cases: int, seed: int) -> None:
    """Fill a demonstration with realistic CASES, whose entries the audit log vouches for."""
    if not current_app.config["DEMO"]:
        sys.exit("Nothing was loaded. This is no demonstration, and invented cases have no place in a real house.")
    if create_demo():
        click.echo("The fictional country was created.")
    lives = live(lambda count: say(f"{count} lives of cases were lived"))
    gc.disable()  # rows have no cycles, and looking for some among so many takes a sixth of the time
    try:
        for done, rate in load(lives, cases, seed):
            say(f"{done} of {cases} cases, {rate:.0f} a second, {(cases - done) / rate:.0f} seconds left")
    except NotLoaded as problem:
        sys.exit(f"Nothing was loaded. {problem}")
    finally:
        gc.enable()
    say_no_more()
    for service, why in lives.left_out.items():
        click.echo(f"{service}: cases that began before its rules hold were left out ({why}).")
    click.echo(f"{cases} cases were added. Look at them: egov demo. Is the log in order: egov audit verify.")


def load(lives: Lives, cases: int, seed: int) -> Iterator[tuple[int, float]]:
    """Add cases, portion by portion; tells after each how many there are and how many came in a second.

    Raises NotLoaded where the house has other rules than the lives were lived by.
    """
    event.listen(db.engine, "connect", make_room)
    db.engine.dispose()
    dice, begun = Random(seed), monotonic()  # noqa: S311 - no secret
    press = Press(lives, find_here(lives), dice)
    for done in range(0, cases, AT_ONCE):
        count = min(AT_ONCE, cases - done)
        press.add_cases(_chosen(lives, range(done, done + count), dice))
        sequence_all()
        yield done + count, (done + count) / (monotonic() - begun)


def _chosen(lives: Lives, numbers: range, dice: Random) -> list[Life]:
    """Each life once, then any: most cases have ended."""
    once = [*lives.lives[numbers.start : numbers.stop]]
    weights = [ENDED if life.case["closed_at"] else 1 for life in lives.lives]
    return once + dice.choices(lives.lives, weights, k=len(numbers) - len(once))
