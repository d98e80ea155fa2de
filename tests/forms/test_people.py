"""Who: telephone numbers, national numbers, persons."""

from datetime import date

import pytest

from egov.country.digits import to_native
from egov.forms.people import IdentifierField, PersonField, PhoneField
from tests.forms.paper import ask, sentence, shown_again, survives_json

AMINA = {"identifier": "4260 181 595", "name": "Amina Haddad", "born__day": "12", "born__month": "4"} | {
    "born__year": "1991"
}


@pytest.mark.parametrize("typed", ["+999 555 0142", "00999 5550142", "0555 0142", "٠٥٥٥٠١٤٢", "৫৫৫-০১৪২", "۵۵۵۰۱۴۲"])
def test_a_telephone_number_is_kept_as_the_whole_world_writes_it(typed: str) -> None:
    answer = ask(PhoneField("Mobile phone"), typed)
    assert answer.data == "+9995550142"
    assert answer.shown(answer.data) == "+999 555 0142"


@pytest.mark.parametrize("typed", ["12", "phone", "+999 155 0142"])
def test_what_is_no_telephone_number_stays_in_the_box_with_an_example(typed: str) -> None:
    answer = ask(PhoneField("Mobile phone"), typed)
    assert "555 0142" in sentence(answer)
    box = shown_again(answer).find("input")
    assert box and box["value"] == typed


@pytest.mark.parametrize("system", ["latn", "arab", "arabext", "beng"])
def test_a_national_number_is_understood_in_any_digits(system: str) -> None:
    answer = ask(IdentifierField("National number"), to_native("4260 181-595", system))
    assert answer.data == "4260181595"
    assert answer.shown(answer.data) == "4260 181 595"


def test_a_wrong_national_number_stays_in_the_box_with_what_is_wrong() -> None:
    swapped = ask(IdentifierField("National number"), "4260 181 559")
    assert "a digit is wrong or two have changed places" in sentence(swapped)
    box = shown_again(swapped).find("input")
    assert box and box["value"] == "4260 181 559"
    assert "as it is printed" in sentence(ask(IdentifierField("National number"), "426"))


def test_a_person_is_a_number_a_name_and_a_date_of_birth() -> None:
    answer = ask(PersonField("Who is the mother?"), **AMINA)
    assert answer.data == {
        "identifier": "4260181595", "name": "Amina Haddad", "born": date(1991, 4, 12), "checked": None,
    }  # fmt: skip
    assert answer.shown(answer.data) == "Amina Haddad, 4260 181 595, born 12 April 1991"
    assert survives_json(answer)


def test_a_person_whom_the_register_knows_is_shown_with_the_day_of_the_check() -> None:
    answer = ask(PersonField("Who is the mother?"), **AMINA)
    answer.data = {**answer.data, "checked": date(2026, 3, 27)}
    assert "from the population register, checked on 27 March 2026" in answer.shown(answer.data)
    assert shown_again(answer).find(class_="from-register")
    assert survives_json(answer)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"identifier": ""}, "as it is printed"),
        ({"identifier": "4260181559"}, "a digit is wrong"),
        ({"name": ""}, "Enter the name and the date of birth"),
        ({"born__day": "31"}, "Enter a real date"),
        ({"born__year": ""}, "Enter the year"),
        ({"born__day": "", "born__month": "", "born__year": ""}, "Enter the name and the date of birth"),
    ],
)
def test_half_a_person_is_refused_and_what_was_typed_stays(change: dict[str, str], words: str) -> None:
    typed = AMINA | change
    answer = ask(PersonField("Who is the mother?"), **typed)
    assert words in sentence(answer)
    page = shown_again(answer)
    for part, text in typed.items():
        box = page.find(id=f"question-{part.replace('__', '-')}")
        assert box and box["value"] == text


def test_a_name_that_is_too_long_is_refused_and_stays_whole() -> None:
    name = "Amina " * 40 + "Haddad"
    answer = ask(PersonField("Who is the mother?"), **{**AMINA, "name": name})
    assert sentence(answer) == "Use at most 200 characters"
    box = shown_again(answer).find(id="question-name")
    assert box and box["value"] == name


def test_nobody_is_refused_and_is_fine_where_optional() -> None:
    assert "Who is the mother?" in sentence(ask(PersonField("Who is the mother?")))
    optional = ask(PersonField("Who is the father?", optional=True))
    assert optional.data is None
    assert not sentence(optional)
    assert optional.restored(None) is None
    assert optional.shown(None) == ""
