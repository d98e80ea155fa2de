"""Each mistake a ministry can make in its pack stops the start with a sentence: the file, the place, the cure."""

from pathlib import Path

import pytest

from egov.country.pack import load_pack
from egov.errors import Misconfigured


def refusal(folder: Path) -> str:
    with pytest.raises(Misconfigured) as refused:
        load_pack(folder)
    return str(refused.value)


def change(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")


WRONG_FACTS = {
    "a country without a code": ('code = "XM"', "", "code: is missing. Add code here"),
    "an unknown time zone": ("Indian/Maldives", "Indian/Atlantis", "timezone"),
    "a default language that is not official": ('language = "en"', 'language = "fr"', "Write one of: en, ar"),
    "a text without one official language": (
        'ar = "جمهورية ميريديا"',
        "",
        'name: has no text in the official language "ar"',
    ),
    "a language without a name": ('name = "العربية"', "", "languages.ar.name: is missing"),
    "a locale that Babel does not know": ('locale = "ar"', 'locale = "sm"', 'locale = "en_GB"'),
    "an unknown direction": ('direction = "rtl"', 'direction = "right"', "Write one of: ltr, rtl"),
    "unknown digits": ('digits = "arab"', 'digits = "arabic"', "Write one of: latn, arab, arabext"),
    "an official mark in quotes": ('direction = "rtl"', 'official = "yes"', "true or false"),
    "a currency that is no code": ("[currencies.XMC]", "[currencies.crown]", "three letters of ISO 4217"),
    "a currency without digits": ("digits = 2", "", "currencies.XMC.digits: is missing"),
    "a currency with digits in words": ("digits = 2", 'digits = "two"', "must be a whole number"),
    "a currency with five digits": ("digits = 2", "digits = 5", "Write 0, 1, 2, 3 or 4"),
    "a money layout without an amount": ('en = "Cr {amount}"', 'en = "Cr"', "must hold {amount} once"),
    "a weekend day that does not exist": ('weekend = ["saturday", "sunday"]', 'weekend = ["caturday"]', '"caturday"'),
    "a weekend that is no list": ('weekend = ["saturday", "sunday"]', 'weekend = "sunday"', "must be a list of words"),
    "one service that is no list": ("[name]", 'left_out = "parking_fine"\n[name]', 'left_out = ["parking_fine"].'),
    "an unknown identifier check": ('check = "verhoeff"', 'check = "guess"', "Write one of: none, luhn, verhoeff"),
    "a broken identifier pattern": (r"pattern = '\d{10}'", "pattern = '[0-9'", "not a regular expression"),
    "an identifier example that fails": ('example = "4260 181 595"', 'example = "4260 181 596"', "its own pack"),
    "a telephone example that fails": ("+999 555 0142", "+999 155 0142", "phone.example"),
    "a telephone country code without plus": ('"+999" ', '"999" ', "must be a plus sign and digits"),
    "groups that are not numbers": ("groups = [4, 3, 3]", 'groups = ["4"]', "list of whole numbers"),
    "a colour by name": ('colour = "#0b5260"', 'colour = "blue"', "six hexadecimal digits"),
    "a colour too pale for white text": ('colour = "#0b5260"', 'colour = "#f2b134"', "Choose a darker one"),
    "a key that is misspelt": ("[name]", 'left_ot = ["parking_fine"]\n[name]', "left_ot: is not known here"),
    "a key below that is misspelt": ("digits = 2", "digits = 2\ndigit = 2", "currencies.XMC.digit: is not known here"),
    "a text in no language": ('{ en = "Country", ar = "الدولة" }', '"Country"', "must be a table"),
}


@pytest.mark.parametrize(("old", "new", "expected"), WRONG_FACTS.values(), ids=list(WRONG_FACTS))
def test_a_pack_does_not_start_with(copied_pack: Path, old: str, new: str, expected: str) -> None:
    change(copied_pack, "pack.toml", old, new)
    sentence = refusal(copied_pack)
    assert sentence.startswith("ours/pack.toml, line ")
    assert expected in sentence


WRONG_LISTS = {
    "an office in an unknown area": ("offices.toml", 'area = "XM-HA-04"', 'area = "XM-99"', "fire-safety.area"),
    "an unknown appeal body": ("offices.toml", '"tribunal"', '"court"', "harbour-licensing.appeal_body"),
    "an office with two e-mail addresses": (
        "offices.toml",
        "licensing@harbour.example.org",
        "licensing@harbour.example.org, mayor@harbour.example.org",
        "harbour-licensing.email",
    ),
    "an office that never works": (
        "offices.toml",
        '["friday", "saturday"]',
        '["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]',
        "leaves no day to work",
    ),
    "an office with a misspelt key": (
        "offices.toml",
        "opinion_days = 15",
        "opinion_day = 15",
        "opinion_day: is not known here",
    ),
    "a role with a misspelt key": ("personas.toml", 'service = "*",', 'services = "*",', "roles.service"),
    "a persona with a misspelt key": (
        "personas.toml",
        'pin = "2468"',
        'pin = "2468"\nusernam = "a"',
        "amina.usernam: is",
    ),
    "an area with an unknown parent": ("areas.csv", "XM-HA-02,XM-HA,", "XM-HA-02,XM-QQ,", "line 5, parent"),
    "an area of an unknown level": ("areas.csv", "XM-HA,XM,district", "XM-HA,XM,county", "line 3, level"),
    "an area that stands twice": ("areas.csv", "XM-HA-02,", "XM-HA-01,", "stands here twice"),
    "an area without its Arabic name": (
        "areas.csv",
        "Lantern Point,رأس المنارة",
        "Lantern Point,",
        "name_ar: is empty",
    ),
    "a holiday that is no date": ("holidays.csv", "2025-01-01", "1 January", '"1 January" is not a date'),
    "a holiday in an unknown area": ("holidays.csv", "البحيرة,XM-LA", "البحيرة,XM-QQ", "area"),
    "cells that end at semicolons": (
        "holidays.csv",
        "date,name_en,name_ar,area",
        "date;name_en;name_ar;area",
        "Separate the cells by commas.",
    ),
    "a line with a comma too many": ("holidays.csv", "New Year's Day,", "New Year's, Day,", "more cells than columns"),
    "a resident whose identifier fails": ("people.csv", "4260181595", "4260181596", "line 2, identifier"),
    "two residents with one identifier": ("people.csv", "2830166132", "4260181595", "stands here twice"),
    "a resident in an unknown area": ("people.csv", "XM-HA-02", "XM-99", "line 2, area"),
    "a resident with a wrong telephone": ("people.csv", "+9995550142", "+99912", "line 2, phone"),
    "a resident with two e-mail addresses": (
        "people.csv",
        "amina.haddad@example.org",
        "a@example.org;b@example.org",
        'line 2, email: "a@example.org;b',
    ),
    "a resident of an unknown language": ("people.csv", "H-1001,ar", "H-1001,xx", 'no language "xx"'),
    "a resident without a birthday": ("people.csv", "1991-04-12", "", "born: is empty"),
    "a persona nobody knows": ("personas.toml", '"4260181595"', '"4260181596"', "amina.identifier"),
    "a persona who cannot sign in": ("personas.toml", 'pin = "2468"', "", "nobody can sign in"),
    "a persona at an unknown office": ("personas.toml", 'office = "fire-safety"', 'office = "x"', "farid.roles.office"),
    "roles that are no list": ("personas.toml", 'pin = "2468"', 'pin = "1"\nroles = "officer"', "list of tables"),
}


@pytest.mark.parametrize(("file", "old", "new", "expected"), WRONG_LISTS.values(), ids=list(WRONG_LISTS))
def test_the_lists_of_a_pack_do_not_hold(copied_pack: Path, file: str, old: str, new: str, expected: str) -> None:
    change(copied_pack, file, old, new)
    sentence = refusal(copied_pack)
    assert sentence.startswith(f"ours/{file}, line ")
    assert expected in sentence


def test_a_holiday_of_an_unknown_kind_stops_the_start(copied_pack: Path) -> None:
    (copied_pack / "holidays.csv").write_text(
        "date,name_en,name_ar,kind\n2026-01-01,New Year,رأس السنة,feast\n", "utf-8"
    )
    assert refusal(copied_pack).endswith('kind: "feast" is not known. Write holiday or working.')


def test_the_line_named_is_the_line_of_the_mistake(copied_pack: Path) -> None:
    change(copied_pack, "pack.toml", "digits = 2", "digits = 7")
    lines = (copied_pack / "pack.toml").read_text("utf-8").splitlines()
    assert f"line {lines.index('digits = 7') + 1}, currencies.XMC.digits" in refusal(copied_pack)


def test_a_missing_key_is_shown_at_the_head_of_its_table(copied_pack: Path) -> None:
    change(copied_pack, "pack.toml", 'name = "العربية"', "")
    lines = (copied_pack / "pack.toml").read_text("utf-8").splitlines()
    assert f"line {lines.index('[languages.ar]') + 1}, languages.ar.name" in refusal(copied_pack)


def test_a_wrong_role_is_shown_where_the_roles_of_that_persona_stand(copied_pack: Path) -> None:
    change(copied_pack, "personas.toml", 'office = "fire-safety"', 'office = "lighthouse"')
    lines = (copied_pack / "personas.toml").read_text("utf-8").splitlines()
    wrong = next(number for number, line in enumerate(lines, 1) if "lighthouse" in line)
    assert f"line {wrong}, farid.roles.office" in refusal(copied_pack)


@pytest.mark.parametrize("file", ["pack.toml", "areas.csv", "offices.toml", "holidays.csv"])
def test_a_missing_file_is_named(copied_pack: Path, file: str) -> None:
    (copied_pack / file).unlink()
    assert refusal(copied_pack) == f"ours/{file} is missing. Copy it from countries/base and adapt it."


def test_personas_without_the_people_of_the_country_are_refused(copied_pack: Path) -> None:
    (copied_pack / "people.csv").unlink()
    assert 'nobody in people.csv has "4260181595". Add the person, or correct it.' in refusal(copied_pack)


def test_a_pack_without_a_currency_does_not_start(copied_pack: Path) -> None:
    text = (copied_pack / "pack.toml").read_text("utf-8")
    start, end = text.index("[currencies.XMC]"), text.index("# ---- Identifier")
    (copied_pack / "pack.toml").write_text(text[:start] + "[currencies]\n" + text[end:], "utf-8")
    assert "currencies: is empty. Add at least one table." in refusal(copied_pack)


def test_a_file_that_is_no_toml_is_named_with_the_place(copied_pack: Path) -> None:
    (copied_pack / "offices.toml").write_text("[tribunal\n", "utf-8")
    assert "ours/offices.toml is not valid TOML" in refusal(copied_pack)
    assert "line 1" in refusal(copied_pack)


def test_a_file_in_another_encoding_is_named(copied_pack: Path) -> None:
    (copied_pack / "areas.csv").write_text("code,name_ar\nXM,ميريديا\n", "cp1256")
    assert refusal(copied_pack) == "ours/areas.csv is not UTF-8 text. Save it again as UTF-8."
