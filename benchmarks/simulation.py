"""How fast is the simulator, and how near to theory? ``.venv/bin/python benchmarks/simulation.py``

The first part runs ten years of a busy city: 100,000 cases. The second, with ``--theory``, lets a million cases through
the simulator itself (a minute or two) and compares their mean wait with Erlang C.
"""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter, process_time

import click

sys.path.insert(0, str(Path(__file__).parent.parent))

from egov import create_app
from egov.catalogue import service_of
from egov.simulation.defaults import Span, default_design
from egov.simulation.run import simulate
from egov.simulation.settings import changed
from tests.simulation.counters import counter
from tests.simulation.test_theory import erlang_c

TEN_YEARS = Span(date(2026, 1, 1), 3652)
CASES = 100_000


def busy_city(name: str) -> None:
    """As many officers as keep up with 40 cases a working day."""
    design = default_design(service_of(name), TEN_YEARS)
    rate = CASES / design.working_days
    design, _wrong = changed(design, {"arrivals": f"{rate:.3f}", "officers": "27"})
    desks = tuple(replace(desk, officers=max(desk.officers, 12)) for desk in design.desks)
    began, used = perf_counter(), process_time()
    result = simulate(replace(design, desks=desks), 1)
    wall, cpu = perf_counter() - began, process_time() - used
    click.echo(f"{name:<20} {result.came:>8,} cases, ten years: {wall:.1f} s, of the processor {cpu:.1f} s")


def theory(officers: int, busy: float) -> None:
    """The mean wait of 250,000 cases beside that of Erlang C."""
    rate = officers * busy * 8
    result = simulate(counter(officers, rate, days=round(250_000 / rate * 7 / 5)), 1)
    expected = erlang_c(officers, officers * busy)
    click.echo(
        f"{officers} officers, {busy:.0%} busy: {result.mean_wait:.4f} hours, Erlang C {expected:.4f} "
        f"({result.mean_wait / expected - 1:+.1%}), {result.came:,} cases"
    )


with create_app({"DEMO": True, "DATABASE_URL": "sqlite://"}).app_context():
    if "--theory" in sys.argv:
        for office in ((1, 0.5), (2, 0.5), (3, 0.6), (4, 0.6)):
            theory(*office)
    else:
        for service in ("dog_licence", "building_permit"):
            busy_city(service)
