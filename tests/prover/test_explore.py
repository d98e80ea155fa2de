"""The exploration: whole, small, quick; and what it remembers of a case is what guards and the four-eyes rule ask."""

from dataclasses import replace

from tests.prover.faults import SOUND, of
from tests.prover.tables import APPEALABLE, added, changed, rings, row
from workflows.engine import STAY, By, Facts, Since
from workflows.payment import payment
from workflows.permit import permit, permit_with_second_officer
from workflows.prover.explore import explore
from workflows.prover.guards_read import reading_of
from workflows.prover.proof import prove


def test_a_permit_is_explored_whole_and_its_size_is_told() -> None:
    proof = prove(of(permit))
    assert 20 < proof.states < 200
    assert proof.transitions > proof.states


def test_all_standard_tables_together_have_a_few_thousand_moves() -> None:
    """What a start explores; the seconds are those of ``python -m benchmarks.start``."""
    assert 2000 < sum(explore(subject).transitions for subject in [*SOUND, of(payment)]) < 5000


def test_guards_are_tried_to_learn_what_they_read() -> None:
    reading = reading_of(of(payment))
    assert reading.flags == {"uphold"}
    assert [dict(answers) for answers in reading.answers] == [{"contests": True}, {"contests": False}]
    assert reading_of(of(permit)).answers == ({},)


def test_a_guard_that_looks_at_one_thing_only_after_another_is_understood() -> None:
    def may_turn_to_the_tribunal(facts: Facts) -> bool:
        return "refuse" in facts.taken and facts.in_time_to_appeal

    steps = [
        replace(step, when=may_turn_to_the_tribunal) if step.action == "appeal" else step for step in APPEALABLE.steps
    ]
    table = replace(APPEALABLE, steps=tuple(steps))
    assert reading_of(of(table)).appeals
    assert prove(of(table)).is_sound


def test_a_guard_may_make_facts_of_facts() -> None:
    def is_in_time(facts: Facts) -> bool:
        return replace(facts, fee_due=False).in_time_to_appeal

    table = added(permit, row("hear", "refused", "assessment", when=is_in_time))
    assert [step.action for step in reading_of(of(table)).appeals] == ["hear"]


def test_a_choice_that_a_guard_reads_is_tried_with_each_of_its_values() -> None:
    def is_large(facts: Facts) -> bool:
        return bool(facts.answers.get("size") == "large")

    table = added(permit, row("measure", "assessment", "more_info", when=is_large))
    never = [finding.check for finding in prove(of(table)).findings]
    assert never == ["step-never-fires"]
    assert prove(of(table, choices=(("size", ("small", "large")),))).is_sound


def test_who_proposed_last_is_barred_and_nobody_else() -> None:
    whole = explore(of(permit_with_second_officer, officers=2))
    approving = [way for way in whole.ways if way.move.step.action == "approve"]
    assert approving
    for way in approving:
        proposed = [person for person, did in enumerate(way.source.people) if "propose" in did]
        assert len(proposed) == 1
        assert way.move.who not in proposed


def test_alarms_that_count_from_one_day_ring_in_order_and_once_a_stay() -> None:
    table = added(permit, rings("remind_again", "to_pay", STAY, 20))
    ways = [way for way in explore(of(table)).ways if way.source.place == "to_pay" and way.move.step.by == By.CLOCK]
    order = [(way.move.step.action, sorted(way.source.rung)) for way in ways]
    assert order == [
        ("remind_to_pay", []),
        ("remind_again", ["remind_to_pay"]),
        ("lapse_unpaid", ["remind_again", "remind_to_pay"]),
    ]


def test_alarms_that_count_from_different_days_ring_in_any_order() -> None:
    table = added(
        permit, rings("ask_again", "assessment", STAY, 9), rings("hurry", "assessment", STAY, 1, since=Since.DEADLINE)
    )
    ways = [way for way in explore(of(table)).ways if way.source.place == "assessment" and not way.source.rung]
    assert {"ask_again", "escalate"} <= {way.move.step.action for way in ways}


def test_a_table_that_shares_rows_is_judged_where_nothing_is_lacking() -> None:
    assert prove(of(permit, certificate_expires=False)).is_sound, (
        "a permit without expiry may follow the permit's table"
    )


def test_nothing_is_remembered_that_nobody_asks_for() -> None:
    plain = explore(of(permit)).states
    asked = explore(of(changed(permit, "withdraw", when=lambda facts: "ask_more" not in facts.taken))).states
    assert plain < asked
