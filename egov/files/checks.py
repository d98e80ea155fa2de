"""Tells a file by its content, never by its name, and takes what could do harm out of pictures."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from egov.errors import BadInput
from egov.texts import _

LARGEST = 10 * 1024 * 1024
LARGEST_PICTURE = 40_000_000  # pixels: a bomb of a few kilobytes can unpack to gigabytes
PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
TOO_MANY_PIXELS = _("This picture is too large. Send it with fewer pixels.")
NOT_A_KNOWN_KIND = _("This kind of file cannot be used. Send a PDF or a picture (PNG, JPEG or WebP).")


def checked(content: bytes) -> tuple[bytes, str]:
    """The content as it may be kept, and its media type. Raises BadInput with a sentence.

    Pictures are drawn anew, which drops the place and the camera from their metadata and whatever hides behind them.
    """
    if not content:
        raise BadInput(_("This file is empty."))
    if len(content) > LARGEST:
        raise BadInput(_("This file is too large. A file may have up to 10 megabytes."))
    if content.startswith(b"%PDF-"):
        return content, "application/pdf"
    return _redrawn(content)


def _redrawn(content: bytes) -> tuple[bytes, str]:
    try:
        with Image.open(BytesIO(content), formats=list(PICTURES)) as picture:
            kind = picture.format or ""
            if picture.width * picture.height > LARGEST_PICTURE:
                raise BadInput(TOO_MANY_PIXELS)
            upright = ImageOps.exif_transpose(picture)
            out = BytesIO()
            upright.convert("RGB" if kind == "JPEG" else "RGBA").save(out, kind)
    except Image.DecompressionBombError as bomb:
        raise BadInput(TOO_MANY_PIXELS) from bomb
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as problem:
        raise BadInput(NOT_A_KNOWN_KIND) from problem
    return out.getvalue(), PICTURES[kind]
