"""An edition keeps the words that it was published with, whatever the language says now."""

import re

from flask import Flask

from egov.catalogue import Service, all_services
from egov.forms.page import questions_of
from egov.texts import Text, use_language
from tests.editions.laws import DOG, changed, table_of, version

QUESTION, ASSESSED = "What is the dog's name?", "In assessment"
BEFORE, LABEL_BEFORE = "كيف ينادى الكلب؟", "عند الموظف"


def test_a_sentence_of_the_folder_stays_as_it_was_translated(at_the_ministry: Flask) -> None:
    content = changed(DOG)
    words = content["files"]["ar.po"]
    content["files"]["ar.po"] = re.sub(rf'(msgid "{re.escape(QUESTION)}"\nmsgstr) ".*"', rf'\1 "{BEFORE}"', words)
    assert content["files"]["ar.po"] != words
    then, now = version(DOG, content).service, all_services()[DOG]
    with use_language("ar"):
        assert asked(then) == BEFORE
        assert asked(now) not in (BEFORE, QUESTION)
    with use_language("en"):
        assert asked(then) == asked(now) == QUESTION


def test_a_label_of_the_table_stays_as_it_was_translated(at_the_ministry: Flask) -> None:
    content = changed(DOG)
    assert ASSESSED in content["words"]["ar"]
    content["words"]["ar"][ASSESSED] = [LABEL_BEFORE]
    then, now = version(DOG, content).service.workflow, table_of(DOG)
    with use_language("ar"):
        assert str(Text(then.state("assessment").label)) == LABEL_BEFORE
        assert str(Text(now.state("assessment").label)) not in (LABEL_BEFORE, ASSESSED)
    assert then == now  # it is the same table, in other words


def asked(service: Service) -> str:
    return str(questions_of(service.pages[0])[0].question)
