"""The pages of the drawings: for everybody, for the applicant of a case, for officials; and the command."""

from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from flask import Flask

from egov.audit.models import Entry
from egov.db import db
from tests.drawing.cast import SERVICES
from tests.support.robot import Robot
from tests.support.visitor import Visitor

People = Callable[[str], Visitor]


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_everybody_sees_the_way_of_a_service_as_a_drawing_or_in_words(app: Flask, name: str, language: str) -> None:
    visitor = Visitor(app, language).open(f"/services/{name}/procedure")
    drawing = visitor.page.select_one("main svg.way")
    assert drawing
    assert drawing.get("direction") == ("rtl" if language == "ar" else None)
    visitor.open(f"/services/{name}/procedure?as=words")
    assert len(visitor.page.select(".way-words > li")) >= 5
    assert not visitor.page.select("main svg.way")


def test_the_start_page_leads_to_the_whole_way(visitor: Visitor) -> None:
    visitor.open("/services/dog_licence").follow("See the whole way").has("You start here", "In assessment")
    visitor.follow("In words").has("You: Pay. Go on with 3.")
    assert "For officials" not in visitor.text


def test_the_applicant_sees_where_the_case_stands(app: Flask, people: People) -> None:
    amina = people("amina")
    reference = Robot(app, "dog_licence", 0).apply(amina)
    amina.open(f"/cases/{reference}")
    small = amina.page.select_one("main details svg.way")
    assert small
    assert "The case stands here" in small.get_text()
    amina.follow("See the whole way").has("The case stands here", "✓ You start here", "In assessment")
    assert amina.page.select("svg.way path.taken")
    amina.follow("In words").has("1. You start here Done")
    with app.app_context():
        reads = db.session.query(Entry).filter_by(action="case_read", case_reference=reference).count()
    assert reads >= 3, "each look at the case leaves its entry"


def test_a_stranger_does_not_see_the_way_of_a_case(app: Flask, people: People, visitor: Visitor) -> None:
    reference = Robot(app, "dog_licence", 0).apply(people("amina"))
    people("sam").open(f"/cases/{reference}/way", 404)
    visitor.open(f"/cases/{reference}/way").has("Sign in")


def test_the_officer_sees_all_roles_and_clocks_at_the_desk(app: Flask, people: People) -> None:
    reference = Robot(app, "dog_licence", 0).apply(people("amina"))
    omar = people("omar").open(f"/office/{reference}")
    drawing = omar.page.select_one("main details svg.way")
    assert drawing
    words = " ".join(drawing.stripped_strings)
    assert "After 14 days: Remind of the fee" in words
    assert "The case stands here" in words
    omar.follow("The procedure as a text").has("“Lapse unpaid”", "After 30 days this happens by law")


def test_officials_take_the_procedure_away_as_files(people: People) -> None:
    omar = people("omar").open("/services/dog_licence/procedure").follow("For officials")
    links = [
        str(link["href"]) for link in omar.page.select("main a") if "/office/procedures/dog_licence." in link["href"]
    ]
    bodies = {link.rpartition(".")[2]: omar.open(link).response for link in links}
    assert set(bodies) == {"bpmn", "mmd", "txt", "svg"}
    for ending, response in bodies.items():
        assert f'filename="dog_licence.{ending}"' in response.headers["Content-Disposition"]
    for ending in ("bpmn", "svg"):
        ET.fromstring(bodies[ending].get_data())
    assert bodies["mmd"].get_data(as_text=True).startswith("stateDiagram-v2")
    assert bodies["txt"].get_data(as_text=True).startswith("Dog licence")
    omar.open("/office/procedures/dog_licence.exe", 404)
    omar.open("/office/procedures/no_such_service", 404)


def test_the_officials_view_is_closed_to_all_others(people: People, visitor: Visitor) -> None:
    for address in ("/office/procedures/dog_licence", "/office/procedures/dog_licence.bpmn"):
        visitor.open(address).has("Sign in")
        people("sam").open(address, 403)


def test_the_command_writes_each_format(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    ET.fromstring(run(args=["export", "dog_licence"]).output)
    assert "<svg" in run(args=["export", "dog_licence", "--format", "svg"]).output
    assert "1. Start" in run(args=["export", "dog_licence", "--format", "text"]).output
    arabic = run(args=["export", "dog_licence", "--format", "mermaid", "--language", "ar"]).output
    assert "direction RL" in arabic
    assert run(args=["export", "cat_licence"]).exit_code == 1
    assert run(args=["export", "dog_licence", "--language", "xx"]).exit_code == 1
