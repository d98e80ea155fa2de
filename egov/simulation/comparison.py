"""Two designs side by side, in words and figures for people."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from egov.country.formats import format_number
from egov.country.money import Money, format_money
from egov.country.pack import current_pack
from egov.simulation.design import Design
from egov.simulation.results import Result, percentile
from egov.simulation.run import Watch, simulate
from egov.texts import Text, _, current_language
from workflows.engine import By

Row = tuple[str, str, str]
NOTHING = "–"
SEED = 2026
DESKS = {By.OFFICER: _("Officers"), By.REVIEWER: _("Opinions"), By.APPEAL: _("Appeals")}


@dataclass(frozen=True)
class Comparison:
    """What two designs came to with the same fortune."""

    first: Result
    second: Result

    @property
    def both(self) -> tuple[Result, Result]:
        return self.first, self.second


def compare(first: Design, second: Design, *, seed: int = SEED, watch: Watch | None = None) -> Comparison:
    """Run both designs with the same random numbers."""
    return Comparison(simulate(first, seed, watch), simulate(second, seed, watch))


def for_days(design: Design, days: int) -> Design:
    """The design with cases that come by chance, as often as they did, for some calendar days."""
    return replace(design, length=days, arrivals=design.rate)


def figures(comparison: Comparison) -> list[Row]:
    """The figures one below the other, a column for each design."""
    return [
        *((str(label), figure(comparison.first), figure(comparison.second)) for label, figure in FIGURES),
        *_workload(comparison),
        *_outcomes(comparison),
        *_left(comparison),
    ]


def number(value: float | None, digits: int = 1) -> str:
    """A figure with as many decimals, in the reader's digits; a dash where there is none."""
    if value is None:
        return NOTHING
    return format_number(Decimal(f"{value:.{digits}f}"), current_language())


def percent(share: float) -> str:
    """A share of all, in the reader's digits."""
    return f"{number(100 * share)} %"


def waiting_times(result: Result) -> list[tuple[Text, float]]:
    """The waiting times that are drawn, in working days; nothing where nothing was decided."""
    days = result.working_days()
    times = [(_("Half of the cases within"), percentile(days, 0.5)), (_("Nine of ten within"), percentile(days, 0.9))]
    return [(label, time) for label, time in times if time is not None]


Figure = tuple[Text, Callable[[Result], str]]
FIGURES: Sequence[Figure] = (
    (_("Cases that came"), lambda result: number(result.came, 0)),
    (_("Renewals among them"), lambda result: number(result.renewals, 0)),
    (_("Half are decided within, working days"), lambda result: _within(result.working_days(), 0.5)),
    (_("Nine of ten are decided within, working days"), lambda result: _within(result.working_days(), 0.9)),
    (_("Half are decided within, calendar days"), lambda result: _within(result.calendar_days(), 0.5)),
    (_("Nine of ten are decided within, calendar days"), lambda result: _within(result.calendar_days(), 0.9)),
    (_("Legal deadline missed"), lambda result: percent(result.late_share)),
    (_("Cases waiting for an officer, on average"), lambda result: number(result.mean_queue)),
    (_("Cases waiting for an officer, at most"), lambda result: number(max(result.queue, default=0), 0)),
    (_("Hours of work that a case lies in the queue"), lambda result: number(result.mean_wait_of_a_case)),
    (_("Fees"), lambda result: format_money(Money(result.fees, current_pack().currency.code), current_language())),
)


def _within(times: Sequence[float], part: float) -> str:
    return number(percentile(times, part))


def _workload(comparison: Comparison) -> list[Row]:
    """How busy each office is with this service."""
    first, second = comparison.both
    offices = current_pack().offices
    return [
        (
            str(_("Busy: %(office)s (%(desk)s)", office=offices[office], desk=DESKS[by])),
            percent(load),
            percent(second.workload[office, by]),
        )
        for (office, by), load in first.workload.items()
    ]


def _outcomes(comparison: Comparison) -> list[Row]:
    first, second = comparison.both
    ended = first.outcomes + second.outcomes
    states = [state for state in first.design.workflow.states if ended[state.code]]
    return [
        (str(_(state.label)), number(first.outcomes[state.code], 0), number(second.outcomes[state.code], 0))
        for state in states
    ]


def _left(comparison: Comparison) -> list[Row]:
    """Cases that nobody moves any more, where there are any: the workflow forgot them."""
    first, second = (result.came - len(result.endings) + result.forgotten for result in comparison.both)
    return [(str(_("Never closed")), number(first, 0), number(second, 0))] if first or second else []


def queue_over_time(comparison: Comparison, points: int = 8) -> list[tuple[float, float, float]]:
    """The day, and the mean queue of each design in the stretch of time that begins with it."""
    days = max(1, len(comparison.first.queue))
    stretch = max(1, -(-days // points))
    begins = range(0, days, stretch)
    first, second = ([_mean(result.queue[day : day + stretch]) for day in begins] for result in comparison.both)
    return list(zip(map(float, begins), first, second, strict=True))


def _mean(lengths: Sequence[int]) -> float:
    return sum(lengths) / len(lengths) if lengths else 0.0
