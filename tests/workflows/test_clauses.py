"""What the law may add to a table: how many opinions are enough, what silence means, publication, renewal."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product

import pytest

from workflows.clauses import Silence, appealable, deemed_approved, deemed_refused, with_opinions, with_publication
from workflows.engine import (
    STAY,
    Alarm,
    By,
    Clock,
    Facts,
    Guard,
    Since,
    Step,
    Workflow,
    find_step,
    steps_from,
)
from workflows.guards import all_opinions_in, one_opinion_in, two_opinions_in
from workflows.permit import permit, permit_with_second_officer
from workflows.prover.proof import prove
from workflows.prover.subject import Subject
from workflows.record import as_record
from workflows.renewal import in_time_to_renew, renewable

Clause = Callable[[Workflow], Workflow]
THREE_OFFICES = (("Fire Safety", 1), ("Environment", 1), ("Heritage", 1))
LAST_DAY = date(2027, 3, 31)


def advised_by_two(table: Workflow) -> Workflow:
    return with_opinions(table, enough=two_opinions_in)


def advised_by_silence(table: Workflow) -> Workflow:
    return with_opinions(table, enough=one_opinion_in, silence=Silence.CONSENT)


def published(table: Workflow) -> Workflow:
    return with_publication(table, days=30)


def unchanged(table: Workflow) -> Workflow:
    return table


EVERY_CHOICE = list(
    product(
        (permit, permit_with_second_officer),
        (unchanged, with_opinions, advised_by_two, advised_by_silence),
        (unchanged, published),
        (unchanged, deemed_approved, deemed_refused),
        (appealable, renewable),
    )
)


@pytest.mark.parametrize(("table", "opinions", "publication", "silence", "end"), EVERY_CHOICE)
def test_the_clauses_of_the_permit_can_be_put_together_in_every_way(
    table: Workflow, opinions: Clause, publication: Clause, silence: Clause, end: Clause
) -> None:
    table = end(silence(publication(opinions(table))))
    twice = "second officer" in table.name
    proof = prove(Subject(table, reviewers=THREE_OFFICES, two_persons_required=twice))
    assert proof.is_sound, proof.findings
    assert as_record(table)["name"] == table.name


@pytest.mark.parametrize(
    ("enough", "given", "out", "goes_on"),
    [
        (all_opinions_in, 2, 1, False),
        (all_opinions_in, 3, 0, True),
        (two_opinions_in, 1, 2, False),
        (two_opinions_in, 2, 1, True),
        (two_opinions_in, 1, 0, True),
        (one_opinion_in, 0, 3, False),
        (one_opinion_in, 1, 2, True),
    ],
)
def test_a_case_goes_on_when_there_are_enough_opinions(enough: Guard, given: int, out: int, goes_on: bool) -> None:
    table = with_opinions(permit, enough=enough)
    facts = Facts(opinions_in=given, opinions_out=out)
    assert bool(steps_from(table, "opinions", By.REVIEWER, facts)) is goes_on


def test_opinions_that_are_no_longer_needed_are_closed() -> None:
    early = find_step(advised_by_two(permit), "opinions", "opinions_in", By.REVIEWER, Facts())
    assert early.does == "close_opinions"
    assert find_step(with_opinions(permit), "opinions", "opinions_in", By.REVIEWER, Facts()).does == ""


def test_whoever_is_silent_has_no_opinion_or_agrees_as_the_law_says() -> None:
    assert clock(with_opinions(permit), "opinion_overdue").does == "close_opinions"
    consent = clock(advised_by_silence(permit), "opinion_overdue")
    assert consent.does == "count_consent"
    assert "agrees" in consent.done


def test_the_silence_of_one_office_does_not_end_the_wait_for_the_others() -> None:
    table = advised_by_two(permit)
    silent = clock(table, "opinion_overdue")
    assert (silent.target, silent.alarm) == (STAY, Alarm(Since.NEXT_OPINION, 1))
    waiting, enough = Facts(opinions_out=2, opinions_in=1), Facts(opinions_out=1, opinions_in=2)
    leaves = [
        {step.action for step in steps_from(table, "opinions", By.CLOCK, facts) if step.target != STAY}
        for facts in (waiting, enough, Facts())
    ]
    assert leaves == [set(), {"opinions_overdue"}, {"opinions_overdue"}]
    assert clock(deemed_approved(table), "opinions_too_late").when(waiting)


def clock(table: Workflow, action: str) -> Step:
    """The row that the clock takes under this name."""
    return next(step for step in table.steps if step.action == action and step.by == By.CLOCK)


def test_silence_is_a_refusal_that_says_so_and_can_be_appealed() -> None:
    table = appealable(deemed_refused(with_opinions(permit)))
    silence = clock(table, "deem_refused")
    assert (silence.decides, silence.target, silence.does) == ("refused", "refused", "")
    assert "did not decide in time" in silence.done
    assert silence.alarm and (silence.alarm.since, silence.alarm.days) == (Since.DEADLINE, 10)
    assert "appeal" in {s.action for s in steps_from(table, "refused", By.APPLICANT, Facts(in_time_to_appeal=True))}


@pytest.mark.parametrize(("table", "action"), [(permit, "approve"), (permit_with_second_officer, "propose")])
def test_nothing_is_approved_before_everybody_could_object(table: Workflow, action: str) -> None:
    law = published(table)
    before, after = Facts(), Facts(taken=frozenset({"publish"}))
    assert action not in {step.action for step in steps_from(law, "assessment", By.OFFICER, before)}
    assert action in {step.action for step in steps_from(law, "assessment", By.OFFICER, after)}
    assert "refuse" in {step.action for step in steps_from(law, "assessment", By.OFFICER, before)}


def test_a_publication_ends_by_itself_or_with_an_objection_while_the_legal_clock_stands() -> None:
    law = with_publication(permit, days=21)
    assert law.state("published").clock == Clock.STANDS
    objection = find_step(law, "published", "object", By.OFFICER, Facts())
    assert (objection.target, objection.needs_reason) == ("assessment", True)
    end = clock(law, "end_publication")
    assert end.alarm and (end.target, end.alarm.since, end.alarm.days) == ("assessment", Since.ENTRY, 21)


def test_a_publication_does_not_overrule_a_condition_of_the_table() -> None:
    approve = find_step(permit, "assessment", "approve", By.OFFICER, Facts())
    own = Step(**{**vars(approve), "when": all_opinions_in})
    table = permit.changed("careful", without=("approve",), steps=(own,))
    with pytest.raises(ValueError, match="has a condition of its own"):
        published(table)


@pytest.mark.parametrize(("days", "timely"), [(-61, False), (-60, True), (0, True), (1, True), (90, True), (91, False)])
def test_a_certificate_is_renewed_from_two_months_before_its_last_day_until_three_after(
    days: int, timely: bool
) -> None:
    assert in_time_to_renew(LAST_DAY, LAST_DAY + timedelta(days)) is timely


def test_a_certificate_without_a_last_day_is_never_renewed() -> None:
    assert not in_time_to_renew(None, LAST_DAY)


def test_a_renewal_costs_what_the_law_says_and_is_looked_at_again() -> None:
    table = renewable(permit)
    for place in ("issued", "expired"):
        paying = Facts(fee_due=True, in_time_to_renew=True)
        renew = find_step(table, place, "renew", By.APPLICANT, paying)
        assert (renew.target, renew.does, renew.restarts) == ("renewal_to_pay", "charge", True)
        assert find_step(table, place, "renew", By.APPLICANT, Facts(in_time_to_renew=True)).target == "renewal"
        assert steps_from(table, place, By.APPLICANT, Facts(fee_due=True)) == []
    assert find_step(table, "renewal", "approve", By.OFFICER, Facts()).does == "renew"


def test_where_two_officers_looked_two_look_at_the_renewal() -> None:
    table = renewable(permit_with_second_officer)
    assert {s.action for s in steps_from(table, "renewal", By.OFFICER, Facts())} == {"propose", "refuse"}
    approve = find_step(table, "renewal_second_look", "approve", By.OFFICER, Facts())
    assert (approve.never_by, approve.does) == (("propose",), "renew")


def test_a_refused_renewal_is_not_a_refused_permit() -> None:
    table = renewable(permit)
    refuse = find_step(table, "renewal", "refuse", By.OFFICER, Facts())
    assert refuse.target == "not_renewed"
    assert "until its last day" in table.state("not_renewed").for_applicant
    assert find_step(table, "renewal_appealed", "annul", By.APPEAL, Facts()).target == "renewal"
    assert find_step(table, "renewal_appealed", "confirm", By.APPEAL, Facts()).target == "not_renewed"


@pytest.mark.parametrize("clause", [appealable, renewable])
def test_where_nothing_is_refused_a_sentence_says_so(clause: Clause) -> None:
    kind = permit.changed("kind permit", without=("refuse",))
    with pytest.raises(ValueError, match="workflow kind permit refuses nothing that could be appealed"):
        clause(kind)
