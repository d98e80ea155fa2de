"""What the course gives to read: lessons, in the language of the reader where they are written in it, and the handbook,
which is English. All of it are the Markdown files of ``docs/``."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from egov.config import ROOT
from egov.errors import NotFound
from egov.texts import SOURCE_LANGUAGE, Text, _

DOCS = ROOT / "docs"
LESSONS = DOCS / "course"
PICTURES = DOCS / "pictures"
SHELVES: Mapping[str, Text] = {
    "": _("Handbook"),
    "operating": _("For the machine room"),
    "checks": _("What is found wrong with a service"),
    "decisions": _("Why it is as it is"),
}


@dataclass(frozen=True)
class Document:
    """A page to read. ``place`` is its path in ``docs/`` without the ending; from there its links lead on."""

    place: str
    path: Path
    language: str = SOURCE_LANGUAGE

    @property
    def title(self) -> str:
        """Its first line."""
        with self.path.open(encoding="utf-8") as lines:
            return lines.readline().removeprefix("# ").replace("`", "").strip()


def lesson(name: str, language: str) -> Document:
    """The lesson with this name (``1-play``) in the language, or in English where it is not written in it."""
    own = LESSONS / language / f"{name}.md"
    place = f"course/{name}"
    return Document(place, own, language) if own.exists() else Document(place, LESSONS / f"{name}.md")


def shelf(folder: str) -> list[Document]:
    """The pages of the handbook in a folder of ``docs/``, by title where they have no numbers."""
    found = [Document(_place_of(path), path) for path in sorted((DOCS / folder).glob("*.md"))]
    return found if folder == "decisions" else sorted(found, key=lambda document: document.title)


def page_of_handbook(place: str) -> Document:
    """The page at this place. Raises NotFound."""
    folder = place.rpartition("/")[0]
    known = {document.place: document for document in shelf(folder)} if folder in SHELVES else {}
    if place not in known:
        raise NotFound(_("The handbook has no such page."))
    return known[place]


def place_behind(document: Document, target: str) -> str | None:
    """To which place of the handbook a link of a document leads; None for what is no page of it."""
    path = (DOCS / document.place).parent.joinpath(target).resolve()
    if path.suffix != ".md" or not path.is_file() or DOCS not in path.parents:
        return None
    return _place_of(path)


def _place_of(path: Path) -> str:
    return path.relative_to(DOCS).with_suffix("").as_posix()
