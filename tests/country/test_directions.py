"""Names and numbers of the other direction keep together inside a sentence, and what follows them stays behind them."""

import pytest
from flask import Flask

from egov.texts import _, use_language
from tests.support.visitor import Visitor

FSI, LRI, PDI = "\u2068", "\u2066", "\u2069"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Rex, Jr.", f"{FSI}Rex, Jr.{PDI}"),
        ("plan (2).pdf", f"{FSI}plan (2).pdf{PDI}"),
        ("4260 181 595", f"{LRI}4260 181 595{PDI}"),
        ("أمينة حداد", "أمينة حداد"),
        ("١ ديسمبر ٢٠٢٦", "١ ديسمبر ٢٠٢٦"),
        ("https://example.org/a", "https://example.org/a"),
    ],
)
def test_in_an_arabic_sentence(app: Flask, name: str, shown: str) -> None:
    with use_language("ar"):
        assert str(_("%(name)s was removed.", name=name)) == f"أُزيل {shown}."


def test_in_an_english_sentence(app: Flask) -> None:
    assert str(_("%(name)s was removed.", name="صورة")) == f"{FSI}صورة{PDI} was removed."
    assert str(_("%(name)s was removed.", name="Rex, Jr.")) == "Rex, Jr. was removed."


def test_the_hidden_number_on_the_page_of_the_account_is_read_from_its_start(app: Flask) -> None:
    amina = Visitor(app, "ar").sign_in("amina").open("/account")
    assert f"{LRI}•••• ••• ٥٩٥{PDI}" in amina.response.get_data(as_text=True)
