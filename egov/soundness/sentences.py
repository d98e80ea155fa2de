"""The sentences that stand in the code, as gettext finds them: what there is to translate."""

from collections.abc import Iterable
from pathlib import Path

from babel.messages.extract import extract_from_file

from egov.config import ROOT

Msgid = str | tuple[str, ...]
Found = dict[Msgid, list[str]]

READERS = {".py": "python", ".html": "jinja2.ext:babel_extract"}
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def core_texts() -> Found:
    """Every sentence of the core, of the workflows and of the templates, with the files it stands in."""
    folders = (("egov", "*.py"), ("workflows", "*.py"), ("templates", "*.html"))
    return texts_in((path for folder, kind in folders for path in sorted((ROOT / folder).rglob(kind))), ROOT)


def service_texts(folder: Path, core: Iterable[Msgid] = ()) -> Found:
    """The sentences in the folder of a service, without those that the core has already."""
    known = set(core)
    found = texts_in(sorted(folder.glob("*.py")), folder.parent.parent)
    return {msgid: files for msgid, files in found.items() if msgid not in known}


def texts_in(paths: Iterable[Path], root: Path) -> Found:
    """The sentences in files, in the order they stand there; the names of the files count from ``root``."""
    found: Found = {}
    for path in paths:
        name = path.relative_to(root).as_posix()
        for _line, msgid, _comments, _context in extract_from_file(READERS[path.suffix], path, keywords=KEYWORDS):
            files = found.setdefault(msgid, [])
            if name not in files:
                files.append(name)
    return found
