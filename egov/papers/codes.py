"""An address as a QR code (ISO/IEC 18004): it stays readable with an eighth of it dirty."""

import segno
from markupsafe import Markup

QUIET = 4  # Modules of white around a QR code (ISO/IEC 18004, 5.3.8).


def code_of(address: str) -> segno.QRCode:
    """The code, for whoever draws it."""
    return segno.make(address, error="m", micro=False)


def picture_of(address: str) -> Markup:
    """The code as a picture inside a page, as large as its place."""
    return Markup(code_of(address).svg_inline(border=QUIET, omitsize=True))  # noqa: S704 - segno writes numbers only
