"""Finding a case, and finding out who looked at one's file."""

import pytest
from flask import Flask

from egov.cases.codes import clean_reference
from egov.country.digits import to_native
from tests.cases.office import People, guide_dog, many_cases, taken_by
from tests.support.visitor import Visitor


@pytest.fixture
def reference(amina: Visitor) -> str:
    return guide_dog(amina)


NAMES = [
    "Amina Haddad",
    " AMINA HA",
    "أمينة",
    "أمينة حداد",
    "Haddad",
    "hadd",
    "Haddad Amina",
    "Haddad, ami",
    "Amina  Haddad",
]
NAMES += ["حداد", "حدا", "حداد أمينة", "حداد، أمينة"]
NUMBERS = ["4260181595", "4260 181 595", "٤٢٦٠١٨١٥٩٥", "৪২৬০১৮১৫৯৫"]


def test_a_case_is_found_by_name_in_both_scripts_and_by_number(omar: Visitor, reference: str) -> None:
    for typed in [*NAMES, *NUMBERS]:
        omar.open(f"/office/search?q={typed}").has(reference)


def test_what_is_searched_for_does_not_stand_in_the_address(omar: Visitor, reference: str) -> None:
    omar.open("/office").press("Search", q="Amina Haddad").has(reference)
    assert omar.address == "/office/search"


def test_a_case_is_found_by_its_reference_however_it_is_typed(omar: Visitor, reference: str) -> None:
    spaced = f" {reference.lower().replace('-', '  ')} "
    for typed in (reference, reference.lower().replace("-", ""), spaced, to_native(reference, "beng")):
        omar.open(f"/office/search?q={typed}").has(reference)


@pytest.mark.parametrize("typed", ["Maria", "teresa", "Teresa da", "Silva", "Silva Maria Teresa", "SILVA MARIA T"])
def test_a_name_of_several_words_is_found_from_its_first_second_and_last_on(
    app: Flask, omar: Visitor, typed: str
) -> None:
    many_cases(app, 1, applicant_name="Maria Teresa da Silva", search_name="maria teresa da silva")
    many_cases(app, 1, applicant_name="Marisol", search_name="marisol", search_other_name="marisol")
    omar.open(f"/office/search?q={typed}").has("Maria Teresa da Silva").lacks("Marisol")
    assert len(omar.page.select("table tbody tr")) == 1


def test_no_name_passes_for_a_reference(app: Flask, omar: Visitor) -> None:
    names = [f"Abdelrahman {letter}enedetti" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"]
    assert not [name for name in names if clean_reference(name)]


def test_what_does_not_match_is_not_found(omar: Visitor, reference: str) -> None:
    for typed in [
        "",
        "   ",
        ",",
        "Haddad Bilal",
        "addad",
        "Sam Okafor",
        "6960308248",
        "DL-26-000000-0",
        "%",
        "_",
        "min",
    ]:
        omar.open(f"/office/search?q={typed}").has("No case at your desks matches this.").lacks(reference)


def test_cases_of_other_desks_are_not_found(app: Flask, people: People, reference: str) -> None:
    for persona in ("tomas", "nadia", "farid", "mei"):
        people(persona).open(f"/office/search?q={reference}").lacks("Amina Haddad")


def test_the_newest_twenty_five_are_found(app: Flask, omar: Visitor) -> None:
    many_cases(app, 30, applicant_name="Lucía", search_name="lucía")
    omar.open("/office/search?q=Lucía")
    assert len(omar.page.select("table tbody tr")) == 25


def test_searching_is_for_officials(people: People, visitor: Visitor) -> None:
    people("amina").open("/office/search?q=amina", 403).has("for officials")
    visitor.open("/office/search?q=amina").has("Sign in")


def test_amina_reads_who_looked_at_her_file_and_why(people: People, amina: Visitor, omar: Visitor) -> None:
    reference = guide_dog(amina)
    taken_by(omar, reference)
    amina.open("/my").follow("Who looked at my file")
    amina.has("Omar Salim", reference, "deciding the case")
    people("sam").open("/my/file-access").lacks("Omar Salim", reference)


def test_a_refused_look_leaves_nothing_of_the_file(people: People, amina: Visitor, reference: str) -> None:
    people("tomas").open(f"/office/{reference}", 403)
    people("sam").open(f"/cases/{reference}", 404).lacks("Amina", "Rexina")
    amina.open("/my/file-access").lacks("Sam Okafor")


def test_a_case_is_for_its_applicant(app: Flask, people: People, visitor: Visitor, reference: str) -> None:
    people("bilal").open(f"/cases/{reference}", 404)
    visitor.open(f"/cases/{reference}").has("Sign in").lacks("Rexina")
    visitor.open("/cases/DL-26-000000-0", 404).has("Check the address")


def test_the_timeline_tells_what_happened_and_what_comes_next(amina: Visitor, omar: Visitor, reference: str) -> None:
    taken_by(omar, reference).press("Ask for more", reason__ask_more="Send a picture of Rex.")
    amina.open(f"/cases/{reference}").press("Send your answer", reason__answer="Here he is.")
    told = ["Application received", "More information asked", "Information sent"]
    lines = [item.get_text(" ") for item in amina.page.select(".timeline li")]
    for words, line in zip([*told, "An officer is looking", "at the latest on"], lines, strict=True):
        assert words in line


def test_a_case_reads_in_arabic_too(app: Flask, amina: Visitor, reference: str) -> None:
    arabic = Visitor(app, "ar").sign_in("amina").open(f"/cases/{reference}")
    html = arabic.page.find("html")
    assert html and (html["lang"], html["dir"]) == ("ar", "rtl")
    arabic.has(reference).lacks("Application received", "In assessment", "What happened and what comes next")
