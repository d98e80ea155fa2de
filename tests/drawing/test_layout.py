"""No box on another, no word outside its box, no line through a box: for every service and each kind of reader."""

from itertools import combinations, pairwise

import pytest

from tests.drawing.cast import DRAWINGS, PICTURES, card_of, in_english
from workflows.drawing.layout import TEXT, TITLE, Drawing, laid_out
from workflows.drawing.picture import Way
from workflows.drawing.wrapping import width_of, wrapped

every_drawing = pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS)


@every_drawing
def test_cards_stand_below_one_another_inside_the_drawing(drawing: Drawing) -> None:
    for upper, lower in pairwise(drawing.cards):
        assert upper.y + upper.height < lower.y
    for card in drawing.cards:
        assert card.x >= 0
        assert card.x + card.width <= drawing.width
        assert card.y + card.height <= drawing.height


@every_drawing
def test_words_stand_inside_their_card(drawing: Drawing) -> None:
    for card in drawing.cards:
        for line in card.lines:
            size, bold = (TITLE, True) if line.style == "title" else (TEXT, line.bold == len(line.text))
            assert line.x + width_of(line.text, size, bold=bold) <= card.x + card.width, line.text
            assert card.y < line.y < card.y + card.height
        levels = [line.y for line in card.lines]
        assert all(below - above >= 19 for above, below in pairwise(levels))


@every_drawing
def test_lines_run_beside_the_cards_and_inside_the_drawing(drawing: Drawing) -> None:
    edge = drawing.cards[0].x + drawing.cards[0].width
    for cable in drawing.cables:
        for x, y in cable.points:
            assert 0 < x < drawing.width
            assert 0 < y < drawing.height
        if len(cable.points) == 4:
            assert min(x for x, _y in cable.points) == edge
            assert cable.points[1][0] - edge >= 12, "the arrow head has no room"


@every_drawing
def test_every_way_out_has_its_line_and_every_line_ends_at_its_place(drawing: Drawing) -> None:
    ends = {cable.points[-1] for cable in drawing.cables}
    for card in drawing.cards:
        for way_out in card.place.exits:
            if way_out.target:
                target = card_of(drawing, way_out.target)
                assert any(target.y <= y < target.y + target.height for _x, y in ends)


@every_drawing
def test_lines_to_different_places_never_share_a_lane(drawing: Drawing) -> None:
    spans = [
        (cable.points[1][0], *sorted((cable.points[1][1], cable.points[2][1])), cable.points[-1])
        for cable in drawing.cables
        if len(cable.points) == 4
    ]
    for (lane, first, last, end), (other_lane, other_first, other_last, other_end) in combinations(spans, 2):
        if lane == other_lane and end != other_end:
            assert last < other_first or other_last < first


def test_where_a_case_stands_is_said_in_words_and_its_way_is_ticked() -> None:
    picture = PICTURES["dog_licence for citizens"]
    way = Way("assessment", frozenset({("start", "submit", "to_pay"), ("to_pay", "pay", "assessment")}))
    drawing = laid_out(picture, in_english, way)
    now = card_of(drawing, "assessment")
    assert now.is_now
    assert now.lines[0].text == "The case stands here"
    assert card_of(drawing, "to_pay").lines[0].text == "✓ Waiting for payment"
    assert any(line.text.startswith("✓ You: Pay") for line in card_of(drawing, "to_pay").lines)
    assert sum(cable.is_taken for cable in drawing.cables) == 2


def test_words_are_measured_and_wrapped() -> None:
    assert width_of("iii", 10) < width_of("nnn", 10) < width_of("WWW", 10)
    assert width_of("مُ", 10) == width_of("م", 10), "a vowel sign has no width of its own"
    assert wrapped("one two three", width_of("one two", 14), 14) == ["one two", "three"]
    assert wrapped("Donaudampfschifffahrt now", 30, 14) == ["Donaudampfschifffahrt", "now"]
