"""Simulated cases follow the real tables, and two designs are compared on the same fortune."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from egov.cases.deadlines import move_clock
from egov.cases.models import Case
from egov.catalogue import all_services, service_of
from egov.clock import clock, now
from egov.country.pack import current_pack
from egov.simulation.case import Fate, SimulatedCase
from egov.simulation.chance import Time
from egov.simulation.defaults import Span, default_design
from egov.simulation.design import SILENCE, Design, Desk
from egov.simulation.run import Watch, simulate
from egov.simulation.settings import changed
from egov.simulation.tables import table_of
from egov.simulation.worktime import DAY, WorkClock
from tests.simulation.counters import THURSDAY, WEEK, counter, fixed
from workflows.clauses import Silence, with_opinions
from workflows.engine import By, Clock, Step, Workflow, find_step, may_take
from workflows.guards import one_opinion_in
from workflows.permit import permit

JOURNEY = ((0, "submit", By.APPLICANT), (4, "ask_more", By.OFFICER), (30, "answer", By.APPLICANT))


def building_permit(days: int = 200, **typed: str) -> Design:
    design, wrong = changed(default_design(service_of("building_permit"), Span(THURSDAY, days)), typed)
    assert not wrong
    return design


@pytest.mark.parametrize("name", ["building_permit", "dog_licence", "parking_fine", "birth_registration"])
def test_every_step_is_one_of_the_table_and_no_eyes_look_twice(house: Flask, name: str) -> None:
    steps = []

    def look(case: SimulatedCase, step: Step, moment: float, officer: int | None) -> None:
        steps.append(find_step(case.fate.table.workflow, case.state, step.action, step.by, case.facts()))
        assert officer is None or may_take(step, officer, case.done_by)

    result = simulate(default_design(service_of(name), Span(THURSDAY, 150)), 3, Watch(stepped=look))
    assert len(result.endings) == result.came > 300
    assert len({step.action for step in steps}) > 5
    assert set(all_services()) >= {name}


def test_the_same_seed_gives_the_same_result_and_another_seed_another(house: Flask) -> None:
    design = building_permit(100)
    assert simulate(design, 1).endings == simulate(design, 1).endings != simulate(design, 2).endings


def test_a_fourth_officer_never_makes_the_mean_wait_worse(house: Flask) -> None:
    for seed in range(50):
        three, four = (simulate(building_permit(40, officers=n, arrivals="6"), seed) for n in ("3", "4"))
        assert three.came == four.came
        assert four.mean_wait_of_a_case <= three.mean_wait_of_a_case


def test_who_asks_for_no_opinions_meets_the_same_outcomes_sooner(house: Flask) -> None:
    asked, not_asked = simulate(building_permit(), 4), simulate(building_permit(opinions="0"), 4)
    assert asked.outcomes == not_asked.outcomes
    assert sum(not_asked.working_days()) < sum(asked.working_days())
    assert not_asked.workload["fire-safety", By.REVIEWER] == 0 < asked.workload["fire-safety", By.REVIEWER]


def test_a_second_officer_costs_time_and_one_alone_can_decide_where_none_is_needed(house: Flask) -> None:
    new_ones = {"renewals": "0"}  # with renewals one officer alone would be late, and silence would decide for him
    with_second = simulate(building_permit(**new_ones), 4)
    without = simulate(building_permit(second="0", officers="1", **new_ones), 4)
    assert 3 * with_second.workload["building-control", By.OFFICER] > without.workload["building-control", By.OFFICER]
    assert with_second.outcomes["issued"] == pytest.approx(without.outcomes["issued"], rel=0.02)  # some are sent back


def test_a_fee_that_nobody_pays_lets_the_case_lapse_after_thirty_days() -> None:
    design = replace(counter(1, (10.0,)), at_once=0.0, shares={"to_pay": {SILENCE: 1}}, fee=2500)
    result = simulate(design, 1)
    assert [(end.state, end.paid) for end in result.endings] == [("lapsed", 0)]


def test_a_case_that_nobody_moves_is_counted_as_forgotten() -> None:
    result = simulate(replace(counter(1, (10.0,)), shares={"assessment": {SILENCE: 1}}), 1)
    assert (result.forgotten, result.outcomes["assessment"]) == (1, 1)


def test_silence_of_the_office_is_consent_ten_days_after_the_deadline(house: Flask) -> None:
    slow = {**building_permit().times, "propose": Time("fixed", 5000.0), "ask_opinions": Time("fixed", 5000.0)}
    design = replace(building_permit(), times=slow, arrivals=(9.0,), at_once=1.0)
    design = replace(design, shares={"assessment": {"propose": 1}})
    end = simulate(design, 1).endings[0]
    due = design.deciding.calendar.add_working_days(THURSDAY, design.law_days)
    assert end.state == "issued"
    assert end.late
    assert end.decided == ((due - THURSDAY).days + 10) * DAY


def test_renewals_come_beside_the_new_cases_and_take_the_time_of_officers(house: Flask) -> None:
    none, many = simulate(building_permit(renewals="0"), 4), simulate(building_permit(renewals="60"), 4)
    assert (none.renewals, many.came - many.renewals) == (0, none.came)
    assert many.renewals == pytest.approx(0.6 * none.came, rel=0.2)
    assert many.fees > 1.4 * none.fees
    assert many.workload["building-control", By.OFFICER] > 1.2 * none.workload["building-control", By.OFFICER]
    assert many.outcomes["not_renewed"] > 0 == none.outcomes["not_renewed"]
    assert not many.forgotten
    assert len(many.endings) == many.came


def opinions_of_two(table: Workflow) -> tuple[int, list[str]]:
    """How many days after it was asked a case goes on, and by which steps. Both offices would need 60 hours of work for
    their opinion, which are eight days; one of them has five days, the other one twenty."""
    asked = tuple(Desk(name, By.REVIEWER, WEEK, 1, opinion_days=days) for name, days in (("a", 5), ("b", 20)))
    design = replace(counter(1, (10.0,)), workflow=table, opinions=1.0)
    times = {**design.times, By.REVIEWER: Time("fixed", 60.0), "ask_opinions": Time("fixed", 0.0)}
    shares = {**design.shares, "opinions": {"opinions_in": 1.0}}
    moments: list[tuple[str, float]] = []

    def look(case: SimulatedCase, step: Step, moment: float, officer: int | None) -> None:
        if case.state == "opinions" or step.action == "ask_opinions":
            moments.append((step.action, moment))

    simulate(replace(design, desks=(*design.desks, *asked), times=times, shares=shares), 1, Watch(stepped=look))
    return int(moments[-1][1] // DAY - moments[0][1] // DAY), [action for action, _moment in moments[1:]]


def test_each_office_has_its_own_day_and_the_case_goes_on_when_there_are_enough() -> None:
    consent = with_opinions(permit, enough=one_opinion_in, silence=Silence.CONSENT)
    assert opinions_of_two(with_opinions(permit)) == (11, ["opinion_overdue", "opinions_in"])
    assert opinions_of_two(with_opinions(permit, enough=one_opinion_in)) == (11, ["opinion_overdue", "opinions_in"])
    assert opinions_of_two(consent) == (8, ["opinion_overdue", "opinions_overdue"])


def test_late_opinions_are_not_waited_for(house: Flask) -> None:
    times = {**building_permit().times, "opinions_in": Time("fixed", 400.0)}
    result = simulate(replace(building_permit(opinions="100"), times=times), 2)
    assert result.outcomes["issued"] > 100
    assert result.workload["environment", By.REVIEWER] > 0.9


def test_the_legal_clock_moves_as_that_of_a_real_case(house: Flask) -> None:
    pack = current_pack()
    start = now().astimezone(pack.timezone).date()
    calendar = pack.calendar_of("harbour-licensing")
    real, hours = Case(service="dog_licence", desk="harbour-licensing"), WorkClock(calendar, start, 8)
    design = default_design(service_of("dog_licence"), Span(start))
    case = SimulatedCase(Fate(0, 0.0, table_of(design), 10, at_once=True, asks_opinions=False), start)
    table = design.workflow
    try:
        for ahead, action, by in JOURNEY:
            clock.offset = timedelta(days=ahead)
            today: date = start + timedelta(days=ahead)
            case.take(find_step(table, case.state, action, by, case.facts()), today, hours)
            move_clock(real, table.state(case.state).clock, 10)
            assert (case.due, case.days_left) == (real.due_on, real.days_left)
        assert table.state(case.state).clock == Clock.RUNS
    finally:
        clock.offset = timedelta()


def test_an_office_that_is_asked_too_much_has_a_growing_queue_and_misses_deadlines() -> None:
    design = replace(fixed(counter(2, 24.0), 1.0), law_days=5)  # 24 hours of work a day for 16
    result = simulate(design, 1)
    assert result.workload["office", By.OFFICER] == pytest.approx(1, abs=0.01)
    assert result.queue[-1] > result.queue[100] > result.queue[30] > 0
    assert result.late_share > 0.8
    assert len(result.endings) == result.came == len(result.working_days())
    assert WEEK.is_working_day(THURSDAY)
