"""The national identifier: how it looks and the one check its authority publishes."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from stdnum import luhn, verhoeff
from stdnum.iso7064 import mod_11_10, mod_97_10

from egov.country.digits import as_on_keyboards, left_to_right
from egov.country.localized import Localized
from egov.country.source import Section
from egov.texts import Text, _

# Only checks that the authority publishes belong in a pack: an unofficial one turns away real people.
CHECKS: dict[str, Callable[[str], bool]] = {
    "none": lambda number: True,
    "luhn": luhn.is_valid,
    "verhoeff": verhoeff.is_valid,
    "iso7064_mod_97_10": mod_97_10.is_valid,
    "iso7064_mod_11_10": mod_11_10.is_valid,
}
SHOWN_WHEN_MASKED = 3


@dataclass(frozen=True)
class IdentifierRule:
    """``ignored`` are the characters people may type between the digits; ``groups`` is how it is printed."""

    name: Localized
    hint: Localized
    example: str
    pattern: str
    check: str
    ignored: str
    groups: tuple[int, ...]

    def clean(self, text: str) -> str:
        """The identifier as it is stored: Latin digits, capital letters, no spaces."""
        latin = as_on_keyboards(text).upper()
        return "".join(character for character in latin if character not in self.ignored and not character.isspace())

    def problem(self, text: str) -> Text | None:
        """What is wrong with an identifier, or None."""
        number = self.clean(text)
        if not re.fullmatch(self.pattern, number):
            example = left_to_right(self.example)
            return _("Enter the %(name)s as it is printed, for example %(example)s", name=self.name, example=example)
        if not CHECKS[self.check](number):
            return _("Check the %(name)s: a digit is wrong or two have changed places", name=self.name)
        return None

    def show(self, text: str) -> str:
        """The identifier in the groups it is printed in."""
        return group(self.clean(text), self.groups)

    def mask(self, text: str) -> str:
        """The identifier with all but its end hidden, in its groups: enough to recognise, too little to use."""
        number = self.clean(text)
        kept = number[-SHOWN_WHEN_MASKED:]
        return group(kept.rjust(len(number), "•"), self.groups)


def group(number: str, sizes: tuple[int, ...]) -> str:
    """The number cut into groups of these sizes, what is left over in a last one."""
    parts = []
    for size in sizes:
        parts.append(number[:size])
        number = number[size:]
    return " ".join(filter(None, [*parts, number]))


def read_identifier(pack: Section) -> IdentifierRule:
    section = pack.section("identifier")
    check = section.text("check")
    if check not in CHECKS:
        raise section.fault("check", f'"{check}" is not a known check. Write one of: {", ".join(CHECKS)}.')
    rule = IdentifierRule(
        name=section.localized("name"),
        hint=section.localized("hint"),
        example=section.text("example"),
        pattern=read_pattern(section),
        check=check,
        ignored=section.text("ignored", " -"),
        groups=section.numbers("groups"),
    )
    if rule.problem(rule.example):
        raise section.fault(
            "example", f'"{rule.example}" breaks the rule of its own pack. Correct pattern, check or example.'
        )
    return rule


def read_pattern(section: Section) -> str:
    """A regular expression of the pack that the whole of a cleaned value must match."""
    pattern = section.text("pattern")
    try:
        re.compile(pattern)
    except re.error as problem:
        raise section.fault("pattern", f"is not a regular expression: {problem}. Correct it.") from problem
    return pattern
