"""Whoever is refused can go to the tribunal, in time and once; it confirms, or sends the case back."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from egov.documents.operations import months_after
from tests.cases.office import guide_dog, records_of, taken_by, try_anyway
from tests.support.robot import pay
from tests.support.visitor import Visitor
from tests.timemachine.test_renewal import licensed, travel_to

People = Callable[[str], Visitor]


def refused(people: People) -> tuple[str, Visitor]:
    """Omar has refused Amina's dog; Amina looks at the decision."""
    amina = people("amina")
    reference = guide_dog(amina)
    taken_by(people("omar"), reference).press("Refuse", reason__refuse="The dog is a wolf.")
    return reference, amina.open(f"/cases/{reference}").has("Refused", "The dog is a wolf.", "Administrative Tribunal")


def test_a_refusal_is_annulled_by_the_tribunal_and_decided_anew(people: People) -> None:
    reference, amina = refused(people)
    amina.press("Appeal", reason__appeal="She is a poodle.").has("Under appeal")
    people("omar").open("/office?which=unclaimed").lacks(reference)
    judge = people("khadija").open("/office").follow(reference)
    judge.press("Take this case").press("Annul the decision", reason__annul="The photograph shows a poodle.")
    omar = taken_by(people("omar"), reference).press("Approve")
    omar.has("Issued", "Annulled")
    amina.open(f"/cases/{reference}").has("Issued", "The appeal body annulled the decision", "Your papers")


def test_a_confirmed_refusal_cannot_be_appealed_again(people: People) -> None:
    reference, amina = refused(people)
    amina.press("Appeal", reason__appeal="She is a poodle.")
    judge = people("khadija").open("/office").follow(reference)
    judge.press("Take this case").press("Confirm the decision", reason__confirm="It howls.")
    assert "Appeal" not in amina.open(f"/cases/{reference}").has("Confirmed on appeal").buttons()


def test_each_decision_of_the_office_can_be_appealed_once(app: Flask, people: People) -> None:
    reference, amina = refused(people)
    omar, judge = people("omar"), people("khadija")
    amina.press("Appeal", reason__appeal="She is a poodle.")
    try_anyway(amina, f"/cases/{reference}/steps/appeal", 409, reason__appeal="A poodle, I say.")
    taken_by(judge, reference).press("Annul the decision", reason__annul="The photograph shows a poodle.")
    taken_by(omar, reference).press("Refuse", reason__refuse="It bites.")
    amina.open(f"/cases/{reference}").has("you can appeal to the Administrative Tribunal until")
    amina.press("Appeal", reason__appeal="It does not bite.").has("Under appeal")
    taken_by(judge, reference).press("Confirm the decision", reason__confirm="It bit the court.")
    amina.open(f"/cases/{reference}").has("Confirmed on appeal").lacks("you can appeal")
    try_anyway(amina, f"/cases/{reference}/steps/appeal", 409, reason__appeal="It never did.")
    with records_of(app, reference) as case:
        assert [decision.outcome for decision in case.decisions] == ["refused", "annulled", "refused", "refused"]


def test_who_appealed_against_one_renewal_can_appeal_against_the_next(app: Flask, people: People) -> None:
    amina, omar, judge = people("amina"), people("omar"), people("khadija")
    reference, last = licensed(app, amina)
    for year, ends in ((0, "Annul the decision"), (1, "Confirm the decision")):
        travel_to(app, months_after(last, 12 * year) - timedelta(20))
        pay(amina.open(f"/cases/{reference}").press("Renew"))
        taken_by(omar, reference).press("Refuse", reason__refuse="It has bitten the postman.")
        amina.open(f"/cases/{reference}").press("Appeal", reason__appeal="He bit it first.").has("under appeal")
        action = ends.split()[0].lower()
        taken_by(judge, reference).press(ends, **{f"reason-{action}": "The postman was heard."})
        if not year:
            taken_by(omar, reference).press("Approve")
    assert "Appeal" not in amina.open(f"/cases/{reference}").has("Not renewed").buttons()


def test_an_appeal_must_come_in_time(people: People) -> None:
    reference, amina = refused(people)
    amina.open("/demo/time").press("A month").press("A week")
    assert "Appeal" not in amina.open(f"/cases/{reference}").buttons()


def test_the_officer_who_refused_does_not_hear_the_appeal(people: People) -> None:
    reference, amina = refused(people)
    amina.press("Appeal", reason__appeal="She is a poodle.")
    assert "Annul the decision" not in people("omar").open(f"/office/{reference}").buttons()
