"""A number that is shown as an example keeps together, and what is no number stays what it was."""

import pytest
from flask import Flask

from egov.web import unbroken
from tests.support.visitor import Visitor


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("for example DLC-26-7KQ4M2-X", 'for example <bdi class="number">DLC-26-7KQ4M2-X</bdi>'),
        ("مثلًا DL-26-7KQ4M2-X.", 'مثلًا <bdi class="number">DL-26-7KQ4M2-X</bdi>.'),
        (
            "A <b>well-known</b> e-mail & X-1",
            'A &lt;b&gt;well-known&lt;/b&gt; e-mail &amp; <bdi class="number">X-1</bdi>',
        ),
    ],
)
def test_only_numbers_are_kept_together(words: str, shown: str) -> None:
    assert unbroken(words) == shown


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_example_of_a_certificate_does_not_break(app: Flask, language: str) -> None:
    page = Visitor(app, language).open("/verify").page
    assert [each.get_text() for each in page.select(".hint .number")] == ["DLC-26-7KQ4M2-X"]
