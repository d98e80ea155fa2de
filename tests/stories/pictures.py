"""Draws the pictures of the README from a running demonstration: ``python -m tests.stories.pictures``."""

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.conftest import build_demo
from tests.stories.cast import pay_at_the_demo_bank, send, sign_in_at_the_office, take
from tests.support.browser import Person, Stage, chromium, chromium_program
from tests.support.server import ROOT, running_demo

ALBUM = ROOT / "docs" / "pictures"
COLOURS = 96  # few enough for small files, enough for smooth letters


def draw(person: Person, name: str, height: int) -> None:
    """Keep what the person sees, down to ``height`` pixels of the page."""
    width = (person.page.viewport_size or {"width": 1280})["width"]
    seen = person.page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})
    keep(seen, name)


def keep(seen: bytes, name: str) -> None:
    """Put a picture into the album, small."""
    picture = Image.open(BytesIO(seen)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(ALBUM / f"{name}.png", optimize=True)


def apply_for_rex(amina: Person) -> str:
    """Amina applies in Arabic on her phone and pays; the reference of her case."""
    amina.sign_in("amina").open("/services/dog_licence").begin()
    amina.fill("What is the dog's name?", "ركس").choose("How tall is the dog?", "Up to 40 cm")
    amina.choose("Is the dog neutered?", "Yes").choose("Is it a guide dog?", "No").press("Continue")
    amina.fill("House and street", "١٤ طريق الفنار").page.locator("select").select_option("XM-HA-02")
    amina.press("Continue")
    reference = send(amina)
    pay_at_the_demo_bank(amina).open(f"/cases/{reference}")
    return reference


def draw_all(stage: Stage) -> None:
    """The front page, a question, a case in Arabic, the officer's desk, the certificate and a lesson."""
    sam = Person(stage)
    draw(sam.open("/"), "front-page", 900)
    hiwot = Person(stage, phone=True)
    hiwot.open("/services/dog_licence").begin().fill("What is the dog's name?", "Buna")
    draw(hiwot.choose("How tall is the dog?", "40 to 60 cm"), "question", 900)
    amina = Person(stage, language="ar", phone=True)
    reference = apply_for_rex(amina)
    draw(amina, "case-in-arabic", 1000)
    omar = take(sign_in_at_the_office(Person(stage), "omar"), reference)
    omar.unfold("Approve")
    draw(omar, "officers-desk", 900)
    omar.press("Approve")
    amina.open(f"/cases/{reference}")
    public_page = amina.open(amina.address_of("DLC-")).address_of("Public page of this certificate")
    draw(sam.open(public_page), "certificate", 900)
    keep(sam.open(f"/course/lessons/1-play?of={reference}").page.locator("section.exercise").screenshot(), "course")


def main() -> None:
    """Start a demonstration, let the cast act, keep the pictures."""
    program = chromium_program()
    if program is None:
        raise SystemExit("Chromium is not installed (Debian: apt-get install chromium)")
    ALBUM.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'demo.sqlite'}"
        build_demo(Path(folder), database)
        with running_demo(Path(folder), database) as server, chromium(program) as browser:
            draw_all(Stage(browser, server.url, [], Path(folder)))


if __name__ == "__main__":
    main()
