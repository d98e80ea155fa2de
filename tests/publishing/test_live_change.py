"""The law changes under a thousand running building permits: what is shown before, the three policies, and back."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from egov.audit.models import Entry
from egov.audit.operations import SYSTEM
from egov.cases.models import Case, EditionMove, StepTaken
from egov.country.days import today
from egov.country.pack import current_pack
from egov.db import db
from egov.editions.operations import edition_in_force, service_for
from egov.notifications.models import OutboxRow
from egov.publishing.crossing import bring_into_force
from egov.timemachine.operations import next_alarm, travel
from tests.cases.office import it_is, taken_by
from tests.cli.copies import Copy
from tests.publishing.console import Console, console_at
from tests.publishing.town import (
    MAPPED,
    SERVICE,
    SOLAR,
    STATES,
    Stand,
    bring,
    editions,
    fingerprint,
    publish,
    running_cases,
    stands,
)
from tests.support.visitor import Visitor

CASES, APPEALED = 1000, 166
MOVE, HOLD = ("--yes", "--policy", "move", *MAPPED), ("--yes", "--policy", "hold")
IN_WORDS = [
    f"New question: {SOLAR}",
    "No longer a choice at How will it be heated?: Gas",
    "The state is gone: Waiting for a second officer",
    "The step is gone: Propose approval, from In assessment to Waiting for a second officer",
    "New step: Approve, from In assessment to Issued",
    "The office has 30 working days to decide. Before: 40",
]
COUNTED = [
    "166  finishes under its edition   edition 1, Under appeal. The appeal body judges by the law of the decision.",
    f"167  needs a mapping              edition 1, In assessment. The new edition needs another answer: {SOLAR}",
    "34  needs a mapping              edition 1, Waiting for the applicant. The new edition needs another answer: "
    f"{SOLAR}, How will it be heated?",
    "166  needs a mapping              edition 1, Waiting for a second officer. "
    "The new edition has no state “Waiting for a second officer”.",
]
HINTS = ["--state second_look=NEW", "--answer solar=ANSWER", "--choice heating-gas=NEW    (Gas)"]


def test_a_thousand_running_cases_under_each_policy_and_back(app: Flask, ministry: Copy) -> None:
    running_cases(app, CASES)
    before = stands(app)
    assert len(before) == CASES
    assert editions(before) == {1: CASES}
    with console_at(ministry) as console:
        looks_before_anything_happens(app, console)
        pinned_and_back(app, console, before)
        moved_and_back(app, console, before)
        held_then_moved_and_back(app, console, before)


def looks_before_anything_happens(app: Flask, ministry: Console) -> None:
    """The preview says in words what changes, and counts by state and fate with the reason; nothing is changed."""
    rows = fingerprint(app)
    seen = ministry.publish()
    for words in [*IN_WORDS, f"{CASES} running cases", *COUNTED, *HINTS, "Nothing was changed."]:
        assert words in seen
    assert fingerprint(app) == rows


def pinned_and_back(app: Flask, ministry: Console, before: dict[str, Stand]) -> None:
    assert "Edition 2 is published" in ministry.publish("--yes", "--policy", "pin")
    assert in_force(app) == 2
    assert stands(app) == before
    assert "Edition 2 was taken back." in ministry.publish("--back", "--yes")
    assert in_force(app) == 1
    assert stands(app) == before
    assert moves(app) == 0


def moved_and_back(app: Flask, ministry: Console, before: dict[str, Stand]) -> None:
    steps, letters = how_many(app, StepTaken), letters_about(app)
    told = ministry.publish(*MOVE)
    assert "166  can move by itself           edition 1, Waiting for a second officer." in told
    assert "needs a mapping" not in told
    assert "1000 running cases were looked at, 834 of them changed." in told
    moved = stands(app)
    assert editions(moved) == {1: APPEALED, 3: CASES - APPEALED}
    assert {s.state for s in moved.values() if s.edition == 3} == STATES.keys() - {"second_look", "appealed"}
    assert all(
        s.answers["solar"] is False and "gas" not in s.answers["heating"] for s in moved.values() if s.edition == 3
    )
    assert nobody_stands_nowhere(app)
    assert entries(app, "case_moved") == moves(app) == CASES - APPEALED
    assert letters_about(app) - letters == (CASES - APPEALED) * 2  # by e-mail and by SMS
    assert how_many(app, StepTaken) == steps
    assert {reference: stand.deadline for reference, stand in moved.items() if stand.edition == 3} == {
        reference: before[reference].deadline for reference, stand in moved.items() if stand.edition == 3
    }
    assert "834 running cases were looked at, 834 of them changed." in ministry.publish("--back", "--yes")
    assert stands(app) == before


def held_then_moved_and_back(app: Flask, ministry: Console, before: dict[str, Stand]) -> None:
    ministry.publish(*HOLD)
    waiting = stands(app)
    assert editions(waiting) == {1: CASES}
    assert sum(stand.held for stand in waiting.values()) == CASES - APPEALED
    ministry.publish("--end-hold", "move", "--yes", *MAPPED)
    moved = stands(app)
    assert not any(stand.held for stand in moved.values())
    assert editions(moved) == {1: APPEALED, 4: CASES - APPEALED}
    assert nobody_stands_nowhere(app)
    ministry.publish("--back", "--yes")
    assert stands(app) == before


def test_what_a_mapping_does_not_reach_stays_where_it_is(app: Flask, ministry: Copy) -> None:
    running_cases(app, 60)
    before = stands(app)
    publish(ministry, "--yes", "--policy", "move", "--state", "second_look=assessment", "--answer", "solar=yes")
    after = stands(app)
    stayed = {reference for reference, stand in after.items() if stand.edition == 1}
    gas = {reference for reference, stand in before.items() if "gas" in stand.answers["heating"]}
    assert stayed == gas | {reference for reference, stand in before.items() if stand.state == "appealed"}
    assert {reference: after[reference] for reference in stayed} == {
        reference: before[reference] for reference in stayed
    }
    assert all(stand.answers["solar"] is True for stand in after.values() if stand.edition == 2)


def test_a_mapping_that_makes_no_sense_is_refused_with_sentences(app: Flask, ministry: Copy) -> None:
    rows = fingerprint(app)
    wrong = ("--state", "second_look=nowhere", "--answer", "solar=perhaps", "--choice", "heating-gas=coal")
    refused = ministry.egov("publish", SERVICE, "--yes", "--policy", "move", *wrong)
    assert refused.returncode == 1
    assert refused.stderr.splitlines() == [
        "second_look: The new edition has no state “nowhere”.",
        "heating-gas: Choose one of the answers",
        "solar: Choose yes or no",
    ]
    assert fingerprint(app) == rows


def test_before_the_day_of_effect_nothing_moves_and_on_it_everything(app: Flask, ministry: Copy) -> None:
    running_cases(app, 7)
    before = stands(app)
    with app.app_context():
        day = today() + timedelta(days=10)
    published = publish(ministry, *MOVE, "--from", day.isoformat())
    assert f"in force from {day.day} {day:%B} {day.year}" in published
    it_is(app, day - timedelta(days=1))
    with app.app_context():
        assert bring_into_force().seen == 0
        assert next_alarm() == day
    assert (in_force(app), stands(app)) == (1, before)
    with app.test_request_context("/"):
        travel(30, SYSTEM)  # the time machine stops on the day
        assert today() == day + timedelta(days=29)
        moved = db.session.scalars(select(EditionMove.at)).all()
        assert {at.astimezone(current_pack().timezone).date() for at in moved} == {day}
        assert (len(moved), bring_into_force().seen) == (6, 0)
    assert in_force(app) == 2
    assert editions(stands(app)) == {1: 1, 2: 6}


def test_taken_back_twice_a_case_is_where_it_began(app: Flask, ministry: Copy, changed_again: Copy) -> None:
    """Moved by two editions one after the other, and both are taken back."""
    running_cases(app, 7)
    before = stands(app)
    publish(ministry, *MOVE)
    publish(changed_again.beside(app), "--yes", "--policy", "move")
    assert editions(stands(app)) == {1: 1, 3: 6}
    publish(ministry, "--back", "--yes")
    assert editions(stands(app)) == {1: 1, 2: 6}
    publish(ministry, "--back", "--yes")
    assert stands(app) == before


def test_a_case_that_has_moved_on_since_keeps_its_state_when_the_edition_is_taken_back(
    app: Flask, ministry: Copy
) -> None:
    from_before = running_cases(app, 2)
    bring(app, from_before, "assessment")
    publish(ministry, *MOVE)
    taken_by(Visitor(app).sign_in("omar"), from_before).press("Ask for more", reason__ask_more="Which roof?")
    publish(ministry, "--back", "--yes")
    stand = stands(app)[from_before]
    assert (stand.edition, stand.state) == (1, "more_info")


def in_force(app: Flask) -> int:
    with app.app_context():
        edition = edition_in_force(SERVICE)
        assert edition
        return edition.number


def how_many(app: Flask, model: type[StepTaken | EditionMove]) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(model.id))) or 0


def moves(app: Flask) -> int:
    return how_many(app, EditionMove)


def entries(app: Flask, action: str) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(Entry.id)).filter_by(action=action)) or 0


def letters_about(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(OutboxRow.id)).where(OutboxRow.case_reference != "")) or 0


def nobody_stands_nowhere(app: Flask) -> bool:
    """Whether the state of each case stands in the table of its own edition."""
    with app.app_context():
        cases = db.session.scalars(select(Case)).unique()
        return all(case.state in {state.code for state in service_for(case).workflow.states} for case in cases)
