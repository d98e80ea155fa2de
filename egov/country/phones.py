"""Telephone numbers: typed as people know them, stored as ITU-T E.164 writes them."""

import re
from dataclasses import dataclass

from egov.country.digits import as_on_keyboards, left_to_right
from egov.country.identifiers import group, read_pattern
from egov.country.source import Section
from egov.texts import Text, _

E164 = r"\+[1-9]\d{6,14}"


@dataclass(frozen=True)
class PhoneRule:
    """``pattern`` is what follows the country code; ``trunk_prefix`` is dialled only inside the country."""

    country_code: str
    trunk_prefix: str
    pattern: str
    example: str
    groups: tuple[int, ...]

    def clean(self, text: str) -> str:
        """The number in E.164: a plus sign, the country code and digits."""
        number = re.sub(r"[\s().\-/]", "", as_on_keyboards(text))
        if number.startswith("00"):
            number = "+" + number.removeprefix("00")
        if number.startswith("+") or not number:
            return number
        return self.country_code + number.removeprefix(self.trunk_prefix)

    def problem(self, text: str) -> Text | None:
        """What is wrong with a number, or None. A foreign number is welcome: citizens live abroad too."""
        number = self.clean(text)
        national = number.removeprefix(self.country_code)
        pattern = self.pattern if number.startswith(self.country_code) else E164
        if re.fullmatch(pattern, national):
            return None
        return _("Enter a telephone number, for example %(example)s", example=left_to_right(self.example))

    def show(self, text: str) -> str:
        """The number in the groups it is read out in."""
        number = self.clean(text)
        if not number.startswith(self.country_code):
            return number
        return f"{self.country_code} {group(number.removeprefix(self.country_code), self.groups)}"


def read_phone(pack: Section) -> PhoneRule:
    section = pack.section("phone")
    rule = PhoneRule(
        country_code=section.text("country_code"),
        trunk_prefix=section.text("trunk_prefix", ""),
        pattern=read_pattern(section),
        example=section.text("example"),
        groups=section.numbers("groups"),
    )
    if not re.fullmatch(r"\+\d{1,3}", rule.country_code):
        raise section.fault("country_code", 'must be a plus sign and digits. Write for example "+685".')
    if rule.problem(rule.example):
        raise section.fault("example", f'"{rule.example}" breaks the rule of its own pack. Correct pattern or example.')
    return rule
