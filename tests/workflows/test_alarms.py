"""When the clock acts by itself, and what the clauses of a law add to a table."""

from datetime import date, timedelta

import pytest

from workflows.alarms import Days, day_of, next_ring
from workflows.clauses import appealable
from workflows.engine import Alarm, By, Clock, Facts, Since, State, Step, Workflow, steps_from
from workflows.permit import permit

MONDAY = date(2026, 3, 16)
DAYS = Days(entry=MONDAY, deadline=MONDAY + timedelta(days=14))


def every_second_day(day: date, count: int) -> date:
    """An office that works every second day."""
    return day + timedelta(days=2 * count)


def waiting(*steps: Step) -> Workflow:
    states = (
        State("waiting", "Waiting", "We wait.", By.APPLICANT),
        State("over", "Over", "It is over.", None, Clock.ENDED),
    )
    return Workflow("waiting", states, steps)


def by_clock(action: str, alarm: Alarm, target: str = "over") -> Step:
    return Step(action, ("waiting",), target, By.CLOCK, action, action, alarm=alarm)


@pytest.mark.parametrize(
    ("alarm", "day"),
    [
        (Alarm(Since.ENTRY, 14), date(2026, 3, 30)),
        (Alarm(Since.DEADLINE, 1), date(2026, 3, 31)),
        (Alarm(Since.DEADLINE, -3), date(2026, 3, 27)),
        (Alarm(Since.DEADLINE, 1, working=True), date(2026, 4, 1)),
        (Alarm(Since.OPINIONS, 1), None),
        (Alarm(Since.VALIDITY, 1), None),
    ],
)
def test_an_alarm_counts_from_a_day_of_the_case(alarm: Alarm, day: date | None) -> None:
    assert day_of(alarm, DAYS, every_second_day) == day


def test_the_first_alarm_of_a_state_rings_first_and_each_once_a_stay() -> None:
    table = waiting(by_clock("lapse", Alarm(Since.ENTRY, 30)), by_clock("remind", Alarm(Since.ENTRY, 14), "="))
    first = next_ring(table, "waiting", Facts(), DAYS, rung=(), add_working_days=every_second_day)
    assert first is not None
    assert (first.step.action, first.day) == ("remind", date(2026, 3, 30))
    second = next_ring(table, "waiting", Facts(), DAYS, rung={"remind"}, add_working_days=every_second_day)
    assert second is not None
    assert (second.step.action, second.day) == ("lapse", date(2026, 4, 15))


def test_nothing_rings_where_the_table_has_no_alarm() -> None:
    assert next_ring(waiting(), "waiting", Facts(), DAYS, rung=(), add_working_days=every_second_day) is None


def test_a_refusal_is_appealed_only_in_time() -> None:
    table = appealable(permit)
    assert "appeal" in [s.action for s in steps_from(table, "refused", By.APPLICANT, Facts(in_time_to_appeal=True))]
    assert steps_from(table, "refused", By.APPLICANT, Facts(in_time_to_appeal=False)) == []
    assert steps_from(permit, "refused", By.APPLICANT, Facts(in_time_to_appeal=True)) == []


def test_the_appeal_body_confirms_or_annuls_with_reasons_and_nobody_else_does() -> None:
    table = appealable(permit)
    by_appeal = steps_from(table, "appealed", By.APPEAL, Facts())
    assert {"confirm", "annul"} <= {step.action for step in by_appeal}
    assert all(step.needs_reason for step in by_appeal)
    assert steps_from(table, "appealed", By.OFFICER, Facts()) == []
