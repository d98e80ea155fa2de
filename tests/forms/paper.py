"""A page of one question, filled in as a browser would send it, and what is then on it."""

from typing import Any

from bs4 import BeautifulSoup
from werkzeug.datastructures import MultiDict
from wtforms.fields.core import UnboundField

from egov.forms.base import Answer
from egov.forms.page import Page
from egov.texts import _


def ask(question: Any, *typed: Any, **parts: str) -> Answer:
    """The question after ``typed`` was sent for it, or the ``parts`` of it (``area`` is sent as ``question-area``)."""
    assert isinstance(question, UnboundField)
    page = type("OneQuestion", (Page,), {"title": _("A question"), "question": question})
    sent: MultiDict[str, Any] = MultiDict([("question", value) for value in typed])
    for name, value in parts.items():
        sent.add(f"question-{name.replace('__', '-')}", value)
    form = page(sent)
    form.validate()
    return form.questions[0]


def sentence(answer: Answer) -> str:
    """What is wrong with the answer, in words; empty when all is well."""
    return str(answer.error())


def shown_again(answer: Answer) -> BeautifulSoup:
    """The question as it comes back on the page."""
    return BeautifulSoup(answer.render(), "html.parser")


def survives_json(answer: Answer) -> bool:
    """Whether the value comes back the same from what is stored of it."""
    return bool(answer.restored(answer.stored(answer.data)) == answer.data)
