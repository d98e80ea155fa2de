"""References that people read out on the telephone, and secret codes that they write down."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from egov.cases.codes import ALPHABET, MISREAD, clean_reference, hash_code, new_code, new_reference
from egov.country.digits import ZEROS, to_native

REFERENCES = st.builds(new_reference, st.sampled_from(["DL", "BP", "BRC", "PF"]), st.integers(2000, 2099))
CODES = st.builds(new_code)
LOOK_ALIKES = {"0": "O", "1": "IL"}
PICKS = st.lists(st.integers(0, 2), min_size=20, max_size=20)


def misread(text: str, picks: list[int]) -> str:
    """The text with some characters as somebody may have read them."""
    spellings = [character + LOOK_ALIKES.get(character, "") for character in text]
    return "".join(spelling[pick % len(spelling)] for spelling, pick in zip(spellings, picks, strict=False))


def test_each_look_alike_is_tried() -> None:
    assert misread("0101", [1, 1, 0, 2]) == "OI0L"


@given(REFERENCES)
def test_a_reference_names_service_and_year_and_no_character_that_is_misread(reference: str) -> None:
    prefix, year, body, check = reference.split("-")
    assert re.fullmatch(r"[A-Z]{2,3}\d\d", prefix + year)
    assert len(body) == 6
    assert set(body + check) <= set(ALPHABET)
    assert not set(body + check) & set("ILOU")


@given(REFERENCES, st.sampled_from(sorted(ZEROS)))
def test_a_reference_is_understood_in_any_digits_any_case_and_without_dashes(reference: str, system: str) -> None:
    for typed in (reference.lower(), reference.replace("-", ""), reference.replace("-", " – "), f"  {reference}\u200f"):
        assert clean_reference(to_native(typed, system)) == reference


@given(REFERENCES, PICKS)
def test_o_is_understood_as_nought_and_i_or_l_as_one(reference: str, picks: list[int]) -> None:
    prefix, tail = reference[:-12], reference[-12:]
    assert clean_reference(prefix + misread(tail, picks)) == reference


@given(REFERENCES, st.data())
def test_one_wrong_character_is_found_out(reference: str, data: st.DataObject) -> None:
    plain = reference.replace("-", "")
    place = data.draw(st.integers(0, len(plain) - 1))
    wrong = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    assume(wrong.translate(MISREAD) != plain[place].translate(MISREAD))
    assert clean_reference(plain[:place] + wrong + plain[place + 1 :]) is None


def test_two_swapped_neighbours_are_found_out_in_all_but_one_case_of_five_hundred() -> None:
    """ISO 7064 finds all single errors, and "all or nearly all" swaps: with mod 37,36 about one of 1200 escapes."""
    swapped, escaped = 0, 0
    for plain in (new_reference("DL", 2026).replace("-", "") for _number in range(1500)):
        for place in range(len(plain) - 1):
            one, other = plain[place : place + 2]
            if one != other:
                swapped += 1
                escaped += clean_reference(f"{plain[:place]}{other}{one}{plain[place + 2 :]}") is not None
    assert swapped > 10_000
    assert escaped / swapped < 1 / 500


@pytest.mark.parametrize("typed", ["", "DL", "DL-26-7KQ4M2", "hello", "' OR 1=1 --", "DL-26-7KQ4M2-X" * 50, "٣٤"])
def test_what_is_no_reference_is_none(typed: str) -> None:
    assert clean_reference(typed) is None


@given(st.text())
def test_nothing_typed_as_a_reference_can_make_the_search_fall(typed: str) -> None:
    cleaned = clean_reference(typed)
    assert cleaned is None or clean_reference(cleaned) == cleaned


@given(CODES, st.sampled_from(sorted(ZEROS)), PICKS)
def test_a_code_opens_however_it_is_typed(code: str, system: str, picks: list[int]) -> None:
    for typed in (code.lower(), code.replace("-", ""), f" {code} ", to_native(code, system), misread(code, picks)):
        assert hash_code(typed) == hash_code(code)


@given(CODES, CODES)
def test_two_codes_are_never_the_same_and_have_80_bits(one: str, other: str) -> None:
    assert re.fullmatch(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", one)
    assert hash_code(one) != hash_code(other)
