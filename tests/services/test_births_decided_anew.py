"""What the tribunal sends back can be registered anew, and the register of births says what holds."""

from collections.abc import Callable

from flask import Flask

from egov.registers.operations import find
from tests.cases.office import apply_for, taken_by
from tests.support.robot import pay
from tests.support.visitor import Visitor

People = Callable[[str], Visitor]


def test_a_birth_is_struck_from_the_register_and_registered_again(app: Flask, people: People) -> None:
    amina, nadia = people("amina"), people("nadia")
    reference = apply_for("birth_registration", amina)
    pay(amina.open(f"/cases/{reference}"))
    taken_by(nadia, reference).press("Register").has("Done.")
    assert status_of(app, reference) == "registered"
    nadia.press("Revoke", reason__revoke="The notice was forged.").has("Done.")
    assert status_of(app, reference) == "revoked"
    amina.open(f"/cases/{reference}").press("Appeal", reason__appeal="It was not.")
    taken_by(people("khadija"), reference).press("Annul the decision", reason__annul="She is right.").has("Done.")
    taken_by(nadia, reference).press("Register").has("Done.")
    assert status_of(app, reference) == "registered"


def status_of(app: Flask, reference: str) -> str | None:
    with app.app_context():
        return (find("births", reference) or {}).get("status")
