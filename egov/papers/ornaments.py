"""What makes a paper look like a paper of the state: border, rosette, coat of arms, QR code."""

from collections.abc import Iterator
from functools import cache
from math import pi, sin
from pathlib import Path

import segno
from fpdf import FPDF
from fpdf.svg import SVGObject

from egov.papers.codes import QUIET, code_of

PAGE_WIDTH = 210.0
PAGE_HEIGHT = 297.0
INNER, OUTER = 8.0, 13.0  # The border band, in millimetres from the edge of the sheet.

Point = tuple[float, float]


def tint(colour: str, share: float) -> str:
    """The colour mixed with white; ``share`` is how much of it is left."""
    parts = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * share):02x}" for part in parts)


def draw_border(pdf: FPDF, accent: str) -> None:
    """A band of fine waves that cross each other, between two lines."""
    pdf.set_line_width(0.1)
    pdf.set_draw_color(tint(accent, 0.5))
    for wave in _waves():
        pdf.polyline(list(wave))
    pdf.set_draw_color(accent)
    for inset, width in ((INNER - 1.2, 0.5), (OUTER + 1.0, 0.25)):
        pdf.set_line_width(width)
        pdf.rect(inset, inset, PAGE_WIDTH - 2 * inset, PAGE_HEIGHT - 2 * inset)


def draw_rosette(pdf: FPDF, accent: str, middle: Point) -> None:
    """Turned ellipses in a very light tint, behind the text."""
    pdf.set_line_width(0.15)
    pdf.set_draw_color(tint(accent, 0.14))
    for turn in range(18):
        with pdf.rotation(turn * 10, *middle):
            pdf.ellipse(middle[0] - 62, middle[1] - 24, 124, 48)


def draw_crest(pdf: FPDF, file: Path, top: Point, height: float) -> None:
    """The coat of arms, centred below a point."""
    box = SVGObject.from_file(file).viewbox
    width = height * box[2] / box[3] if box else height
    pdf.image(file, top[0] - width / 2, top[1], width, height)


def draw_qr(pdf: FPDF, address: str, corner: Point, size: float) -> None:
    """The address as a QR code that can also be clicked."""
    modules = code_of(address)
    unit = size / modules.symbol_size(border=QUIET)[0]
    pdf.set_fill_color("#ffffff")
    pdf.rect(*corner, size, size, style="F")
    pdf.set_fill_color("#000000")
    for row, column, length in _dark_stretches(modules):
        pdf.rect(corner[0] + (column + QUIET) * unit, corner[1] + (row + QUIET) * unit, length * unit, unit, style="F")
    pdf.link(corner[0], corner[1], size, size, address)


def _dark_stretches(modules: segno.QRCode) -> Iterator[tuple[int, int, int]]:
    """Row, first column and length of each dark stretch: fewer shapes than one a module, and no hair lines between."""
    for row, cells in enumerate(modules.matrix):
        start = 0
        while start < len(cells):
            end = start
            while end < len(cells) and cells[end]:
                end += 1
            if end > start:
                yield row, start, end - start
            start = end + 1


@cache
def _waves() -> tuple[tuple[Point, ...], ...]:
    return tuple(tuple(_wave(share)) for share in (1, 0.6, 0.2, -0.2, -0.6, -1))


def _wave(share: float) -> Iterator[Point]:
    """A sine along the four sides; it is zero in the corners, where the sides meet."""
    inset = (INNER + OUTER) / 2
    across, along = PAGE_WIDTH - 2 * inset, PAGE_HEIGHT - 2 * inset
    for place, bow in _bows(across, share):
        yield inset + place, inset + bow
    for place, bow in _bows(along, share):
        yield PAGE_WIDTH - inset - bow, inset + place
    for place, bow in _bows(across, share):
        yield PAGE_WIDTH - inset - place, PAGE_HEIGHT - inset - bow
    for place, bow in _bows(along, share):
        yield inset + bow, PAGE_HEIGHT - inset - place


def _bows(length: float, share: float) -> Iterator[Point]:
    bows, points_a_bow = round(length / 5), 6
    for number in range(bows * points_a_bow + 1):
        place = number / points_a_bow
        yield place * length / bows, share * (OUTER - INNER) / 2 * sin(place * pi)
