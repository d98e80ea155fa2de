"""A file is what its content says, not what its name says."""

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.ExifTags import IFD, Base

from egov.errors import BadInput
from egov.files.checks import LARGEST, LARGEST_PICTURE, MOST_SCANS, checked

HOME = (4.0, 10.0, 31.0)


def picture(kind: str, size: tuple[int, int] = (40, 30), **more: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")])
def test_a_picture_is_drawn_anew(kind: str, media_type: str) -> None:
    content, told = checked(picture(kind))
    assert told == media_type
    with Image.open(BytesIO(content)) as drawn:
        assert (drawn.format, drawn.size) == (kind, (40, 30))


def test_a_pdf_is_kept_as_it_is() -> None:
    assert checked(b"%PDF-1.7 anything") == (b"%PDF-1.7 anything", "application/pdf")


def test_a_picture_loses_the_place_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[Base.Make] = "Camera of Amina"
    exif.get_ifd(IFD.GPSInfo)[2] = HOME
    sent = picture("JPEG", exif=exif)
    assert b"Camera of Amina" in sent
    content, _type = checked(sent)
    assert b"Camera of Amina" not in content
    with Image.open(BytesIO(content)) as drawn:
        assert not drawn.getexif()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_loses_the_words_written_into_it(kind: str) -> None:
    words = {"comment": b"taken at 14 Lighthouse Road"} if kind == "JPEG" else {"icc_profile": b"14 Lighthouse Road"}
    sent = picture(kind, **words)
    assert b"14 Lighthouse Road" in sent or kind == "PNG"  # there it is packed
    content, _type = checked(sent)
    assert b"14 Lighthouse Road" not in content
    with Image.open(BytesIO(content)) as drawn:
        assert not {"comment", "icc_profile"} & set(drawn.info)


def test_a_picture_keeps_what_is_transparent_in_it() -> None:
    out = BytesIO()
    Image.new("P", (4, 3)).save(out, "PNG", transparency=0)
    with Image.open(BytesIO(checked(out.getvalue())[0])) as drawn:
        assert drawn.getpixel((0, 0)) == (0, 0, 0, 0)


def test_the_first_of_two_pictures_in_one_file_of_a_telephone_is_taken() -> None:
    second = [Image.new("RGB", (40, 30), "blue")]
    content, told = checked(picture("MPO", save_all=True, append_images=second))
    assert told == "image/jpeg"
    with Image.open(BytesIO(content)) as drawn:
        assert (drawn.format, drawn.size) == ("JPEG", (40, 30))


def test_a_picture_lying_on_its_side_is_set_upright() -> None:
    exif = Image.Exif()
    exif[Base.Orientation] = 6  # to be turned by a quarter
    content, _type = checked(picture("JPEG", (40, 30), exif=exif))
    with Image.open(BytesIO(content)) as drawn:
        assert drawn.size == (30, 40)


def test_what_hides_behind_a_picture_is_dropped() -> None:
    content, _type = checked(picture("PNG") + b"<?php system('rm -rf /'); ?>")
    assert b"php" not in content


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00",
        b"PK\x03\x04 a zip",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html>",
        b"just words",
        b" %PDF-1.7 not at the beginning",
        b"\x89PNG\r\n\x1a\n broken",
        picture("PNG")[:60],
        picture("GIF"),
        picture("TIFF"),
    ],
)
def test_any_other_kind_is_refused_with_the_kinds_that_can_be_used(content: bytes) -> None:
    with pytest.raises(BadInput, match="Send a PDF or a picture"):
        checked(content)


def test_an_empty_file_is_told_so() -> None:
    with pytest.raises(BadInput, match="empty"):
        checked(b"")


def test_a_file_of_the_largest_size_is_taken_and_one_byte_more_is_not() -> None:
    pdf = b"%PDF-".ljust(LARGEST, b"x")
    assert checked(pdf)[0] == pdf
    with pytest.raises(BadInput, match="too large"):
        checked(pdf + b"x")


def test_a_small_picture_that_unpacks_to_gigabytes_is_refused_before_it_is_drawn() -> None:
    wide = Image.new("1", (LARGEST_PICTURE // 1000 + 1, 1001))
    out = BytesIO()
    wide.save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    with pytest.raises(BadInput, match="fewer pixels"):
        checked(out.getvalue())


def test_a_photograph_of_twelve_megapixels_is_taken_as_it_is() -> None:
    with Image.open(BytesIO(checked(picture("JPEG", (4000, 3000)))[0])) as drawn:
        assert drawn.size == (4000, 3000)


def test_of_a_photograph_with_four_times_as_many_pixels_half_of_each_side_is_kept() -> None:
    with Image.open(BytesIO(checked(picture("JPEG", (8000, 6000)))[0])) as drawn:
        assert drawn.size == (4000, 3000)
    with pytest.raises(BadInput, match="fewer pixels"):
        checked(picture("JPEG", (8200, 8000)))


@pytest.mark.parametrize(("kind", "how"), [("WEBP", {}), ("PNG", {}), ("JPEG", {"progressive": True})])
def test_what_can_be_read_only_whole_has_a_lower_limit(kind: str, how: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="fewer pixels"):
        checked(picture(kind, (4001, 4000), **how))


def test_a_picture_that_is_painted_over_hundreds_of_times_is_refused() -> None:
    sent = picture("JPEG", progressive=True)
    last = sent[sent.rindex(b"\xff\xc4") : -2]  # the tables and the scan before the end of the picture
    assert checked(sent[:-2] + last * 10 + sent[-2:])
    with pytest.raises(BadInput, match="cannot be used"):
        checked(sent[:-2] + last * MOST_SCANS + sent[-2:])


def test_a_bomb_beyond_what_the_library_itself_allows_is_refused_with_a_sentence() -> None:
    bomb = Image.new("1", (20_000, 20_000))
    out = BytesIO()
    bomb.save(out, "PNG")
    with pytest.raises(BadInput, match="fewer pixels"):
        checked(out.getvalue())


@given(st.binary(max_size=200), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF    WEBPVP8 "]))
def test_no_content_at_all_can_make_the_check_fall(content: bytes, beginning: bytes) -> None:
    with suppress(BadInput):
        assert checked(beginning + content)[1] in {"application/pdf", "image/png", "image/jpeg", "image/webp"}
