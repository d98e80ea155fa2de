"""What a reading program reads of a paper, and in which order: headings, paragraphs and pictures, without ornaments.

It is the flat structure that fpdf2 knows (PDF 1.7, 14.7 and 14.8). fpdf2 marks pictures only, so its builder is asked
from within. What is drawn from right to left lies in the file in the order of the drawing: each piece therefore says
its text in the order in which it is read.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from fpdf import FPDF
from fpdf.syntax import PDFString

HEADING, TEXT, FIGURE, ORNAMENT = "/H1", "/P", "/Figure", "/Artifact"


@contextmanager
def marked(pdf: FPDF, kind: str, said: str = "") -> Iterator[None]:
    """What is drawn in the block is of this kind, and ``said`` is read for it. Blocks do not nest."""
    if kind == ORNAMENT:
        pdf._out(f"{ORNAMENT} BMC")
    else:
        number = pdf.struct_builder.next_mcid_for_page(pdf.page)
        element = pdf._add_marked_content(struct_type=kind, mcid=number, alt_text=said if kind == FIGURE else None)
        if kind != FIGURE:
            element.actual_text = PDFString(said)  # type: ignore[attr-defined]  # fpdf2 writes each attribute it finds
        pdf._out(f"{kind} <</MCID {number}>> BDC")
    yield
    pdf._out("EMC")
