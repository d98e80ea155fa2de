"""``egov simulate SERVICE``: two designs of a service side by side, on as many simulated cases as one likes."""

import sys
from collections.abc import Iterable

import click

from egov.catalogue import all_services
from egov.cli.context import with_appcontext
from egov.simulation.comparison import SEED, Row, compare, figures, for_days
from egov.simulation.defaults import YEAR
from egov.simulation.design import Design
from egov.simulation.history import from_history
from egov.simulation.run import Watch
from egov.simulation.settings import BY_NAME, changed, settings_of

GAP = 2


@click.command()
@click.argument("service")
@click.option("--years", default=1.0, show_default=True, type=click.FloatRange(0.05, 100), help="How long cases come.")
@click.option("--officers", help="Short for --design officers=...")
@click.option("--design", "first", multiple=True, metavar="NAME=FIGURE", help="Change a figure of the first design.")
@click.option("--against", "second", multiple=True, metavar="NAME=FIGURE", help="What the second design changes in it.")
@click.option("--replay", is_flag=True, help="Cases come when they really came, not by chance.")
@click.option("--seed", default=SEED, show_default=True, help="Another number: other cases.")
@with_appcontext
def simulate(service: str, first: tuple[str, ...], second: tuple[str, ...], years: float, **other: str) -> None:
    """Ask "what if" of SERVICE. Figures: officers, hours, arrivals, work, opinions, second, renewals, asked, answer."""
    if service not in all_services():
        sys.exit(f"No service is named {service!r}. Choose one of: {', '.join(all_services())}.")
    base = from_history(all_services()[service])
    if not other["replay"]:
        base = for_days(base, round(years * YEAR))
    elif not base.from_history:
        sys.exit("There are fewer than 30 cases of this service: there is no history to replay.")
    click.echo("Figures from the history." if base.from_history else "No history yet: the figures are assumed.")
    officers = (f"officers={other['officers']}",) if other["officers"] else ()
    one = _changed(base, (*officers, *first))
    another = _changed(one, second)
    with click.progressbar(length=one.expected_cases + another.expected_cases, label="Cases") as bar:
        comparison = compare(one, another, seed=int(other["seed"]), watch=Watch(ended=lambda: bar.update(1)))
    settings = [(str(setting.label), setting.text(one), setting.text(another)) for setting in settings_of(one)]
    click.echo("\n".join(_table([("", "Design A", "Design B"), *settings, ("", "", ""), *figures(comparison)])))


def _changed(design: Design, typed: Iterable[str]) -> Design:
    settings = dict(text.partition("=")[::2] for text in typed)
    unknown = [name for name in settings if name not in BY_NAME]
    if unknown:
        sys.exit(f"There is no figure {unknown[0]!r}. Choose one of: {', '.join(BY_NAME)}.")
    design, wrong = changed(design, settings)
    if wrong:
        sys.exit("\n".join(str(sentence) for _name, sentence in wrong))
    return design


def _table(rows: Iterable[Row]) -> Iterable[str]:
    rows = list(rows)
    widths = [max(len(row[column]) for row in rows) + GAP for column in range(3)]
    for label, first, second in rows:
        yield f"{label:<{widths[0]}}{first:>{widths[1]}}{second:>{widths[2]}}".rstrip()
