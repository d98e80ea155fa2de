"""Who applies for a company must represent it; an official who represents or owns it stands aside, and reads why."""

from datetime import date
from io import BytesIO

from flask import Flask

from egov.db import transaction
from egov.registers.operations import change_register
from tests.cases.office import People, apply_for, give_role, it_is, records_of, taken_by, try_anyway
from tests.cases.test_drafts import begin
from tests.cases.test_reviews import BOTH, advise
from tests.support.robot import PDF, Robot, pay
from tests.support.visitor import Visitor

BUILDERS, BOATYARD = "C-10204", "C-10117"
OWN = "The business register names you among those who represent or own Mensah and Okafor Builders"


def named(applicant: Visitor, company: str, status: int = 200) -> Visitor:
    """Somebody at a new building permit, who names a company."""
    begin(applicant, "building_permit").press("Continue", applies_for="company")
    return applicant.press("Continue", status, company=company)


def about_to_send(sam: Visitor) -> Visitor:
    """Sam has answered all questions for the firm that Grace owns."""
    named(sam, f" {BUILDERS.lower()} ").has("Number of the parcel", "Mensah and Okafor Builders")
    sam.press("Continue", parcel="NO-01-0042").press("Continue", work="conversion", description="A workshop.")
    sam.press("Continue", use_now="living", use_then="business").press("Continue", plans=(BytesIO(PDF), "plan.pdf"))
    return sam.has("For a company that I represent", "Mensah and Okafor Builders")


def case_of_builders(sam: Visitor) -> str:
    """He sends it, and pays."""
    panel = about_to_send(sam).press("Send").page.select_one(".panel-reference")
    assert panel
    pay(sam)
    return panel.get_text().strip()


def test_the_company_must_be_known_and_the_applicant_its_representative(people: People) -> None:
    named(people("sam"), "C-99999", 400).has("We found nothing under this number.")
    named(people("sam"), BOATYARD, 400).has("does not name you as a representative of Lantern Point Boatyard")
    bilal = named(people("bilal"), BOATYARD, 400).has("does not name you as a representative")  # he only owns it
    assert bilal.page.find(id="company-error")


def test_who_owns_the_company_stands_aside_in_every_capacity(app: Flask, people: People) -> None:
    it_is(app, date(2026, 10, 5))
    sam, omar, grace = people("sam"), people("omar"), people("grace")
    reference = case_of_builders(sam)
    grace.open(f"/office/{reference}").has(OWN, "Represented by", "Sam Okafor, Grace Mensah")
    assert not {"Take this case", "Propose approval"} & set(grace.buttons())
    try_anyway(grace, f"/office/{reference}/claim", 403).has(OWN)
    for action in ("propose", "refuse", "ask_opinions"):
        typed = {f"reason-{action}": "No.", "offices": "fire-safety"}
        try_anyway(grace, f"/office/{reference}/steps/{action}", 403, **typed).has(OWN)
    taken_by(omar, reference)
    colleague = omar.page.find("select", id="colleague")
    assert colleague is None or "Grace" not in colleague.get_text()
    omar.press("Ask for opinions", offices=BOTH, reason__ask_opinions="Is it safe?")
    _grace_gives_no_opinion(app, grace, reference)
    advise(people("farid").open(f"/office/{reference}"), "There are two exits.")
    advise(people("elena").open(f"/office/{reference}"), "There are no terns.")
    omar.open(f"/office/{reference}").press("Refuse", reason__refuse="The zone is for living.")
    sam.open(f"/cases/{reference}").press("Appeal", reason__appeal="It is not.")
    _grace_hears_no_appeal(app, grace, reference)


def _grace_gives_no_opinion(app: Flask, grace: Visitor, reference: str) -> None:
    give_role(app, "grace", service="building_permit", office="environment", role="reviewer")
    with records_of(app, reference) as case:
        number = next(review.id for review in case.reviews if review.office == "environment")
    assert "Give the opinion" not in grace.open(f"/office/{reference}").has(OWN).buttons()
    typed = {f"opinion-{number}": "Splendid.", f"favourable-{number}": "yes"}
    try_anyway(grace, f"/office/{reference}/opinions/{number}", 403, **typed).has(OWN)


def _grace_hears_no_appeal(app: Flask, grace: Visitor, reference: str) -> None:
    give_role(app, "grace", service="building_permit", office="tribunal", role="appeal")
    grace.open(f"/office/{reference}").has(OWN)
    try_anyway(grace, f"/office/{reference}/claim", 403).has(OWN)
    try_anyway(grace, f"/office/{reference}/steps/annul", 403, reason__annul="It is mine.").has(OWN)


def test_the_permit_of_a_company_is_decided_by_others(app: Flask, people: People) -> None:
    amina = people("amina")
    reference = apply_for("building_permit", amina, -1)
    with records_of(app, reference) as case:
        assert case.answers["company"]["key"] == BOATYARD
        assert case.answers["company"]["facts"].keys() == {"number", "name", "name_ar"}
    people("grace").open(f"/office/{reference}").lacks("Somebody else must work").has("Lantern Point Boatyard")
    Robot(app, "building_permit", -1).take_to_a_good_end(amina, reference)
    amina.open(f"/cases/{reference}").follow("Building permit").has("Issued to", "Lantern Point Boatyard (C-10117)")


def test_who_represents_the_company_no_longer_cannot_send_for_it(app: Flask, people: People) -> None:
    sam = people("sam")
    about_to_send(sam)
    with app.app_context(), transaction():
        change_register("companies", BUILDERS, {"representatives": ""})
    sam.press("Send", 400).has("does not name you as a representative of Mensah and Okafor Builders")
