"""Tells a file by its content, never by its name, and takes what could do harm out of pictures."""

from io import BytesIO
from threading import Lock
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from egov.errors import BadInput
from egov.texts import _

LARGEST = 10 * 1024 * 1024
LARGEST_PICTURE = 16_000_000  # pixels, of four bytes each: a bomb of a few kilobytes can unpack to gigabytes
# How often a JPEG may be painted over. Programs do it about ten times, and a film that a telephone hangs on its picture
# looks like two hundred more; each time takes as long as a whole picture and a few dozen bytes.
MOST_SCANS = 300
SCAN = b"\xff\xda"
PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
HOW: dict[str, dict[str, Any]] = {"WEBP": {"method": 0}}  # in half of the time, for a tenth more bytes
TOO_MANY_PIXELS = _("This picture is too large. Send it with fewer pixels.")
NOT_A_KNOWN_KIND = _("This kind of file cannot be used. Send a PDF or a picture (PNG, JPEG or WebP).")

_easel = Lock()  # a picture takes up to 300 MB while it is drawn anew, so a process draws one at a time


def checked(content: bytes) -> tuple[bytes, str]:
    """The content as it may be kept, and its media type. Raises BadInput with a sentence.

    Pictures are drawn anew, which drops the place and the camera from their metadata and whatever hides behind them.
    That takes up to some seconds, so it comes before a transaction.
    """
    if not content:
        raise BadInput(_("This file is empty."))
    if len(content) > LARGEST:
        raise BadInput(_("This file is too large. A file may have up to 10 megabytes."))
    if content.startswith(b"%PDF-"):
        return content, "application/pdf"
    with _easel:
        return _redrawn(content)


def _redrawn(content: bytes) -> tuple[bytes, str]:
    try:
        with Image.open(BytesIO(content), formats=list(PICTURES)) as picture:
            kind = "JPEG" if picture.format == "MPO" else picture.format or ""  # some telephones send two in one
            _check_size(picture)
            if kind == "JPEG" and content.count(SCAN) > MOST_SCANS:
                raise BadInput(NOT_A_KNOWN_KIND)
            ImageOps.exif_transpose(picture, in_place=True)
            colours = "RGBA" if picture.has_transparency_data else "RGB"
            drawn = picture if picture.mode == colours else picture.convert(colours)
            drawn.info.clear()  # comments and profiles, which would be written again
            out = BytesIO()
            drawn.save(out, kind, **HOW.get(kind, {}))
    except Image.DecompressionBombError as bomb:
        raise BadInput(TOO_MANY_PIXELS) from bomb
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as problem:
        raise BadInput(NOT_A_KNOWN_KIND) from problem
    return out.getvalue(), PICTURES[kind]


def _check_size(picture: Image.Image) -> None:
    """Raises BadInput for more pixels than are drawn; of a JPEG of up to four times as many, half of each side is read,
    unless it comes in several passes: those are put together whole."""
    if picture.width * picture.height > LARGEST_PICTURE and not picture.info.get("progressive"):
        picture.draft(None, (picture.width // 2, picture.height // 2))  # only JPEG knows how
    if picture.width * picture.height > LARGEST_PICTURE:
        raise BadInput(TOO_MANY_PIXELS)
