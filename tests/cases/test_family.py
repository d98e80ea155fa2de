"""Who is named in a case, or lives with somebody who is, stands aside, also where only the register knows it."""

from flask import Flask

from egov.audit.operations import APPLYING, SYSTEM, About, record
from egov.cases.models import Case
from egov.db import db, transaction
from egov.registers.operations import POPULATION, change_register, find
from tests.cases.office import People, apply_for, give_role, guide_dog, person_called, records_of, try_anyway
from tests.support.visitor import Visitor

OWN = "This case is your own or your family's"


def forget_households(app: Flask) -> None:
    """Let all be as if a provider of identities had sent them: the register knows where they live, no account does."""
    with app.app_context(), transaction():
        for persona in ("amina", "bilal", "omar", "grace", "nadia"):
            person_called(persona).household = ""


def test_the_husband_does_not_decide_though_no_account_says_where_he_lives(
    app: Flask, people: People, amina: Visitor
) -> None:
    forget_households(app)
    give_role(app, "bilal", service="dog_licence", office="harbour-licensing")
    reference = guide_dog(amina)
    bilal = people("bilal").open(f"/office/{reference}").has(OWN)
    try_anyway(bilal, f"/office/{reference}/claim", 403).has(OWN)
    people("omar").open(f"/office/{reference}").lacks(OWN).press("Take this case")


def test_whom_the_answers_name_does_not_decide(app: Flask, people: People, amina: Visitor) -> None:
    give_role(app, "khadija", service="birth_registration", office="civil-registry")
    reference = apply_for("birth_registration", amina)
    with records_of(app, reference) as case, transaction():
        father = {**case.answers["father"], "identifier": person_called("khadija").identifier}
        db.session.get_one(Case, case.id).answers = {**case.answers, "father": father}
        record(SYSTEM, "alarm_set_anew", About(case.applicant_id, reference), purpose=APPLYING)
    people("khadija").open(f"/office/{reference}").has(OWN)
    people("nadia").open(f"/office/{reference}").lacks(OWN)


def test_who_lives_with_somebody_whom_the_answers_name_does_not_decide(
    app: Flask, people: People, amina: Visitor
) -> None:
    reference = apply_for("birth_registration", amina)
    with records_of(app, reference) as case, transaction():
        home = (find(POPULATION, case.answers["father"]["identifier"]) or {})["household"]
        change_register(POPULATION, person_called("nadia").identifier, {"household": home})
    people("nadia").open(f"/office/{reference}").has(OWN)
    people("grace").open(f"/office/{reference}").lacks(OWN)
