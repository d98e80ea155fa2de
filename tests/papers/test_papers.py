"""A paper says the same in every script, or it is not printed at all."""

import re
import shutil
import subprocess
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from egov.clock import clock, now
from egov.papers.faces import faces
from egov.papers.paper import MissingGlyph, Paper, check_letters, write_paper

LICENCE = Paper(
    language="en",
    direction="ltr",
    heading="Republic of Meridia",
    office="Licensing Office, Port Almas",
    title="Dog licence",
    intro="The dog below is licensed.",
    rows=(("Holder", "Amina Haddad"), ("Name of the dog", "Koa"), ("Microchip", "985 141 000 123 456")),
    number="DOG-2026-4K7M2Q-8",
    date_line="Issued on 24 November 2026",
    qr_url="https://services.example.org/verify/MFRGGZDFMZTWQ2LKNNWG23TPOB",
)
ARABIC = replace(LICENCE, language="ar", direction="rtl", title="رخصة كلب", rows=(("الرقم", "4260 181 595"),))
COVERED = sorted(chr(code) for face in faces() for code in face.characters)


@pytest.fixture
def text_of(tmp_path: Path) -> Callable[[bytes], str]:
    """What a reading program finds in a PDF."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not installed on this machine")

    def read(pdf: bytes) -> str:
        file = tmp_path / "paper.pdf"
        file.write_bytes(pdf)
        run = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True)
        return re.sub(r"[\u200e\u200f\u202a-\u202e]", "", run.stdout.decode())

    return read


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def test_a_paper_carries_all_that_was_asked(text_of: Callable[[bytes], str]) -> None:
    text = text_of(write_paper(LICENCE))
    for said in ("Republic of Meridia", "Dog licence", "Amina Haddad", "985 141 000 123 456", LICENCE.number):
        assert said in text


def test_a_paper_tells_its_language_and_title_to_reading_programs() -> None:
    pdf = write_paper(ARABIC)
    assert pdf.startswith(b"%PDF-")
    assert b"/Lang (ar)" in pdf
    assert b"/DisplayDocTitle true" in pdf


def test_the_qr_code_can_be_clicked_and_a_paper_without_address_has_none() -> None:
    assert LICENCE.qr_url.encode() in write_paper(LICENCE)
    assert b"/URI" not in write_paper(replace(LICENCE, qr_url=""))


def test_a_number_keeps_its_groups_in_order_on_an_arabic_paper(text_of: Callable[[bytes], str]) -> None:
    assert "4260 181 595" in text_of(write_paper(ARABIC))


@pytest.mark.parametrize(
    "name",
    [
        "ʻOfa Faleʻula", "Tāne Māori", "রহিমা খাতুন", "Жанна Ωμέγα", "صالح محمد", "Nguyễn Thị Ngọc", "ሕይወት ተስፋዬ",
        "Ẹ̀kọ́ Ọláyínká", "Ɔsei Ŋukɛ", "Ѓорѓи Ќосев", "ٹیپو گُل خان ے",
    ],
)  # fmt: skip
def test_names_of_many_scripts_are_printed(name: str) -> None:
    assert write_paper(replace(LICENCE, rows=(("Holder", name),)))


def test_a_name_that_no_font_can_write_stops_the_paper_and_the_letter_is_named() -> None:
    with pytest.raises(MissingGlyph) as refused:
        write_paper(replace(LICENCE, rows=(("Holder", "მზე"),)))
    assert refused.value.character == "მ"
    assert "U+10DB" in str(refused.value.sentence)


def test_a_specimen_says_so_and_a_real_paper_does_not(text_of: Callable[[bytes], str]) -> None:
    specimen = text_of(write_paper(replace(LICENCE, specimen_word="SPECIMEN")))
    assert set("SPECIMEN") <= set("".join(specimen.split()))
    assert specimen != text_of(write_paper(LICENCE))


def test_more_facts_than_fit_go_on_on_another_page(text_of: Callable[[bytes], str]) -> None:
    long = write_paper(replace(LICENCE, rows=LICENCE.rows * 12, number="LONG-1"))
    assert pages_of(long) > 1
    assert text_of(long).count("Amina Haddad") == 12


def test_one_fact_longer_than_a_page_is_printed_whole(text_of: Callable[[bytes], str]) -> None:
    story = " ".join(f"word{number}" for number in range(900))
    text = text_of(write_paper(replace(LICENCE, rows=(("Story", story),))))
    assert "word0 " in text
    assert "word899" in text


def test_a_word_wider_than_the_column_is_broken_and_not_cut_off(text_of: Callable[[bytes], str]) -> None:
    text = text_of(write_paper(replace(LICENCE, rows=(("Code", "W" * 60 + "END"),))))
    assert "".join(text.split()).count("W") >= 60


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet=COVERED, max_size=60))
def test_any_text_of_the_scripts_that_have_a_font_is_written(text: str) -> None:
    assert write_paper(replace(LICENCE, rows=((text, text),)))


@given(
    st.characters(
        exclude_categories=("Cf", "Cs"), exclude_characters="".join(COVERED) + "\t\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
    )
)
def test_any_character_without_a_font_is_refused_before_anything_is_written(character: str) -> None:
    with pytest.raises(MissingGlyph):
        check_letters(replace(LICENCE, title=f"Dog {character} licence"))


def test_the_same_paper_gives_the_same_bytes_but_for_the_moment_it_was_written() -> None:
    moment = re.compile(rb"/CreationDate \([^)]*\)|/ID \[[^]]*\]")
    assert moment.sub(b"", write_paper(LICENCE)) == moment.sub(b"", write_paper(LICENCE))


def test_the_file_is_dated_by_the_clock_of_the_house() -> None:
    clock.offset = timedelta(days=3650)
    try:
        assert b"/CreationDate (D:%d" % now().year in write_paper(LICENCE)
    finally:
        clock.offset = timedelta()


FORTY = replace(LICENCE, rows=tuple((f"Fact {number}", f"Value {number}.") for number in range(40)))


def test_each_of_several_pages_says_which_of_how_many_it_is_and_of_which_paper(
    text_of: Callable[[bytes], str],
) -> None:
    pdf = write_paper(FORTY)
    pages = text_of(pdf).split("\f")[: pages_of(pdf)]
    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        assert f"{LICENCE.number} · Page {number} of 3" in page
    assert "Page" not in text_of(write_paper(LICENCE))


def test_pages_before_the_last_are_filled_and_the_last_has_a_fact_above_its_foot(
    text_of: Callable[[bytes], str],
) -> None:
    for facts in range(1, 41):
        pdf = write_paper(replace(FORTY, rows=FORTY.rows[:facts]))
        *full, last = text_of(pdf).split("\f")[: pages_of(pdf)]
        assert "Fact" in last
        assert text_of(pdf).count("Fact") == facts
        assert all(page.count("Fact") > 9 for page in full)
        assert facts > 12 or not full


@pytest.mark.parametrize("paper", [LICENCE, ARABIC])
def test_what_stands_on_a_paper_stays_inside_its_border(paper: Paper, tmp_path: Path) -> None:
    lines = ("To check it, scan the code or type DLC-26-7KQ4M2-X at services.example.org/verify",) * 4
    name = "Maria de los Ángeles Fernández-Villaverde y González de la Concepción van der Westhuizen Ó Súilleabháin III"
    address = "House 14, behind the old cinema\nThird floor, second door\nHarbour Road, Lantern Point\nHarbour District"
    rows = (("Issued to", name), ("Address", address)) * 4
    file = tmp_path / "paper.pdf"
    file.write_bytes(
        write_paper(replace(paper, rows=rows, how_to_check=lines, date_line="Issued\nIn the place\nValid"))
    )
    words = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, check=True, text=True).stdout
    boxes = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">', words)
    points = 72 / 25.4
    assert len(boxes) > 100
    for left, top, right, bottom in (map(float, box) for box in boxes):
        assert left > 14 * points and right < (210 - 14) * points
        assert top > 14 * points and bottom < (297 - 13) * points


def test_the_coat_of_arms_stands_in_the_middle(tmp_path: Path) -> None:
    if not shutil.which("pdftoppm"):
        pytest.skip("pdftoppm (poppler-utils) is not installed on this machine")
    file, dots_a_millimetre = tmp_path / "paper.pdf", 2
    file.write_bytes(write_paper(LICENCE))
    asked = ["pdftoppm", "-r", str(25.4 * dots_a_millimetre), "-singlefile", "-png", str(file), str(tmp_path / "seen")]
    subprocess.run(asked, check=True)
    red, _green, blue = Image.open(tmp_path / "seen.png").convert("RGB").split()
    golden = ImageChops.subtract(red, blue).point(lambda more: 255 if more > 100 else 0)
    left, top, right, bottom = golden.getbbox() or (0, 0, 0, 0)
    assert abs((left + right) / 2 / dots_a_millimetre - 210 / 2) < 0.5
    assert abs((bottom - top) / dots_a_millimetre - 24) < 1.5


def test_a_code_with_a_long_address_can_be_scanned_from_paper() -> None:
    address = f"https://services.interior.gov.example.org/{'a' * 70}/verify/MFRGGZDFMZTWQ2LKNNWG23TPOB"
    code = dark_heights(write_paper(replace(LICENCE, qr_url=address)))
    assert len(code) > 500
    assert min(code) > 0.5  # millimetres


def dark_heights(pdf: bytes) -> list[float]:
    """The heights of the filled shapes of a paper in millimetres: the dark stretches of its code, and its field."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    drawn = b"\n".join(zlib.decompress(stream) for stream in streams if stream[:1] == b"x")
    return [abs(float(height)) * 25.4 / 72 for height in re.findall(rb"([-\d.]+) re f\b", drawn)]
