"""What is drawn in the tests: every service as each reader sees it, from the left and from the right."""

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from egov.catalogue import load_services
from workflows.drawing.layout import Card, Drawing, laid_out
from workflows.drawing.picture import Picture, for_citizens, for_officials
from workflows.engine import Workflow


def in_english(text: str, plural: str = "", **values: Any) -> str:
    """The texts as they are written here."""
    pattern = plural if plural and values.get("count", 1) != 1 else text
    return pattern % values if values else pattern


SERVICES = load_services()
WORKFLOWS: dict[str, Workflow] = {name: service.workflow for name, service in SERVICES.items()}
PICTURES: dict[str, Picture] = {
    **{f"{name} for citizens": for_citizens(workflow, in_english) for name, workflow in WORKFLOWS.items()},
    **{f"{name} for officials": for_officials(workflow, in_english, 40) for name, workflow in WORKFLOWS.items()},
}
DRAWINGS: dict[str, Drawing] = {name: laid_out(picture, in_english) for name, picture in PICTURES.items()}


def card_of(drawing: Drawing, code: str) -> Card:
    return next(card for card in drawing.cards if card.place.code == code)


def elements(root: ET.Element, name: str) -> Iterator[ET.Element]:
    """All elements with this name, whatever their namespace."""
    return (element for element in root.iter() if element.tag.rpartition("}")[2] == name)
