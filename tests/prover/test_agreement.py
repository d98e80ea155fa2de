"""The prover agrees with a second, naive implementation that plays cases day by day."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.prover.faults import MONEY, SOUND, TIME, WAYS
from tests.prover.naive import Play, Seen, played
from tests.prover.random_workflows import random_workflow
from workflows.engine import START, Clock
from workflows.payment import payment
from workflows.prover.explore import explore
from workflows.prover.nodes import OPINION, TOO_LATE
from workflows.prover.proof import prove
from workflows.prover.subject import Subject

STANDARD = [*SOUND, Subject(payment)]
NAMES = [subject.workflow.name for subject in STANDARD]
RACES = [subject for check, _story, subject in TIME if check == "two-automatic-steps-race"]
STUCK = [subject for check, _story, subject in WAYS if check == "no-way-to-an-end"]
LOST = [subject for check, _story, subject in MONEY if check.startswith("paid-and")]


def explored(subject: Subject) -> Seen:
    """What can happen, as the prover sees it."""
    whole = explore(subject)
    ends = {state.code for state in subject.workflow.states if state.clock == Clock.ENDED}
    places = {node.place for node in whole.nodes}
    moves = [way for way in whole.ways if way.move.step not in (OPINION, TOO_LATE)]
    rows = {(way.move.step.action, way.source.place, way.target.place) for way in moves}
    return Seen(places, rows, places & ends)


@pytest.mark.parametrize("subject", STANDARD, ids=NAMES)
def test_what_can_happen_is_what_happens(subject: Subject) -> None:
    can, did = explored(subject), played(subject, cases=2500, moves=25)
    assert did.places == can.places
    assert did.ends == can.ends
    assert did.rows == can.rows
    assert not did.races
    assert not did.lost_fees


@given(st.integers(0, 10**6), st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_nothing_happens_in_a_random_workflow_that_the_prover_does_not_know(seed: int, dice: int) -> None:
    subject = random_workflow(seed)
    can, did = explored(subject), played(subject, cases=30, moves=30, seed=dice)
    assert did.places - {START} <= can.places
    assert did.ends <= can.ends
    assert did.rows <= can.rows
    assert not did.races
    assert not did.lost_fees


@given(st.integers(0, 10**6), st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_the_office_and_the_clock_close_every_case_of_a_citizen_who_falls_silent(seed: int, dice: int) -> None:
    assert Play(random_workflow(seed), Random(dice), Seen()).run(2000, silent=True)


@pytest.mark.parametrize("subject", STUCK)
def test_where_the_prover_says_that_a_case_is_stuck_it_is(subject: Subject) -> None:
    dice = Random(1)
    assert not all(Play(subject, dice, Seen()).run(200, silent=True) for _case in range(50))


@pytest.mark.parametrize("subject", RACES)
def test_where_the_prover_says_that_two_alarms_race_they_do(subject: Subject) -> None:
    played_races = played(subject, cases=1500, moves=12).races
    assert played_races
    told = " ".join(finding.sentence for finding in prove(subject).findings)
    assert all(repr(action) in told for race in played_races for action in race)


@pytest.mark.parametrize("subject", LOST)
def test_where_the_prover_says_that_a_fee_is_lost_it_is(subject: Subject) -> None:
    lost = played(subject, cases=800, moves=12).lost_fees
    told = {finding.where for finding in prove(subject).findings if finding.check.startswith("paid-and")}
    assert {f'"{action}"' for action in lost} == told
