"""A part of a service that is of another kind is told with its line and its cure, and no start ends in a traceback."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from egov.catalogue import Service, all_services
from egov.forms.fields import ChoiceField, TextField
from egov.forms.page import Page
from egov.soundness.examination import examine, refuse_unsound
from egov.soundness.kinds import refuse_wrong_kinds, wrong_kinds
from egov.texts import _
from tests.prover.tables import added, changed, restated, row
from workflows.engine import STAY, Alarm, By
from workflows.permit import permit

NO_CHOICE = ChoiceField(_("How tall is the dog?"))
BARE = ChoiceField(_("How tall is the dog?"), choices=["small", "large"])  # type: ignore[list-item]
Spoil = Callable[[Service], Service]


def the(**parts: Any) -> Spoil:
    return lambda service: replace(service, **parts)


def paper(**parts: Any) -> Spoil:
    return lambda service: replace(service, certificate=replace(service.certificate, **parts))  # type: ignore[type-var]


def page(**parts: Any) -> Spoil:
    return the(pages=[type("YourDog", (Page,), {"title": _("Your dog"), "dog_name": TextField(_("Your dog"))} | parts)])


def step(**parts: Any) -> Spoil:
    return the(workflow=added(permit, row("wait", "assessment", STAY, **parts)))


KINDS: list[tuple[Spoil, str]] = [
    (the(workflow="permit"), "workflow is 'permit': write the name of a table without quotes"),
    (the(title="Dog licence"), "title is 'Dog licence': write words as _(\"...\")."),
    (the(you_need=_("Your dog")), "you_need is 'Your dog': write them in brackets with a comma"),
    (the(fee=4000), "fee is 4000: write the name of a function of two values, the answers and a day"),
    (the(fee=lambda answers: 4000), "fee is <lambda>: write the name of a function of two values"),
    (the(pages=Page), "pages is Page: write the names of the pages in brackets"),
    (the(prefix=5), "prefix is 5: write capital letters in quotes"),
    (the(certificate="paper"), "certificate is 'paper': write one Certificate(...)."),
    (the(effects=[print]), "effects is [<built-in function print>]: write the action with its function"),
    (the(grounds={"zone": "The zone"}), "grounds is {'zone': 'The zone'}: write each with a name of its own"),
    (paper(title="Dog licence"), "title is 'Dog licence': write words"),
    (paper(rows=[]), "rows is []: write the name of a function of one value"),
    (page(only_if=True), "YourDog.only_if is True: write the name of a function of one value"),
    (page(title=None), "YourDog.title is None: write words"),
    (page(dog_name=TextField(_("Your dog"), max=60)), "page YourDog: Field.__init__() got an unexpected keyword"),
    (page(size=BARE), "the choices of 'size': write pairs"),
    (page(size=NO_CHOICE), "the choices of 'size': write pairs"),
    (step(label=_("Wait")), "step 'wait': label is 'Wait': write plain words, marked"),
    (step(sources="assessment"), "step 'wait': sources is 'assessment': write them in brackets with a comma"),
    (step(by="boss"), "step 'wait': by is 'boss': write who takes it"),
    (step(when="fee_due"), "step 'wait': when is 'fee_due': write the name of a function of one value, the facts"),
    (step(by=By.CLOCK, alarm=30), "step 'wait': alarm is 30: write a day to count from"),
    (step(by=By.CLOCK, alarm=Alarm(30)), "write a day to count from and a number of days"),  # type: ignore[arg-type]
    (the(workflow=restated(permit, "issued", waits_for="boss")), "state 'issued': waits_for is 'boss': write who"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "sentence"), KINDS, ids=[sentence[:30] for _spoil, sentence in KINDS])
def test_another_kind_is_told_with_its_cure(app: Flask, spoil: Spoil, sentence: str) -> None:
    with app.app_context():
        told = [str(fault) for fault in wrong_kinds(spoil(all_services()["dog_licence"]))]
    assert any(sentence in one for one in told), told
    assert all("dog_licence/__init__.py:" in one or "workflows/permit.py:" in one for one in told)


def test_all_services_are_of_the_right_kind(app: Flask) -> None:
    refuse_wrong_kinds(app)


def test_of_two_parts_with_one_name_the_right_line_is_told(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        dogs = all_services()["dog_licence"]
        code = (dogs.folder / "__init__.py").read_text(encoding="utf-8")
        spoilt = code.replace('title=_("Dog licence"),\n        intro', 'title="Dog licence",\n        intro')
        (tmp_path / "__init__.py").write_text(spoilt, encoding="utf-8")
        [fault] = wrong_kinds(paper(title="Dog licence")(replace(dogs, folder=tmp_path)))
    assert spoilt.splitlines()[fault.line - 1].strip() == 'title="Dog licence",'


def test_a_row_without_marked_words_stops_the_start(app: Flask) -> None:
    with app.app_context():
        dogs = paper(rows=lambda answers: [("Name of the dog", answers["dog_name"])])(all_services()["dog_licence"])
        app.extensions["services"] = all_services() | {"dog_licence": dogs}
        with pytest.raises(Exception, match=r"a row of the certificate is \('Name of the dog'"):
            refuse_unsound(app)


def test_a_question_without_marked_words_is_told(app: Flask) -> None:
    with app.app_context():
        spoilt = page(dog_name=TextField("What is it called?"))(all_services()["dog_licence"])
        told = [fault.sentence for fault in examine(replace(spoilt, fee=None), None).faults]
    assert '"What is it called?" cannot be translated. Write _("What is it called?").' in told


def test_a_fault_of_a_changed_table_is_told_where_the_table_stands(app: Flask) -> None:
    mine = replace(changed(permit, "withdraw", does="drop_charge"), name="of our own")
    with app.app_context():
        dogs = replace(all_services()["dog_licence"], workflow=restated(mine, "withdrawn", for_applicant=""))
        told = [fault for fault in examine(dogs, None).faults if "no words for the applicant" in fault.sentence]
    assert [fault.path.name for fault in told] == ["permit.py"]
