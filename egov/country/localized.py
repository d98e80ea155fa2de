"""A national name or sentence in every language the pack gives it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from egov.texts import current_language


@dataclass(frozen=True)
class Localized:
    """Words from the pack, shown in the current language, or in the default language where that one is missing."""

    texts: Mapping[str, str] = field(hash=False)
    default: str

    def __str__(self) -> str:
        return self.in_language(current_language())

    def in_language(self, code: str) -> str:
        """The words in a named language: a bilingual certificate shows two at once."""
        return self.texts.get(code) or self.texts[self.default]
