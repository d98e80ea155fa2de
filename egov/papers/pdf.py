"""The press: from what stands on a paper to the bytes of a PDF."""

from collections.abc import Iterator

from fpdf import FPDF, ViewerPreferences
from fpdf.fonts import TTFFont

from egov.clock import now
from egov.papers.ornaments import PAGE_HEIGHT, PAGE_WIDTH, draw_border, draw_crest, draw_qr, draw_rosette, tint
from egov.papers.paper import Paper
from egov.papers.tags import FIGURE, HEADING, ORNAMENT, TEXT, marked
from egov.papers.typeset import Box, Style, Typesetter
from egov.texts import _, use_language

INK, SOFT = "#14272d", "#4a5d64"
LEFT, RIGHT = 28.0, PAGE_WIDTH - 28.0
WIDTH = RIGHT - LEFT
LABEL_WIDTH, VALUE_WIDTH = 54.0, WIDTH - 58.0
LABEL_STYLE, VALUE_STYLE = Style(10.5, SOFT), Style(12, INK)
MOST_LINES = 20
TOP, BOTTOM = 26.0, PAGE_HEIGHT - 16
QR_SIZE = 38.0  # The modules of an address of 150 letters are 0.6 mm wide: a telephone reads 0.4 mm from paper.
SMALL, NEXT_TITLE, NEXT_NUMBER = Style(8.5, SOFT), Style(12, INK, bold=True), Style(10.5, SOFT)

Row = tuple[str, str]


def printed(paper: Paper) -> bytes:
    """The paper as an A4 PDF, see ``egov.papers.paper.write_paper``."""
    with use_language(paper.language):
        sheet = _Sheet(paper)
        sheet.draw_head()
        pages = sheet.dealt()
        for number, rows in enumerate(pages, 1):
            sheet.draw_rows(rows)
            if number < len(pages):
                sheet.turn_page(number, len(pages))
        sheet.draw_foot(len(pages))
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
        self.foot = self._top_of_foot()

    def draw_head(self) -> None:
        """Coat of arms, country, office, title and the sentence below it."""
        paper = self.paper
        with marked(self.pdf, ORNAMENT):  # the name of the country stands below it
            draw_crest(self.pdf, paper.crest, (PAGE_WIDTH / 2, self.y), 24)
        self.y += 28
        self._centre(paper.heading, Style(15, paper.accent, bold=True))
        self._centre(paper.office, Style(11, SOFT))
        self.y += 3
        self._rule(PAGE_WIDTH / 2 - 20, 40, 0.8)
        self.y += 6
        self._centre(paper.title, Style(25, INK, bold=True), HEADING)
        if paper.intro:
            self._centre(paper.intro, Style(11, INK))
        self.y += 7

    def dealt(self) -> list[list[Row]]:
        """The rows page by page. The last page has room for the foot, and a row above it; the others are filled."""
        pages: list[list[Row]] = []
        left, y = [*self._rows()], self.y
        while y + sum(map(self._height, left)) > self.foot - 4 and (left[1:] or not pages):
            count, filled = 0, y
            while count < len(left) - 1 and (filled := filled + self._height(left[count])) <= BOTTOM - 8:
                count += 1
            pages.append(left[:count])
            left, y = left[count:], self._top_of_next()
        return [*pages, left]

    def draw_rows(self, rows: list[Row]) -> None:
        """The facts: labels at the start of the line, values beside them."""
        for label, value in rows:
            self._rule(LEFT, WIDTH, 0.15)
            self._write(label, self._box(0, LABEL_WIDTH, down=2.8), LABEL_STYLE)
            self._write(value, self._box(WIDTH - VALUE_WIDTH, VALUE_WIDTH, down=2), VALUE_STYLE)
            self.y += self._height((label, value))
        self._rule(LEFT, WIDTH, 0.15)

    def _rows(self) -> Iterator[Row]:
        """The rows; one that is too long for a page comes in pieces."""
        for label, value in self.paper.rows:
            lines = self.type.lines(value, VALUE_WIDTH, VALUE_STYLE)
            for start in range(0, len(lines), MOST_LINES):
                piece = ("".join(letter.character for letter in line) for line in lines[start : start + MOST_LINES])
                yield label if start == 0 else "", "\n".join(piece)

    def _height(self, row: Row) -> float:
        label, value = row
        label_height = self.type.height(label, LABEL_WIDTH, LABEL_STYLE) + 0.8
        return max(label_height, self.type.height(value, VALUE_WIDTH, VALUE_STYLE)) + 4

    def turn_page(self, number: int, pages: int) -> None:
        """Go on on a new page, which names the paper that it belongs to."""
        self.y = BOTTOM - 5
        self._centre(self._page_line(number, pages), SMALL, ORNAMENT)
        self._open_page()
        self._block(self.paper.title, WIDTH, NEXT_TITLE, ORNAMENT)
        self._block(self.paper.number, WIDTH, NEXT_NUMBER, ORNAMENT)
        self.y += 4

    def _top_of_next(self) -> float:
        heights = ((self.paper.title, NEXT_TITLE), (self.paper.number, NEXT_NUMBER))
        return TOP + sum(self.type.height(text, WIDTH, style) for text, style in heights) + 4

    def _page_line(self, number: int, pages: int) -> str:
        return f"{self.paper.number} · {_('Page %(position)s of %(count)s', position=number, count=pages)}"

    def draw_foot(self, pages: int) -> None:
        """Number and date at the start, the QR code at the end, small print below."""
        self.y = self.foot
        for text, style, gap in self._beside_code():
            self.y += gap
            self._block(text, self._foot_width(), style)
        if self.paper.qr_url:
            corner = LEFT if self.mirrored else RIGHT - QR_SIZE
            with marked(self.pdf, FIGURE, f"{_('Check this certificate at')} {self.paper.qr_url}"):
                draw_qr(self.pdf, self.paper.qr_url, (corner, self.foot + 1), QR_SIZE)
            self.y = max(self.y, self.foot + QR_SIZE)
        self.y += 3
        for text, style in self._small_print():
            self._centre(text, style)
        if pages > 1:
            self.y = BOTTOM - 5
            self._centre(self._page_line(pages, pages), SMALL, ORNAMENT)

    def _beside_code(self) -> list[tuple[str, Style, float]]:
        """What stands at the start of the foot: text, style, and the gap above it."""
        paper = self.paper
        found = [
            (str(_("Number")), Style(9.5, SOFT), 0.0),
            (paper.number, Style(14, INK, bold=True), 0.0),
            (paper.date_line, Style(10.5, INK), 2.0),
        ]
        if paper.qr_url:
            found += [
                (str(_("Check this certificate at")), Style(9.5, SOFT), 2.0),
                (paper.qr_url, Style(8.5, paper.accent), 0.0),
            ]
        return found

    def _small_print(self) -> list[tuple[str, Style]]:
        checks = [(sentence, Style(8.5, INK)) for sentence in self.paper.how_to_check]
        return [*checks, *((line, SMALL) for line in self.paper.footer)]

    def _foot_width(self) -> float:
        return WIDTH - QR_SIZE - 8 if self.paper.qr_url else WIDTH

    def _top_of_foot(self) -> float:
        """How far down the foot begins: it is as high as what stands in it, and the line that counts the pages."""
        beside = sum(gap + self.type.height(text, self._foot_width(), s) for text, s, gap in self._beside_code())
        below = sum(self.type.height(text, WIDTH, style) for text, style in self._small_print())
        return BOTTOM - 5 - below - 3 - max(beside, QR_SIZE if self.paper.qr_url else 0)

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
        with marked(self.pdf, ORNAMENT):
            draw_rosette(self.pdf, self.paper.accent, (PAGE_WIDTH / 2, 150))
            draw_border(self.pdf, self.paper.accent)
        if self.paper.specimen_word:
            self._draw_specimen()
        self.y = TOP

    def _draw_specimen(self) -> None:
        """The word from corner to corner, as large as it fits."""
        word, wanted = self.paper.specimen_word, 200.0
        size = min(150.0, 50 * wanted / self.type.width(word, Style(50, INK, bold=True)))
        with self.pdf.rotation(52, PAGE_WIDTH / 2, 160):
            box = Box(PAGE_WIDTH / 2 - wanted, 160 - size * 0.26, 2 * wanted, "center")
            self._write(word, box, Style(size, "#f6dcd8", bold=True), TEXT if self.pdf.page == 1 else ORNAMENT)

    def _centre(self, text: str, style: Style, kind: str = TEXT) -> None:
        self.y += self._write(text, Box(LEFT, self.y, WIDTH, "center"), style, kind)

    def _block(self, text: str, width: float, style: Style, kind: str = TEXT) -> None:
        """Text at the start of the line."""
        self.y += self._write(text, self._box(0, width), style, kind)

    def _write(self, text: str, box: Box, style: Style, kind: str = TEXT) -> float:
        with marked(self.pdf, kind, text):
            return self.type.write(text, box, style)

    def _box(self, start: float, width: float, *, down: float = 0) -> Box:
        """A box that begins ``start`` millimetres from where lines begin: at the right edge in Arabic."""
        x = RIGHT - start - width if self.mirrored else LEFT + start
        return Box(x, self.y + down, width, self.start_side)

    def _rule(self, x: float, width: float, weight: float) -> None:
        self.pdf.set_draw_color(self.paper.accent if weight > 0.5 else tint(self.paper.accent, 0.5))
        self.pdf.set_line_width(weight)
        with marked(self.pdf, ORNAMENT):
            self.pdf.line(x, self.y, x + width, self.y)
