from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import verhoeff

from egov.country.digits import to_native
from egov.country.identifiers import CHECKS
from egov.country.pack import Pack
from egov.texts import use_language

stems = st.text("0123456789", min_size=9, max_size=9)


def issued(stem: str) -> str:
    return stem + verhoeff.calc_check_digit(stem)


@given(stem=stems)
def test_every_number_with_the_right_check_digit_is_accepted(meridia: Pack, stem: str) -> None:
    assert meridia.identifier.problem(issued(stem)) is None


@given(stem=stems, place=st.integers(0, 9), other=st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(meridia: Pack, stem: str, place: int, other: int) -> None:
    number = issued(stem)
    wrong = number[:place] + str((int(number[place]) + other) % 10) + number[place + 1 :]
    assert "a digit is wrong" in str(meridia.identifier.problem(wrong))


@given(stem=stems, system=st.sampled_from(["arab", "arabext", "beng"]))
def test_an_identifier_may_be_typed_in_any_digits_and_groups(meridia: Pack, stem: str, system: str) -> None:
    number = issued(stem)
    assert meridia.identifier.clean(to_native(meridia.identifier.show(number), system)) == number
    for dash in "-\u2010\u2011\u2013\u2212":
        assert meridia.identifier.clean(dash.join(number)) == number


@given(stem=stems)
def test_a_masked_identifier_shows_its_last_three_digits_only(meridia: Pack, stem: str) -> None:
    masked = meridia.identifier.mask(issued(stem))
    assert masked == f"•••• ••• {issued(stem)[-3:]}"


@pytest.mark.parametrize("typed", ["", "123", "42601815950", "abcdefghij"])
def test_an_identifier_of_the_wrong_form_is_refused_with_an_example(meridia: Pack, typed: str) -> None:
    sentence = meridia.identifier.problem(typed)
    assert str(sentence) == "Enter the national number as it is printed, for example \u20664260 181 595\u2069"


def test_the_sentence_about_an_identifier_names_it_in_the_language_of_the_reader(meridia: Pack) -> None:
    with use_language("ar"):
        assert "الرقم الوطني" in str(meridia.identifier.problem("123"))


def test_a_country_without_a_published_check_turns_nobody_away(meridia: Pack) -> None:
    unchecked = replace(meridia.identifier, check="none")
    assert unchecked.problem("4260181596") is None


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [("luhn", "7992739871" + "3", "7992739871" + "4"), ("verhoeff", "2363", "2364")]
    + [("iso7064_mod_97_10", "9999123456789012141490", "9999123456789012141491")]
    + [("iso7064_mod_11_10", "794623", "794624"), ("none", "1", "")],
)
def test_a_pack_can_name_a_standard_check(check: str, right: str, wrong: str) -> None:
    assert CHECKS[check](right)
    assert check == "none" or not CHECKS[check](wrong)


def test_dashes_that_belong_to_an_identifier_are_kept(meridia: Pack) -> None:
    panama = replace(meridia.identifier, ignored="", pattern=r"\d{1,2}-\d{1,4}-\d{1,6}", check="none", groups=())
    assert panama.clean(" 8-123-456 ") == panama.show("8-123-456") == "8-123-456"
    assert panama.problem("8-123-456") is None


@pytest.mark.parametrize(
    "typed", ["555 0142", "0555-0142", "+999 5550142", "00999 555 0142", "(0555) 0142", "٥٥٥٠١٤٢", "555\u20130142"]
)
def test_a_telephone_number_is_stored_as_the_world_dials_it(meridia: Pack, typed: str) -> None:
    assert meridia.phone.clean(typed) == "+9995550142"
    assert meridia.phone.problem(typed) is None
    assert meridia.phone.show(typed) == "+999 555 0142"


def test_a_citizen_abroad_may_give_a_foreign_number(meridia: Pack) -> None:
    assert meridia.phone.problem("+685 72 12345") is None
    assert meridia.phone.show("+685 72 12345") == "+6857212345"


@pytest.mark.parametrize("typed", ["", "12", "+999 1", "five", "+0 123 4567"])
def test_a_wrong_telephone_number_is_refused_with_an_example(meridia: Pack, typed: str) -> None:
    assert str(meridia.phone.problem(typed)) == "Enter a telephone number, for example \u2066+999 555 0142\u2069"


@pytest.mark.parametrize("name", ["Faʻasavalu", "أمينة حداد", "Tomás Silva", "Ali a/l Raju", "O", "হাসিনা", "ኃይለ"])
def test_a_name_in_any_script_is_a_name(meridia: Pack, name: str) -> None:
    assert meridia.names.problem(name) is None
    assert meridia.names.clean(f"  {name} ") == name


@pytest.mark.parametrize("name", ["", "  ", "123", "---"])
def test_a_name_has_at_least_one_letter(meridia: Pack, name: str) -> None:
    assert str(meridia.names.problem(name)) == "Enter the name as it is written in the official papers"


def test_a_name_has_an_end(meridia: Pack) -> None:
    assert "at most 200" in str(meridia.names.problem("a" * 201))


def test_a_name_in_parts_is_joined_in_the_order_of_the_country(meridia: Pack) -> None:
    part = meridia.names.parts[0]
    chain = replace(meridia.names, parts=tuple(replace(part, key=key) for key in ("given", "father", "grandfather")))
    assert chain.join({"grandfather": "Bekele", "given": "Hiwot", "father": " Tesfaye "}) == "Hiwot Tesfaye Bekele"
