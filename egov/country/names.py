"""Names of people: the parts the country has, in its order, and no other opinion about them."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from egov.country.localized import Localized
from egov.country.source import Section
from egov.texts import Text, _

LONGEST_NAME = 200


@dataclass(frozen=True)
class NamePart:
    """One field of a form: the full name, or a given, father's, grandfather's or family name."""

    key: str
    label: Localized
    hint: Localized
    required: bool


@dataclass(frozen=True)
class NamesRule:
    """The parts of a name in the order they are written."""

    parts: tuple[NamePart, ...]

    def join(self, values: Mapping[str, str]) -> str:
        """The name as it stands on a certificate."""
        return self.clean(" ".join(values.get(part.key, "") for part in self.parts))

    def clean(self, text: str) -> str:
        """The name with single spaces and composed letters; okina, macrons and case stay as they are written."""
        return " ".join(unicodedata.normalize("NFC", text).split())

    def problem(self, text: str) -> Text | None:
        """What is wrong with a name or a part of it, or None: any letter of any script will do."""
        name = self.clean(text)
        if not any(character.isalpha() for character in name):
            return _("Enter the name as it is written in the official papers")
        if len(name) > LONGEST_NAME:
            return _("A name can have at most %(most)s characters", most=LONGEST_NAME)
        return None


def read_names(pack: Section) -> NamesRule:
    return NamesRule(
        tuple(
            NamePart(key, section.localized("label"), section.localized("hint"), section.flag("required", True))
            for key, section in pack.sections("names").items()
        )
    )
