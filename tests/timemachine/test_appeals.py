"""Whoever is refused can go to the tribunal, in time and once; it confirms, or sends the case back."""

from collections.abc import Callable

from tests.cases.office import guide_dog, taken_by
from tests.support.visitor import Visitor

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


def test_an_appeal_must_come_in_time(people: People) -> None:
    reference, amina = refused(people)
    amina.open("/demo/time").press("A month").press("A week")
    assert "Appeal" not in amina.open(f"/cases/{reference}").buttons()


def test_the_officer_who_refused_does_not_hear_the_appeal(people: People) -> None:
    reference, amina = refused(people)
    amina.press("Appeal", reason__appeal="She is a poodle.")
    assert "Annul the decision" not in people("omar").open(f"/office/{reference}").buttons()
