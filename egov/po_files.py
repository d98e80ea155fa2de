"""Translations as gettext ``.po`` files, read at the start; there is no compile step.

A file that is broken stops the start. An entry that would break a page, since it has other places for values than the
English sentence, is not used: the English is shown until somebody has corrected it.
"""

import logging
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from gettext import c2py
from pathlib import Path
from types import MappingProxyType

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from egov.errors import Misconfigured
from egov.texts import add_words, set_plural_rule

NUMBERS = {"count", "days"}  # the names of numbers in sentences: a form for one number alone may say it in a word
PLACE = re.compile(r"%\((\w+)\)s")
STRING = r'"(?:[^"\\]|\\.)*"'
LINE = re.compile(rf"\s*(?:#.*|(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s+{STRING}|{STRING})?\s*")

Words = Mapping[str, tuple[str, ...]]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Odd:
    """An entry that is not used: its line, and what is to be corrected."""

    line: int
    sentence: str


@dataclass(frozen=True)
class Translations:
    """What a file says: its sentences with their forms, its rule for plurals, and what of it is not used."""

    words: Words
    plural_rule: str
    odd: tuple[Odd, ...]


class _Broken(Exception):
    """Text that is no ``.po`` file, from a line on."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line, self.sentence = line, sentence


def load_catalogue(language: str, path: Path) -> None:
    """Add a file to the texts of a language; what is known already stays: the core speaks first.

    What cannot be used is logged. Raises Misconfigured with the line for a file that cannot be read.
    """
    found = _translations(path)
    for odd in found.odd:
        log.warning("%s:%d: %s", path, odd.line, odd.sentence)
    _add(language, found)


def odd_entries(path: Path) -> tuple[Odd, ...]:
    """The entries of a file that are not used. Raises Misconfigured for one that cannot be read."""
    return _translations(path).odd


def add_catalogue(language: str, po_file: str) -> None:
    """Add what stands in a file that was published, as far as it can be read; what is known already stays."""
    _add(language, _read(po_file))


def words_in(po_file: str) -> Words:
    """The sentences that a published file translates, each with its forms."""
    return _read(po_file).words


def fitting(words: Mapping[str, list[str]]) -> Words:
    """Those translations that have the places for values of their sentences, or fewer."""
    return {said: tuple(forms) for said, forms in words.items() if all(map(_fits_into(said), forms))}


def _fits_into(msgid: str) -> Callable[[str], bool]:
    return lambda form: not PLACE.search(msgid) or (_places(form) <= _places(msgid) and not _strays(form))


def _add(language: str, found: Translations) -> None:
    add_words(language, found.words)
    if found.plural_rule:
        set_plural_rule(language, c2py(found.plural_rule))


def _translations(path: Path) -> Translations:
    try:
        return _read_whole(path.read_bytes())
    except _Broken as problem:
        raise Misconfigured(f"{path}:{problem.line}: {problem.sentence}") from problem
    except OSError as problem:
        raise Misconfigured(f"{path}: {problem.strerror}. Let this user read it.") from problem


@cache
def _read_whole(po_file: bytes) -> Translations:
    """What stands in a file, read once a process, whoever holds it. Raises _Broken at what is no line of one."""
    text = _decoded(po_file)
    for number, line in enumerate(text.split("\n"), 1):
        if not LINE.fullmatch(line):
            raise _Broken(number, f"{line.strip()[:40]!r} belongs to no translation. Correct this line.")
    try:
        catalogue = read_po(text.split("\n"), locale=None, abort_invalid=True)
        return _without_odd(catalogue, _rule_of(catalogue))
    except PoFileError as problem:
        said = str(problem).rpartition(" on ")[0]  # its number counts from zero
        raise _Broken(problem.lineno + 1, f"{said}. Correct this line, or the header.") from problem
    except ValueError as problem:
        raise _Broken(1, f"the header cannot be read ({problem}). Copy that of egov/translations/ar.po.") from problem


def _decoded(po_file: bytes) -> str:
    try:
        text = po_file.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = po_file[: problem.start].count(b"\n") + 1
        raise _Broken(line, "this is not UTF-8 text. Save the file again as UTF-8.") from problem
    if "\0" in text:
        raise _Broken(1, "this is not UTF-8 text. Save the file again as UTF-8.")
    return text


@cache
def _read(po_file: str) -> Translations:
    """What can be read of a file."""
    catalogue, rule = read_po(po_file.split("\n"), locale=None), ""
    with suppress(ValueError):
        rule = _rule_of(catalogue)
    return _without_odd(catalogue, rule)


def _rule_of(catalogue: Catalog) -> str:
    """The rule for plurals, the file's own or that of its language; empty where there are none.

    Raises ValueError for one that is no rule.
    """
    rule = catalogue.plural_expr if any(message.pluralizable for message in catalogue) else ""
    c2py(rule or "0")
    return rule


def _without_odd(catalogue: Catalog, rule: str) -> Translations:
    words: dict[str, tuple[str, ...]] = {}
    odd: list[Odd] = []
    lone = _for_one_number(rule or "n != 1")
    for message in catalogue:
        forms = _forms_of(message)
        if not message.id or not all(forms) or "fuzzy" in message.flags:
            continue
        wrong = _wrong_with(message, forms, lone)
        if wrong:
            odd.append(Odd(message.lineno or 1, f"{wrong} Until this is corrected, the English is shown."))
        else:
            words.setdefault(message.id if isinstance(message.id, str) else message.id[0], forms)
    return Translations(MappingProxyType(words), rule, tuple(odd))


def _forms_of(message: Message) -> tuple[str, ...]:
    written = message.string or ""
    return (written,) if isinstance(written, str) else tuple(written)


def _for_one_number(rule: str) -> frozenset[int]:
    """The plural forms that are said of one number alone."""
    form_of = c2py(rule)
    said_of = [form_of(number) for number in range(1000)]
    return frozenset(form for form in said_of if said_of.count(form) == 1)


def _wrong_with(message: Message, forms: tuple[str, ...], lone: frozenset[int]) -> str:
    """What would break a page that shows this, or leave out a value; nothing where all is well."""
    plural = not isinstance(message.id, str)
    wanted = _places(message.id if isinstance(message.id, str) else message.id[-1])
    for number, form in enumerate(forms):
        may_lack = NUMBERS if number in lone and plural else set[str]()
        if not wanted - may_lack <= _places(form) <= wanted:
            told = ", ".join(f"%({name})s" for name in sorted(wanted)) or "none"
            return f"{form[:40]!r} has other places for values than the English: {told}."
        if wanted and _strays(form):
            return f"{form[:40]!r} has a % that belongs to no place. Write %%."
    return ""


def _places(text: str) -> set[str]:
    return set(PLACE.findall(text))


def _strays(text: str) -> bool:
    """Whether a % stands in a sentence that no value is put in for."""
    return "%" in PLACE.sub("", text).replace("%%", "")
