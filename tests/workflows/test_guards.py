"""The named guards look at the facts and at nothing else."""

from workflows import guards
from workflows.engine import Facts


def test_a_fee_is_due_or_nothing_is() -> None:
    assert guards.fee_due(Facts(fee_due=True))
    assert not guards.nothing_due(Facts(fee_due=True))
    assert guards.nothing_due(Facts())
    assert not guards.fee_due(Facts())


def test_opinions_are_all_in_when_none_is_out() -> None:
    assert guards.all_opinions_in(Facts())
    assert not guards.all_opinions_in(Facts(opinions_out=1))


def test_only_who_says_so_contests() -> None:
    assert guards.contests(Facts(answers={"contests": True}))
    for answers in ({}, {"contests": False}, {"contests": None}, {"contests": "no"}):
        assert not guards.contests(Facts(answers=answers))
        assert guards.accepts(Facts(answers=answers))


def test_an_objection_is_decided_once() -> None:
    assert guards.not_yet_upheld(Facts(taken=frozenset({"submit", "contest"})))
    assert not guards.not_yet_upheld(Facts(taken=frozenset({"uphold"})))
