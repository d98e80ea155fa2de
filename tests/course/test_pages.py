"""The lessons and the handbook, as pages: whole, in order, in the language of the reader, and without dead ends."""

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask

from egov import create_app
from egov.country.pack import current_pack
from egov.course.documents import DOCS, LESSONS, Document, lesson, page_of_handbook
from egov.course.exercises import EXERCISES
from egov.course.rendering import as_piece_of_page
from egov.texts import is_translated, translate, use_language
from tests.conftest import settings
from tests.support.visitor import Visitor

READ = [path for path in DOCS.rglob("*.md") if LESSONS not in path.parents]
HANDBOOK = sorted(path.relative_to(DOCS).with_suffix("").as_posix() for path in READ)
FENCE = re.compile(r"^ *```.*?^ *```$", re.DOTALL | re.MULTILINE)
ITALIC = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")
TARGET = re.compile(r"\]\(([^)]+)\)")


def test_the_contents_name_every_lesson_and_every_page(visitor: Visitor) -> None:
    links = [str(link["href"]) for link in visitor.open("/course").page.select("main a")]
    assert links == [
        *(f"/course/lessons/{name}" for name in EXERCISES),
        *(link for link in links if link.startswith("/course/read/")),
    ]
    assert sorted(link.removeprefix("/course/read/") for link in links[len(EXERCISES) :]) == HANDBOOK


def test_the_course_stands_in_the_strip_of_a_demonstration(visitor: Visitor) -> None:
    visitor.open("/").follow("Course").follow("From a click to a certificate").follow("Course").has("Handbook")


@pytest.mark.parametrize("name", [*(f"lessons/{name}" for name in EXERCISES), *(f"read/{place}" for place in HANDBOOK)])
def test_a_page_is_whole_and_its_links_lead_on(app: Flask, visitor: Visitor, name: str) -> None:
    page = visitor.open(f"/course/{name}").page
    assert len(page.select("h1")) == 1
    assert len(page.select("article.document > *")) > 1
    here = f"http://localhost{visitor.address}"
    inside = [urljoin(here, str(tag.get("href") or tag.get("src"))) for tag in page.select("article a, article img")]
    for address in {urlsplit(each).path for each in inside if urlsplit(each).netloc == "localhost"}:
        with app.test_client().get(address) as answer:
            assert answer.status_code == 200, f"{name} leads to {address}"


@pytest.mark.parametrize("name", EXERCISES)
def test_each_lesson_says_the_same_in_each_language(app: Flask, name: str) -> None:
    english = (LESSONS / f"{name}.md").read_text(encoding="utf-8")
    with app.app_context():
        others = [lesson(name, each.code).path for each in current_pack().languages if each.code != "en"]
    for other in (path.read_text(encoding="utf-8") for path in others):
        assert other != english, "it is not translated"
        for pattern in (FENCE, TARGET, re.compile(r"^\d\.", re.MULTILINE), re.compile(r"`[^`\n]+`")):
            assert pattern.findall(other) == pattern.findall(english)


def test_a_reader_of_arabic_reads_arabic_and_code_from_left_to_right(app: Flask) -> None:
    page = Visitor(app, "ar").open("/course/lessons/3-prove").page
    article = page.select_one("article.document")
    assert article and not article.get("lang")
    assert {str(code["dir"]) for code in page.select("article pre")} == {"ltr"}


def test_the_handbook_is_english_and_says_so_to_programs_that_read(app: Flask) -> None:
    article = Visitor(app, "ar").open("/course/read/audit").page.select_one("article.document")
    assert article and (article["lang"], article["dir"]) == ("en", "ltr")
    Visitor(app, "ar").open("/course").has("هذه الصفحات")


def test_a_lesson_that_is_not_translated_is_read_in_english(app: Flask) -> None:
    assert lesson("1-play", "fr").language == "en"


@pytest.mark.parametrize(
    "place", ["nothing", "course/1-play", "../README", "operating", "checks/../audit", "/etc/passwd"]
)
def test_nothing_else_is_read(app: Flask, visitor: Visitor, place: str) -> None:
    assert app.test_client().get(f"/course/read/{place}", follow_redirects=True).status_code == 404
    visitor.open("/course/lessons/nothing", 404)
    assert app.test_client().get("/course/pictures/../audit.md").status_code == 404


def test_html_in_a_document_is_shown_and_does_nothing(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(
        "# Title\n\n<script>alert(1)</script> [a](javascript:alert(1))\n\n```\n<b>\n```\n", encoding="utf-8"
    )
    with app.test_request_context():
        piece = as_piece_of_page(Document("page", path))
    assert "<script" not in piece and 'href="javascript' not in piece
    assert "&lt;script&gt;" in piece and "&lt;b&gt;" in piece


def test_a_table_keeps_the_words_of_its_head_beside_each_cell(app: Flask) -> None:
    with app.test_request_context():
        piece = as_piece_of_page(page_of_handbook("fork"))
    assert '<td data-label="where">' in piece


def test_a_real_house_has_no_course(tmp_path: Path, database_url: str) -> None:
    app = create_app({**settings(tmp_path, database_url), "DEMO": False, "PAYMENT_PROVIDERS": []})
    assert "course" not in app.blueprints
    assert "course" not in {rule.endpoint.partition(".")[0] for rule in app.url_map.iter_rules()}


@pytest.mark.parametrize("name", EXERCISES)
def test_what_a_lesson_tells_one_to_choose_is_called_so_on_the_pages(app: Flask, name: str) -> None:
    english = (LESSONS / f"{name}.md").read_text(encoding="utf-8")
    with app.app_context():
        for language in (each.code for each in current_pack().languages if each.code != "en"):
            chosen = ITALIC.findall(lesson(name, language).path.read_text(encoding="utf-8"))
            assert chosen == [spoken(words, language) for words in ITALIC.findall(english)]
            assert all(is_translated(words, language) for words in ITALIC.findall(english))


def spoken(words: str, language: str) -> str:
    with use_language(language):
        return translate(words)
