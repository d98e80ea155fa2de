"""Pages that repeat, pages with files, pages that the registers fill in."""

from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.cases.office import drafts_of, try_anyway
from tests.support.robot import PDF, Robot
from tests.support.visitor import Visitor

PARCEL = "HA-02-0117"


@pytest.fixture
def builder(amina: Visitor) -> Visitor:
    """Amina, about to add storeys to her building permit."""
    amina.open("/services/building_permit").press("Start now").press("Continue", applies_for="myself")
    amina.press("Continue", parcel=PARCEL)
    return amina.press("Continue", work="new", description="A house with a porch").has("Storeys")


def on(page: str, builder: Visitor) -> str:
    return f"{builder.address.rpartition('/')[0]}/{page}"


def storeys(app: Flask) -> list[str]:
    return [storey["label"] for storey in drafts_of(app)[0].answers.get("storey", [])]


def test_storeys_are_added_and_taken_away(app: Flask, builder: Visitor) -> None:
    assert "Continue" not in builder.buttons(), "one storey at least"
    for label in ("Ground floor", "First floor", "Attic"):
        builder.press("Add", label=label, area="60.5").has(label)
    assert storeys(app) == ["Ground floor", "First floor", "Attic"]
    forms = [form for form in builder.page.find_all("form") if "remove" in str(form.get("action"))]
    builder.send(forms[1], {}).lacks("First floor")
    assert storeys(app) == ["Ground floor", "Attic"]
    builder.press("Continue").has("How will it be heated?")


def test_a_wrong_storey_is_told_and_not_added(app: Flask, builder: Visitor) -> None:
    builder.press("Add", 400, label="Ground floor", area="large").has("Enter a number")
    box = builder.page.find(id="label")
    assert box and box["value"] == "Ground floor"
    assert storeys(app) == []


def test_a_storey_that_is_typed_and_not_added_is_kept_by_whoever_goes_on(app: Flask, builder: Visitor) -> None:
    builder.press("Add", label="Ground floor", area="60")
    builder.press("Continue", 400, label="Attic").has("There is a problem", "Floor area in square metres")
    builder.press("Continue", label="Attic", area="20").has("How will it be heated?")
    assert storeys(app) == ["Ground floor", "Attic"]


def test_a_storey_is_changed_from_the_check_and_one_is_back_there(app: Flask, planner: Visitor) -> None:
    planner.press("Continue", plans=(BytesIO(PDF), "plans.pdf")).has("Check your answers")
    planner.follow("(Name of the storey)").has("Storey 1").lacks("Add another")
    assert "Add" not in planner.buttons()
    planner.press("Continue", label="Basement").has("Check your answers", "Basement")
    assert storeys(app) == ["Basement"]


def test_there_is_a_last_storey(app: Flask, builder: Visitor) -> None:
    for number in range(10):
        builder.press("Add", label=f"Storey {number}", area="60")
    builder.press("Add", 409, label="Storey 11", area="60").has("You cannot add more than 10.")
    assert len(storeys(app)) == 10


def test_a_storey_that_is_not_there_is_not_taken_away(app: Flask, builder: Visitor) -> None:
    place, odd = on("storey", builder), {"-1": 404, "7": 200, "x": 200, "": 200}
    for item, status in odd.items():
        builder.open(f"{place}?item={item}", status)
    builder.open(place).press("Add", label="Ground floor", area="60")
    for item, status in odd.items():
        try_anyway(builder, f"{place}/remove?item={item}", status)
    assert storeys(app) == ["Ground floor"]


def test_storeys_of_a_conversion_do_not_count_and_come_back(app: Flask, builder: Visitor) -> None:
    builder.press("Add", label="Ground floor", area="60")
    draft = builder.address.rpartition("/")[0]
    builder.open(f"{draft}/work").press("Continue", work="conversion").has("The building today")
    builder.open(f"{draft}/storey", 404)
    builder.open(f"{draft}/work").press("Continue", work="extension").has("Ground floor")


@pytest.fixture
def planner(builder: Visitor) -> Visitor:
    """Amina, about to send her plans."""
    builder.press("Add", label="Ground floor", area="60").press("Continue")
    return builder.press("Continue", heating=["solar"], trees="no").has("Send your plans")


def test_plans_are_kept_when_another_answer_is_wrong_or_changed_later(app: Flask, planner: Visitor) -> None:
    planner.press("Continue", plans=(BytesIO(PDF), "plans.pdf")).has("Check your answers", "plans.pdf")
    place = on("plans", planner)
    planner.open(place).has("Already sent. What you choose now is added.", "plans.pdf")
    planner.press("Continue", begin__day="1", begin__month="9", begin__year="2027").has("plans.pdf", "1 September 2027")
    assert [file["name"] for file in drafts_of(app)[0].answers["plans"]] == ["plans.pdf"]


WRONG_FILES = {
    b"MZ\x90\x00 a program": "Send a PDF or a picture",
    b"<html><script>alert(1)</script></html>": "Send a PDF or a picture",
    b"\x89PNG\r\n\x1a\n broken": "Send a PDF or a picture",
    b"": "This file is empty.",
}


def test_a_wrong_file_is_refused_and_the_other_answers_stay(app: Flask, planner: Visitor) -> None:
    typed = {"begin__day": "1", "begin__month": "9", "begin__year": "2027"}
    for content, words in WRONG_FILES.items():
        planner.press("Continue", 400, plans=(BytesIO(content), "plans.pdf"), **typed).has(words)
        year = planner.page.find(id="begin-year")
        assert year and year["value"] == "2027"
    assert "plans" not in drafts_of(app)[0].answers


@pytest.mark.parametrize(
    ("megabytes", "status", "words"),
    [(11, 400, "This file is too large."), (13, 413, "all that you send at once up to 12. Go back")],
    ids=["the file", "the whole form"],
)
def test_what_is_too_large_is_refused(planner: Visitor, megabytes: int, status: int, words: str) -> None:
    token = planner.page.find("input", attrs={"name": "csrf_token"})
    assert token
    plans = FileStorage(BytesIO(b"%PDF-" + b"x" * (megabytes * 1024 * 1024)), filename="plans.pdf")
    # The test client would leave a temporary file of a large form open, so the form is written here.
    boundary, body = encode_multipart({"csrf_token": str(token["value"]), "plans": plans})
    content_type = f"multipart/form-data; boundary={boundary}"
    answer = planner.client.post(planner.address, data=body, content_type=content_type)
    assert answer.status_code == status
    assert words in answer.get_data(as_text=True)


def test_a_picture_is_drawn_anew_and_its_name_is_only_a_name(app: Flask, planner: Visitor) -> None:
    picture = BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG", comment=b"taken at 14 Lighthouse Road")
    picture.seek(0)
    planner.press("Continue", plans=(picture, "../../etc/plan.jpg"))
    file = drafts_of(app)[0].answers["plans"][0]
    assert (file["name"], file["type"]) == ("plan.jpg", "image/jpeg")


def test_a_parcel_is_shown_with_what_the_register_says(amina: Visitor) -> None:
    amina.open("/services/building_permit").press("Start now").press("Continue", applies_for="myself")
    amina.press("Continue", 400, parcel="XX-00-0000").has("We found nothing under this number.")
    amina.press("Continue", parcel="ha-02-0117").has("14 Lighthouse Road", "Lantern Point", "residential")


def test_only_what_was_answered_is_changed_and_of_the_rest_one_reads_who_puts_it_right(planner: Visitor) -> None:
    planner.press("Continue", plans=(BytesIO(PDF), "plans.pdf")).has("Is something from a register wrong?")
    planner.has("Building Control Office", "14 Lighthouse Road")
    changes = [link.get_text(" ", strip=True) for link in planner.page.select(".summary-action a")]
    assert "Change (Number of the parcel)" in changes
    assert not [words for words in changes if "Address" in words or "Zone" in words]


def test_where_no_register_was_asked_nothing_is_said_of_one(app: Flask, amina: Visitor) -> None:
    Robot(app, "dog_licence").fill(amina)
    amina.lacks("from a register wrong")
    Robot(app, "birth_registration").fill(amina)
    amina.has("Is something from a register wrong?", "Civil Registry")


def test_the_register_fills_in_who_applies(amina: Visitor) -> None:
    amina.open("/services/birth_registration").press("Start now").press("Continue", you_are="mother")
    child = {"child_name": "Salma Haddad", "sex": "female", "place": "XM-HA-02"}
    amina.press("Continue", **child, born__day="1", born__month="1", born__year="2026")
    amina.has("From the population register, checked on")
    box = amina.page.find(id="mother-identifier")
    assert box and box["value"] == "4260181595"
    amina.press("Continue").has("Who is the father?")
    box = amina.page.find(id="father-identifier")
    assert box and not box.get("value")


def test_a_child_is_not_born_tomorrow(amina: Visitor) -> None:
    amina.open("/services/birth_registration").press("Start now").press("Continue", you_are="mother")
    child = {"child_name": "Salma Haddad", "sex": "female", "place": "XM-HA-02"}
    amina.press("Continue", 400, **child, born__day="1", born__month="1", born__year="2999")
    amina.has("The date of birth cannot be in the future")
