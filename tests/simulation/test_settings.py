"""What one can turn, as it is typed."""

import pytest
from flask import Flask

from egov.catalogue import service_of
from egov.simulation.defaults import default_design
from egov.simulation.design import Design
from egov.simulation.settings import SETTINGS, changed, settings_of, standing
from workflows.engine import By


def design_of(name: str) -> Design:
    return default_design(service_of(name))


def test_what_was_left_as_it_stands_changes_nothing(house: Flask) -> None:
    design = design_of("building_permit")
    assert changed(design, standing(design)) == (design, [])


def test_each_figure_can_be_turned_and_is_read_back(house: Flask) -> None:
    typed = {"officers": "٥", "hours": "6.5", "arrivals": "9", "work": "1,5"}
    typed |= {"opinions": "20", "second": "0", "renewals": "40", "asked": "30"}
    design, wrong = changed(design_of("building_permit"), typed)
    assert not wrong
    assert [round(setting.shown(design), 6) for setting in SETTINGS] == [5, 6.5, 9, 1.5, 20, 0, 40, 30, 8]
    assert design.times[By.OFFICER].mean == 1.5


@pytest.mark.parametrize(
    ("name", "typed"),
    [("officers", "2.5"), ("officers", "0"), ("officers", "many"), ("hours", "25"), ("arrivals", ""), ("work", "-1"),
     ("opinions", "101"), ("answer", "NaN"), ("asked", "1e9")],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_sentence(house: Flask, name: str, typed: str) -> None:
    design, wrong = changed(design_of("building_permit"), {name: typed})
    assert [field for field, _sentence in wrong] == [name]
    assert "enter a" in str(wrong[0][1])
    assert design == design_of("building_permit")


def test_two_pairs_of_eyes_need_two_officers(house: Flask) -> None:
    design = design_of("building_permit")
    assert [field for field, _sentence in changed(design, {"officers": "1"})[1]] == ["officers"]
    assert not changed(design, {"officers": "1", "second": "0"})[1]
    assert not changed(design_of("dog_licence"), {"officers": "1"})[1]


def test_only_what_the_workflow_knows_can_be_turned(house: Flask) -> None:
    assert "second" not in standing(design_of("dog_licence"))
    assert {setting.name for setting in settings_of(design_of("parking_fine"))} == {
        "officers",
        "hours",
        "arrivals",
        "work",
    }
