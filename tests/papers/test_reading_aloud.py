"""A reading program reads a paper from its title to its code, in the order of the language, and no ornament."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from egov.papers.paper import write_paper
from tests.papers.test_papers import FORTY, LICENCE, pages_of

ARABIC = replace(
    LICENCE,
    language="ar",
    direction="rtl",
    title="رخصة كلب",
    rows=(("الاسم", "أمينة حداد (3) Amina"),),
    specimen_word="نموذج",
)


def read_out(pdf: bytes) -> list[tuple[str, str]]:
    """Each piece with its kind, as the file says it, in its order."""
    pieces = []
    for element in re.findall(rb"<<([^<>]*(?:<[0-9A-Fa-f]+>[^<>]*)*/Type /StructElem.*?)>>\nendobj", pdf, re.DOTALL):
        kind = re.search(rb"/S /(\w+)", element)
        said = re.search(rb"/(?:ActualText|Alt) (?:\(((?:\\.|[^)\\])*)\)|<([0-9A-Fa-f]+)>)", element)
        if kind and said:
            plain = re.sub(rb"\\(.)", rb"\1", said[1] or b"").decode()
            pieces.append((kind[1].decode(), plain or bytes.fromhex((said[2] or b"").decode()).decode("utf-16")))
    return pieces


def test_it_reads_the_heading_the_facts_and_what_the_code_is_for() -> None:
    pieces = read_out(write_paper(LICENCE))
    said = [text for _kind, text in pieces]
    assert [text for kind, text in pieces if kind == "H1"] == ["Dog licence"]
    assert [text for kind, text in pieces if kind == "Figure"] == [f"Check this certificate at {LICENCE.qr_url}"]
    first = said.index("Holder")
    assert said[first : first + 4] == ["Holder", "Amina Haddad", "Name of the dog", "Koa"]
    assert said[:2] == ["Republic of Meridia", "Licensing Office, Port Almas"]


def test_arabic_is_read_in_the_order_in_which_it_is_written() -> None:
    pieces = read_out(write_paper(ARABIC))
    assert ("H1", "رخصة كلب") in pieces
    assert ("P", "أمينة حداد (3) Amina") in pieces
    assert pieces[0] == ("P", "نموذج")  # that it is a specimen is heard first


def test_what_each_page_repeats_is_read_once() -> None:
    said = [text for _kind, text in read_out(write_paper(replace(FORTY, specimen_word="SPECIMEN")))]
    assert said.count("SPECIMEN") == said.count(LICENCE.title) == said.count(LICENCE.number) == 1
    assert len([text for text in said if text.startswith("Fact")]) == 40


def test_another_program_finds_the_same_structure(tmp_path: Path) -> None:
    if not shutil.which("pdfinfo"):
        pytest.skip("pdfinfo (poppler-utils) is not installed on this machine")
    file = tmp_path / "paper.pdf"
    file.write_bytes(write_paper(FORTY))
    run = subprocess.run(["pdfinfo", "-struct-text", str(file)], capture_output=True, check=True, text=True)
    assert re.search(r'H1.*\n\s+"Dog licence"', run.stdout)
    assert [int(number) for number in re.findall(r'"Fact (\d+)"', run.stdout)] == [*range(40)]
    assert "Page" not in run.stdout
    assert not run.stderr
    assert pages_of(file.read_bytes()) == 3
