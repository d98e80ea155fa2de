import gzip
import re
from xml.etree import ElementTree as ET

import pytest

from tests.drawing.cast import DRAWINGS, elements, in_english
from workflows.drawing.layout import Drawing, laid_out
from workflows.drawing.picture import Kind, Picture, Place
from workflows.drawing.svg import svg_of

every_drawing = pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS)


@every_drawing
def test_the_file_is_a_picture_with_a_name_and_without_inline_style(drawing: Drawing) -> None:
    text = svg_of(drawing, "The way")
    root = ET.fromstring(text)
    assert root.get("role") == "img"
    assert next(elements(root, "title")).text == "The way"
    assert "style" not in text
    assert "script" not in text
    assert root.get("viewBox") == f"0 0 {drawing.width} {drawing.height}"


@every_drawing
def test_from_the_right_everything_is_mirrored(drawing: Drawing) -> None:
    plain, mirrored = (ET.fromstring(svg_of(drawing, "", right_to_left=right)) for right in (False, True))
    assert mirrored.get("direction") == "rtl"
    for box, other in zip(elements(plain, "rect"), elements(mirrored, "rect"), strict=True):
        assert int(other.attrib["x"]) == drawing.width - int(box.attrib["x"]) - int(box.attrib["width"])
        assert other.attrib["y"] == box.attrib["y"]
    for path, other in zip(elements(plain, "path"), elements(mirrored, "path"), strict=True):
        if path.get("class") != "tab":
            here, there = reached(path.attrib["d"]), reached(other.attrib["d"])
            assert there == [(drawing.width - x, y) for x, y in here]
            assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in there)


def test_signs_of_xml_in_the_words_are_escaped() -> None:
    picture = Picture((Place("start", "Less < more & <b>", "", Kind.START, frozenset({"start"})),))
    text = svg_of(laid_out(picture, in_english), "<title>")
    words = ["".join(element.itertext()) for element in elements(ET.fromstring(text), "text")]
    assert words == ["Less < more & <b>"]


def test_a_page_can_afford_every_drawing_for_citizens() -> None:
    for name, drawing in DRAWINGS.items():
        if name.endswith("citizens"):
            assert len(gzip.compress(svg_of(drawing, "The way").encode())) < 3 * 1024, name  # of 6 KB for a page


def reached(path: str) -> list[tuple[int, int]]:
    """The points at which a path ends its moves: M, h, v, l, q and z are all that is written."""
    points, x, y = [], 0, 0
    for command, numbers in re.findall(r"([Mhvlqz])([^Mhvlqz]*)", path):
        values = [int(number) for number in re.findall(r"-?\d+", numbers)]
        if command == "M":
            x, y = values
        elif command == "h":
            for value in values:
                x += value
        elif command == "v":
            y += sum(values)
        elif command in "lq" and values:
            x, y = x + values[-2], y + values[-1]
        points.append((x, y))
    return points
