"""Words for people: every sentence is written in English and shown in the reader's language.

A ``Text`` is lazy: it is translated when it is shown, so it may stand at module level. The translations are read from
gettext ``.po`` files by ``egov.po_files``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

SOURCE_LANGUAGE = "en"

FIRST_STRONG, LEFT_TO_RIGHT, ENDS = "\u2068", "\u2066", "\u2069"
IN_GROUPS = re.compile(r"[\d\u2022][ -]+[\d\u2022]")  # a masked number has bullets

_language: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)
_catalogues: dict[str, dict[str, tuple[str, ...]]] = {}
_plural_rules: dict[str, Callable[[int], int]] = {}
_digits: dict[str, dict[int, int]] = {}
_right_to_left: set[str] = set()


@dataclass(frozen=True)
class Text:
    """A sentence with its values, translated when it is turned into a string."""

    msgid: str
    plural: str = ""
    values: dict[str, Any] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        pattern = translate(self.msgid, plural=self.plural, count=self.values.get("count", 1))
        return pattern % {name: _shown(value) for name, value in self.values.items()} if self.values else pattern

    def __html__(self) -> str:
        from_template = str(self)
        return from_template.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;")


def _(msgid: str, **values: Any) -> Text:
    """A sentence; ``values`` fill its ``%(name)s`` places."""
    return Text(msgid, values=values)


def ngettext(singular: str, plural: str, count: int, **values: Any) -> Text:
    """A sentence that depends on a number; both forms use ``%(count)s``."""
    return Text(singular, plural, {"count": count, **values})


def listed(words: Iterable[object]) -> str:
    """Words one after the other, with the comma of the current language between them; each keeps its own direction."""
    return str(_(", ")).join(isolated(str(word)) for word in words)


def N_(msgid: str) -> str:
    """Mark a plain string for translation without translating it yet."""
    return msgid


class OwnWords(str):
    """An English sentence that brings its translations along: ``forms`` by language. They come before those that the
    language has for it now."""

    forms: Mapping[str, tuple[str, ...]] = MappingProxyType({})

    @classmethod
    def of(cls, msgid: str, forms: Mapping[str, tuple[str, ...]]) -> OwnWords:
        """The sentence with its translations."""
        said = cls(msgid)
        said.forms = forms
        return said


def translate(msgid: str, *, plural: str = "", count: int = 1) -> str:
    """The msgid in the current language, or the msgid itself where no translation is known."""
    language = _language.get()
    own = msgid.forms.get(language) if isinstance(msgid, OwnWords) else None
    forms = own or _catalogues.get(language, {}).get(msgid)
    if not forms:
        return plural if plural and count != 1 else msgid
    if len(forms) == 1:
        return forms[0]
    rule = _plural_rules.get(language, _as_in_english)
    return forms[min(rule(count), len(forms) - 1)]  # a file may follow another rule than the one that came first


def _as_in_english(count: int) -> int:
    return int(count != 1)


def current_language() -> str:
    """The code of the language in which texts are shown now."""
    return _language.get()


def set_language(code: str) -> None:
    """Show texts in this language for the rest of the request or thread."""
    _language.set(code)


@contextmanager
def use_language(code: str) -> Iterator[None]:
    """Show texts in this language inside the block: letters are written in the reader's language."""
    token = _language.set(code)
    try:
        yield
    finally:
        _language.reset(token)


def set_plural_rule(language: str, rule: Callable[[int], int]) -> None:
    """Choose the form for a number by this rule; one that is known already stays."""
    _plural_rules.setdefault(language, rule)


def add_words(language: str, words: Mapping[str, Iterable[str]]) -> None:
    """Add translations: sentences with their forms; what is known already stays."""
    known = _catalogues.setdefault(language, {})
    for msgid, forms in words.items():
        known.setdefault(msgid, tuple(forms))


def translations_of(msgids: Iterable[str], language: str) -> dict[str, list[str]]:
    """The sentences that have words of their own in a language, each with its forms."""
    known = _catalogues.get(language, {})
    return {msgid: list(known[msgid]) for msgid in msgids if msgid in known}


def set_digits(language: str, digits: str) -> None:
    """Write whole numbers inside sentences of a language with these ten digits, from zero to nine."""
    _digits[language] = str.maketrans("0123456789", digits)


def set_right_to_left(language: str) -> None:
    """Tell that a language reads from right to left, so that Latin names keep together inside its sentences."""
    _right_to_left.add(language)


def _shown(value: Any) -> Any:
    if isinstance(value, int):
        return str(value).translate(_digits.get(_language.get(), {}))
    return value if isinstance(value, float | Decimal) else isolated(str(value))


def isolated(words: str) -> str:
    """Words for a place in a sentence: a name in letters of the other direction keeps its own, and so does a number in
    groups, and the comma behind it stays behind it (Unicode Annex 9). A link is left alone: programs find its end."""
    leftward = _language.get() in _right_to_left
    if "://" in words or (words.isascii() and not leftward):
        return words
    kinds = {unicodedata.bidirectional(character) for character in words}
    if not leftward:
        return f"{FIRST_STRONG}{words}{ENDS}" if kinds & {"R", "AL"} else words
    if "L" in kinds:
        return f"{FIRST_STRONG}{words}{ENDS}"
    return f"{LEFT_TO_RIGHT}{words}{ENDS}" if IN_GROUPS.search(words) and not kinds & {"R", "AL"} else words


def is_translated(msgid: str, language: str) -> bool:
    """Whether a sentence has words of its own in a language."""
    return msgid in _catalogues.get(language, {})
