"""A Markdown file as a piece of a page. What is HTML in it is shown as text."""

import re
from collections.abc import Iterator, Sequence
from html import escape

from flask import url_for
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

from egov.course.documents import SHELVES, Document, place_behind
from egov.course.exercises import EXERCISES

NOT_OURS = re.compile(r"[a-z]+:|/|#")  # links to other houses, to pages of this one, and to places on the same page


class _Renderer(RendererHTML):
    """Code is English and reads from left to right on every page; whoever has only keys can scroll it."""

    def fence(self, tokens: Sequence[Token], idx: int, *_more: object) -> str:
        return f'<pre dir="ltr" lang="en" tabindex="0"><code>{escape(tokens[idx].content, quote=False)}</code></pre>\n'

    def code_inline(self, tokens: Sequence[Token], idx: int, *_more: object) -> str:
        return f'<code dir="ltr">{escape(tokens[idx].content, quote=False)}</code>'


MARKDOWN = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")


def as_piece_of_page(document: Document) -> Markup:
    """All of the document below its title; its links lead to the pages of the course."""
    tokens = MARKDOWN.parse(document.path.read_text(encoding="utf-8"))[3:]
    for token in _all_of(tokens):
        if token.type == "link_open":
            _lead_on(document, token)
        elif token.type == "image":
            token.attrSet("src", url_for("course.picture", name=str(token.attrGet("src")).rpartition("/")[2]))
    _prepare_tables(tokens)
    shown = _without_empty_heads(tokens)
    return Markup(MARKDOWN.renderer.render(shown, MARKDOWN.options, {}))  # noqa: S704 - made of text alone, see above


def _all_of(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all_of(token.children or ())


def _lead_on(document: Document, link: Token) -> None:
    target, _hash, part = str(link.attrGet("href")).partition("#")
    if not NOT_OURS.match(target or "#"):
        link.attrSet("href", f"{_address_of(document, target)}{f'#{part}' if part else ''}")


def _address_of(document: Document, target: str) -> str:
    """Where a link leads; a file that is no page of the course lies in the folder of the project."""
    place = place_behind(document, target)
    if place is None:
        folder = target.rstrip("/")
        return url_for("course.contents") + (f"#{folder}" if folder in SHELVES else "")
    name = place.removeprefix("course/")
    if name in EXERCISES:
        return url_for("course.lesson_page", name=name)
    return url_for("course.handbook_page", place=place)


def _prepare_tables(tokens: Sequence[Token]) -> None:
    """On a telephone each cell of a table stands below the other, beside the words at the head of its column."""
    heads: list[str] = []
    column = 0
    for place, token in enumerate(tokens):
        if token.type == "table_open":
            token.attrSet("class", "table")
            heads = []
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open":
            heads.append(re.sub(r"[*`]", "", tokens[place + 1].content))
            if heads[-1]:
                token.attrSet("scope", "col")
            else:  # the corner of a table is no heading
                token.tag = tokens[place + 2].tag = "td"
        elif token.type == "td_open":
            if heads[column]:
                token.attrSet("data-label", heads[column])
            column += 1


def _without_empty_heads(tokens: Sequence[Token]) -> list[Token]:
    """Markdown asks for a head above each table; one without words is none."""
    kept: list[Token] = []
    head: list[Token] = []
    for token in tokens:
        if token.type == "thead_open" or head:
            head.append(token)
        else:
            kept.append(token)
        if token.type == "thead_close":
            kept += head if any(each.content for each in head) else []
            head = []
    return kept
