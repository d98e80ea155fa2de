"""The press: from what stands on a paper to the bytes of a PDF."""

from collections.abc import Iterator

from fpdf import FPDF, ViewerPreferences
from fpdf.fonts import TTFFont

from egov.clock import now
from egov.papers.ornaments import PAGE_HEIGHT, PAGE_WIDTH, draw_border, draw_crest, draw_qr, draw_rosette, tint
from egov.papers.paper import Paper
from egov.papers.typeset import Box, Style, Typesetter
from egov.texts import _, use_language

INK, SOFT = "#14272d", "#4a5d64"
LEFT, RIGHT = 28.0, PAGE_WIDTH - 28.0
WIDTH = RIGHT - LEFT
LABEL_WIDTH, VALUE_WIDTH = 54.0, WIDTH - 58.0
LABEL_STYLE, VALUE_STYLE = Style(10.5, SOFT), Style(12, INK)
MOST_LINES = 20
TOP, LAST_ROW, FOOT = 26.0, PAGE_HEIGHT - 80, PAGE_HEIGHT - 72
QR_SIZE = 38.0


def printed(paper: Paper) -> bytes:
    """The paper as an A4 PDF, see ``egov.papers.paper.write_paper``."""
    with use_language(paper.language):
        sheet = _Sheet(paper)
        sheet.draw_head()
        sheet.draw_rows()
        sheet.draw_foot()
    pdf = bytes(sheet.pdf.output())
    close_fonts(sheet.pdf)
    return pdf


def close_fonts(pdf: FPDF) -> None:
    """Close the font files of a document: fpdf2 leaves them open."""
    for font in pdf.fonts.values():
        if isinstance(font, TTFFont):
            font.ttfont.close()


class _Sheet:
    """The pages of one paper while they are drawn; ``y`` is how far down the page is filled, in millimetres."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.pdf = FPDF(format="A4")
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margin(0)
        self.pdf.c_margin = 0
        self.type = Typesetter(self.pdf)
        self.mirrored = paper.direction == "rtl"
        self.start_side = "right" if self.mirrored else "left"
        self.y = TOP
        self._describe()
        self._open_page()

    def draw_head(self) -> None:
        """Coat of arms, country, office, title and the sentence below it."""
        paper = self.paper
        draw_crest(self.pdf, paper.crest, (PAGE_WIDTH / 2, self.y), 24)
        self.y += 28
        self._centre(paper.heading, Style(15, paper.accent, bold=True))
        self._centre(paper.office, Style(11, SOFT))
        self.y += 3
        self._rule(PAGE_WIDTH / 2 - 20, 40, 0.8)
        self.y += 6
        self._centre(paper.title, Style(25, INK, bold=True))
        if paper.intro:
            self._centre(paper.intro, Style(11, INK))
        self.y += 7

    def draw_rows(self) -> None:
        """The facts: labels at the start of the line, values beside them."""
        for label, value in self._rows():
            label_height = self.type.height(label, LABEL_WIDTH, LABEL_STYLE) + 0.8
            needed = max(label_height, self.type.height(value, VALUE_WIDTH, VALUE_STYLE)) + 4
            if self.y + needed > LAST_ROW:
                self._turn_page()
            self._rule(LEFT, WIDTH, 0.15)
            self.type.write(label, self._box(0, LABEL_WIDTH, down=2.8), LABEL_STYLE)
            self.type.write(value, self._box(WIDTH - VALUE_WIDTH, VALUE_WIDTH, down=2), VALUE_STYLE)
            self.y += needed
        self._rule(LEFT, WIDTH, 0.15)

    def _rows(self) -> Iterator[tuple[str, str]]:
        """The rows; one that is too long for a page comes in pieces."""
        for label, value in self.paper.rows:
            lines = self.type.lines(value, VALUE_WIDTH, VALUE_STYLE)
            for start in range(0, len(lines), MOST_LINES):
                piece = ("".join(letter.character for letter in line) for line in lines[start : start + MOST_LINES])
                yield label if start == 0 else "", "\n".join(piece)

    def draw_foot(self) -> None:
        """Number and date at the start, the QR code at the end, small print below."""
        paper = self.paper
        self.y = FOOT
        width = WIDTH - QR_SIZE - 8 if paper.qr_url else WIDTH
        self._block(str(_("Number")), width, Style(9.5, SOFT))
        self._block(paper.number, width, Style(14, INK, bold=True))
        self.y += 2
        self._block(paper.date_line, width, Style(10.5, INK))
        if paper.qr_url:
            self.y += 2
            self._block(str(_("Check this certificate at")), width, Style(9.5, SOFT))
            self._block(paper.qr_url, width, Style(8.5, paper.accent))
            corner = LEFT if self.mirrored else RIGHT - QR_SIZE
            draw_qr(self.pdf, paper.qr_url, (corner, FOOT + 1), QR_SIZE)
        self.y = max(self.y, FOOT + QR_SIZE) + 3
        for line in paper.footer:
            self._centre(line, Style(8.5, SOFT))

    def _describe(self) -> None:
        """What a reading program tells about the file."""
        self.pdf.set_title(f"{self.paper.title} {self.paper.number}")
        self.pdf.set_author(self.paper.heading)
        self.pdf.set_creator("egov")
        self.pdf.set_lang(self.paper.language)
        self.pdf.set_creation_date(now())
        self.pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)

    def _open_page(self) -> None:
        self.pdf.add_page()
        draw_rosette(self.pdf, self.paper.accent, (PAGE_WIDTH / 2, 150))
        draw_border(self.pdf, self.paper.accent)
        if self.paper.specimen_word:
            self._draw_specimen()
        self.y = TOP

    def _turn_page(self) -> None:
        """Go on on a new page, which names the paper that it belongs to."""
        self._rule(LEFT, WIDTH, 0.15)
        self._open_page()
        self._block(self.paper.title, WIDTH, Style(12, INK, bold=True))
        self._block(self.paper.number, WIDTH, Style(10.5, SOFT))
        self.y += 4

    def _draw_specimen(self) -> None:
        """The word from corner to corner, as large as it fits."""
        word, wanted = self.paper.specimen_word, 200.0
        size = min(150.0, 50 * wanted / self.type.width(word, Style(50, INK, bold=True)))
        with self.pdf.rotation(52, PAGE_WIDTH / 2, 160):
            box = Box(PAGE_WIDTH / 2 - wanted, 160 - size * 0.26, 2 * wanted, "center")
            self.type.write(word, box, Style(size, "#f6dcd8", bold=True))

    def _centre(self, text: str, style: Style) -> None:
        self.y += self.type.write(text, Box(LEFT, self.y, WIDTH, "center"), style)

    def _block(self, text: str, width: float, style: Style) -> None:
        """Text at the start of the line."""
        self.y += self.type.write(text, self._box(0, width), style)

    def _box(self, start: float, width: float, *, down: float = 0) -> Box:
        """A box that begins ``start`` millimetres from where lines begin: at the right edge in Arabic."""
        x = RIGHT - start - width if self.mirrored else LEFT + start
        return Box(x, self.y + down, width, self.start_side)

    def _rule(self, x: float, width: float, weight: float) -> None:
        self.pdf.set_draw_color(self.paper.accent if weight > 0.5 else tint(self.paper.accent, 0.5))
        self.pdf.set_line_width(weight)
        self.pdf.line(x, self.y, x + width, self.y)
