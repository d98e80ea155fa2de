"""A draft: saved page by page, found again by account or by code, nobody else's business, sent once."""

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select

from egov.cases.models import Case
from egov.db import db
from tests.cases.office import People, drafts_of, guide_dog, try_anyway
from tests.support.robot import Robot, pay
from tests.support.visitor import Visitor

DOG = {"dog_name": "Rex", "size": "small", "neutered": "yes", "guide_dog": "no"}
LIVES = {"address__line": "14 Lighthouse Road", "address__area": "XM-HA-02"}


def begin(applicant: Visitor, service: str = "dog_licence") -> Visitor:
    applicant.open(f"/services/{service}")
    return applicant.press("Start now" if "Start now" in applicant.buttons() else "Start a new one")


def number_of(applicant: Visitor) -> str:
    return applicant.address.split("/drafts/")[1].split("/")[0]


def test_amina_goes_on_where_she_stopped(amina: Visitor) -> None:
    begin(amina).press("Continue", **DOG)
    amina.open("/my").has("Drafts").follow("Dog licence").has("Where does the dog live?")
    amina.press("Continue", **LIVES).has("Check your answers", "Rex", "Up to 40 cm", "Lantern Point")


def test_the_start_page_tells_amounts_with_their_currency_as_the_reader_writes_them(app: Flask) -> None:
    told = {"dog_licence": "٢٥٫٠٠ كراون، ونصفها", "building_permit": "١٢٠٫٠٠ كراون، ثم ١٫٢٠ كراون عن كل متر"}
    for service, words in told.items():
        arabic = Visitor(app, "ar").open(f"/services/{service}").text
        assert words in arabic.replace("\u00a0", " ")
    english = {"dog_licence": "Cr 25.00; half", "birth_registration": "Cr 10.00 later"}
    for service, words in english.items():
        assert words in Visitor(app).open(f"/services/{service}").text.replace("\u00a0", " ")


def test_the_start_page_offers_to_go_on_with_what_was_begun_and_only_to_its_own_reader(
    app: Flask, people: People, amina: Visitor
) -> None:
    first = number_of(begin(amina).press("Continue", **DOG))
    amina.open("/services/dog_licence").has("You began on", "and have not sent it yet.").lacks("Start now")
    amina.follow("Go on with it").has("Where does the dog live?")
    second = number_of(amina.open("/services/dog_licence").press("Start a new one"))
    assert second != first
    amina.open("/services/dog_licence").follow("Go on with it").has("What is the dog's name?")
    amina.open("/services/building_permit").lacks("You began on")
    people("sam").open("/services/dog_licence").lacks("You began on")
    for number in (first, second):
        amina.open(f"/drafts/{number}/delete-your-answers").press("Delete my answers")
    amina.open("/services/dog_licence").lacks("You began on").press("Start now")


def test_who_has_no_account_goes_on_in_the_same_browser_and_what_was_sent_is_not_offered(
    app: Flask, visitor: Visitor
) -> None:
    begin(visitor).press("Continue", **DOG)
    visitor.open("/services/dog_licence").has("You began on").follow("Go on with it").has("Where does the dog live?")
    Visitor(app).open("/services/dog_licence").lacks("You began on")
    visitor.press("Continue", **LIVES).press("Send").has("We have received it")
    visitor.open("/services/dog_licence").lacks("You began on")


def test_a_wrong_answer_is_told_and_the_others_stay(app: Flask, amina: Visitor) -> None:
    begin(amina).press("Continue", 400, **{**DOG, "size": "huge"}).has(
        "There is a problem", "Choose one of the answers"
    )
    box = amina.page.find(id="dog_name")
    assert box and box["value"] == "Rex"
    assert amina.page.title and amina.page.title.get_text().strip().startswith("Error:")
    assert drafts_of(app)[0].answers == {}


def test_somebody_without_an_account_comes_back_with_his_code(app: Flask, visitor: Visitor) -> None:
    begin(visitor).press("Continue", **DOG)
    code = visitor.page.select_one(".number")
    assert code, "he is not told his code"
    another_day = Visitor(app)
    typed = code.get_text().lower().replace("-", " ")
    another_day.open("/resume").press("Continue", code=typed).has("Where does the dog live?")
    another_day.press("Continue", **LIVES).press("Send").has("We have received it")
    third_day = Visitor(app)
    third_day.open("/resume").press("Continue", code=typed).has("Waiting for payment")


def test_a_wrong_code_opens_nothing_and_stays_in_the_box(visitor: Visitor) -> None:
    for code in ["", "7KQ4-M2XW-9TPB-3HZC", "x" * 1000, "' OR 1=1"]:
        visitor.open("/resume").press("Continue", 400, code=code).has("This code does not open anything.")
        box = visitor.page.find(id="code")
        assert box and box["value"] == code


def test_a_draft_is_nobody_elses_business(app: Flask, people: People, amina: Visitor, visitor: Visitor) -> None:
    draft = number_of(begin(amina).press("Continue", **DOG))
    places = (f"/drafts/{draft}", f"/drafts/{draft}/your_dog", f"/drafts/{draft}/check-your-answers")
    for stranger in (people("sam"), people("bilal"), people("omar")):
        for place in places:
            stranger.open(place, 404).lacks("Rex")
        try_anyway(stranger, places[1], 404, **DOG)
        try_anyway(stranger, places[2], 404)
    for place in places:
        visitor.open(place).has("Sign in").lacks("Rex")


def test_a_draft_without_account_opens_only_where_its_code_was_shown(
    app: Flask, people: People, visitor: Visitor
) -> None:
    draft = number_of(begin(visitor).press("Continue", **DOG))
    for stranger in (people("sam"), Visitor(app)):
        stranger.open(f"/drafts/{draft}", 404)
    visitor.open(f"/drafts/{draft}").has("Where does the dog live?")


def test_who_has_an_account_needs_no_code(amina: Visitor) -> None:
    begin(amina).press("Continue", **DOG).lacks("write down this code")


def test_a_birth_is_reported_with_an_account(people: People, visitor: Visitor) -> None:
    visitor.open("/services/birth_registration").has("You will be asked to sign in.")
    visitor.press("Start now").has("Sign in").lacks("signed out")
    assert visitor.address == "/sign-in?next=/services/birth_registration"


def test_a_form_with_gaps_leads_to_the_first_of_them(amina: Visitor) -> None:
    draft = number_of(begin(amina))
    amina.open(f"/drafts/{draft}/where_it_lives").press("Continue", **LIVES)
    amina.open(f"/drafts/{draft}/check-your-answers").has("What is the dog's name?")
    try_anyway(amina, f"/drafts/{draft}/check-your-answers", 400).has("Some questions are not answered yet.")


def test_an_answer_is_changed_from_the_check_page(amina: Visitor) -> None:
    begin(amina).press("Continue", **DOG).press("Continue", **LIVES)
    amina.follow("Change (What is the dog's name?)").press("Continue", dog_name="Max").has(
        "Check your answers", "Max"
    ).lacks("Rex")


def test_a_page_that_is_not_asked_is_not_there(amina: Visitor) -> None:
    draft = number_of(begin(amina, "building_permit"))
    for page in ["trees", "nothing"]:
        amina.open(f"/drafts/{draft}/{page}", 404).has("does not belong to your form")


def test_a_wrong_email_on_the_check_page_is_refused_and_nothing_is_sent(app: Flask, amina: Visitor) -> None:
    begin(amina).press("Continue", **DOG).press("Continue", **LIVES)
    amina.press("Send", 400, email="amina", phone="12").has("name@example.org", "555 0142")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Case)) == 0


def test_pressing_send_twice_makes_one_case(app: Flask, amina: Visitor) -> None:
    draft = number_of(begin(amina).press("Continue", **DOG).press("Continue", **LIVES))
    first = amina.press("Send").address.split("?")[0]
    again = try_anyway(amina, f"/drafts/{draft}/check-your-answers", 200).address.split("?")[0]
    assert first == again
    assert cases_in(app) == 1


def test_pressing_send_in_two_windows_at_once_makes_one_case(app: Flask, amina: Visitor) -> None:
    begin(amina).press("Continue", **DOG).press("Continue", **LIVES)
    token = amina.page.find("input", attrs={"name": "csrf_token"})
    assert token
    together, answers = threading.Barrier(2), []
    cookie = amina.client.get_cookie("egov")
    assert cookie

    def send() -> None:
        window = app.test_client()
        window.set_cookie("egov", cookie.value)
        together.wait()
        answers.append(window.post(amina.address, data={"csrf_token": str(token["value"])}).status_code)

    threads = [threading.Thread(target=send) for _window in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers in ([302, 302], [302, 409], [409, 302])
    assert cases_in(app) == 1


def cases_in(app: Flask) -> int:
    with app.app_context():
        return int(db.session.scalar(select(func.count()).select_from(Case)) or 0)


def test_one_notice_is_one_case_and_who_comes_later_is_told(people: People) -> None:
    amina, sam = people("amina"), people("sam")
    app = amina.app
    robot = Robot(app, "parking_fine", -1)
    reference = robot.apply(amina)
    with pytest.raises(AssertionError, match="409"):
        robot.apply(sam)
    sam.has("There is already a case about this", reference)
    assert cases_in(app) == 1


def filled_in(visitor: Visitor, reason: str = "") -> Visitor:
    """The form of the first notice, before the last button; with a reason it is contested."""
    visitor.open("/services/parking_fine").press("Start now")
    visitor.press("Continue", notice="PN-2026-000123", notice__proof="HC 4821")
    visitor.press("Continue", contests="yes" if reason else "no")
    return visitor.press("Continue", reason=reason) if reason else visitor


def test_who_lost_his_code_can_still_pay(app: Flask) -> None:
    first, again = filled_in(Visitor(app)).press("Send"), filled_in(Visitor(app)).press("Send")
    assert again.address.partition("?")[0] == first.address.partition("?")[0]
    assert "Write down this code" in first.html.decode()
    again.has("We have received it", "Pay").lacks("Write down this code")
    assert cases_in(app) == 1


def test_an_objection_to_what_already_runs_is_not_taken_in_silence(app: Flask) -> None:
    reference = filled_in(Visitor(app)).press("Send").address.split("/")[2].partition("?")[0]
    filled_in(Visitor(app), "I never parked there.").press("Send", 409).has("Nothing was sent now", reference)


def test_a_stranger_who_knows_number_and_plate_reads_no_objection(app: Flask) -> None:
    filled_in(Visitor(app), "I was at the hospital.").press("Send").has("We have received it")
    filled_in(Visitor(app)).press("Send", 409).has("There is already a case about this")
    filled_in(Visitor(app), "Another reason.").press("Send", 409)
    assert cases_in(app) == 1


def test_what_was_paid_since_the_form_was_filled_in_is_not_asked_for_again(app: Flask) -> None:
    late = filled_in(Visitor(app))
    pay(filled_in(Visitor(app)).press("Send"))
    late.press("Send", 400).has("This notice is paid or cancelled. You owe nothing.")
    assert cases_in(app) == 1


def test_a_draft_that_was_sent_is_among_the_cases_and_not_among_the_drafts(amina: Visitor) -> None:
    reference = guide_dog(amina)
    amina.open("/my").has(reference).lacks("Drafts")


def test_an_empty_house_has_neither_cases_nor_drafts(people: People, visitor: Visitor) -> None:
    people("hiwot").open("/my").has("You have not sent anything yet.").lacks("Drafts")
    visitor.open("/my").has("Sign in")
