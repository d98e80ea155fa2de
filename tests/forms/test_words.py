"""Answers in words: short, long, e-mail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov.forms.fields import EmailField, LongTextField, TextField
from egov.texts import use_language
from tests.forms.paper import ask, sentence, shown_again, survives_json


def test_words_are_kept_without_the_spaces_around_them() -> None:
    answer = ask(TextField("Name of the dog"), "  Rex the Great ")
    assert answer.data == "Rex the Great"
    assert not sentence(answer)


@pytest.mark.parametrize("typed", ["", "   ", "\t"])
def test_no_words_are_refused_with_the_question_and_are_fine_where_optional(typed: str) -> None:
    assert "Name of the dog" in sentence(ask(TextField("Name of the dog"), typed))
    optional = ask(TextField("Name of the dog", optional=True), typed)
    assert not sentence(optional)
    assert "(optional)" in shown_again(optional).get_text()


def test_a_question_that_was_not_sent_at_all_is_refused() -> None:
    assert sentence(ask(TextField("Name of the dog")))


def test_a_needed_answer_can_have_a_sentence_of_its_own() -> None:
    assert sentence(ask(TextField("Name", needed="Tell us the name"), "")) == "Tell us the name"


def test_too_many_words_stay_in_the_box_with_the_limit() -> None:
    answer = ask(TextField("Name", longest=5), "Bucephalus")
    assert sentence(answer) == "Use at most 5 characters"
    box = shown_again(answer).find("input")
    assert box and box["value"] == "Bucephalus"
    assert box["aria-invalid"] == "true"


def test_a_control_character_is_refused_with_a_sentence() -> None:
    assert "cannot be used" in sentence(ask(TextField("Name"), "Re\x00x"))
    assert not sentence(ask(LongTextField("Why?"), "One line\r\nand another"))


def test_markup_is_shown_as_words_and_never_as_markup() -> None:
    answer = ask(TextField("Name"), '"><script>alert(1)</script>')
    assert not shown_again(answer).find("script")


def test_a_long_answer_is_given_in_a_box_of_several_lines() -> None:
    answer = ask(LongTextField("Why?"), "Because.")
    box = shown_again(answer).find("textarea")
    assert box and box.get_text().strip() == "Because."
    assert sentence(ask(LongTextField("Why?"), "x" * 4001)) == "Use at most 4000 characters"


@pytest.mark.parametrize("typed", ["amina@example.org", "amina.haddad+dog@mail.example.org", "أمينة@example.org"])
def test_an_email_address_is_taken_as_it_is(typed: str) -> None:
    answer = ask(EmailField("E-mail"), typed)
    assert answer.data == typed
    assert not sentence(answer)


@pytest.mark.parametrize(
    "typed",
    [
        "amina", "@example.org", "amina@", "amina@example", "ami na@example.org", "amina@example..org",
        "amina@evil.example,omar@good.example", "amina@evil.example;omar@good.example", "amina@example.org,x",
        "<amina@evil.example>omar@good.example", "Team:amina@example.org", '"amina,omar"@example.org',
        "(omar)amina@example.org", "amina@evil.example@good.example", ".amina@example.org", "amina@example.org.",
    ],
)  # fmt: skip
def test_what_is_no_email_address_stays_in_the_box_with_an_example(typed: str) -> None:
    answer = ask(EmailField("E-mail"), typed)
    assert "name@example.org" in sentence(answer)
    box = shown_again(answer).find("input")
    assert box and box["value"] == typed


def test_the_sentence_is_in_the_language_of_the_reader() -> None:
    english = sentence(ask(TextField("Name", longest=5), "Bucephalus"))
    with use_language("ar"):
        assert sentence(ask(TextField("Name", longest=5), "Bucephalus")) != english


@given(st.text())
def test_any_text_is_kept_or_refused_with_a_sentence_and_survives_storing(typed: str) -> None:
    answer = ask(TextField("Anything", optional=True), typed)
    assert sentence(answer) or survives_json(answer)
    shown_again(answer)
