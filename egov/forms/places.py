"""Where: an area of the country pack, and an address in it."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from egov.country.areas import Areas
from egov.country.pack import current_pack
from egov.forms.base import Answer, check_length, component
from egov.forms.fields import ChoiceField, Choices
from egov.texts import _, listed


def villages(areas: Areas) -> Choices:
    """The narrowest areas, each with the ones it lies in: "Lantern Point, Harbour District"."""
    narrowest = areas.at_level(areas.levels[-1].code)
    return [(area.code, area_in_words(areas, area.code)) for area in narrowest]


def area_in_words(areas: Areas, code: str) -> str:
    """An area and those around it, without the country itself."""
    return listed(area.name for area in reversed(areas.path(code)[1:]))


@dataclass(frozen=True)
class AreaName:
    """The area with a code, in words of the current language: on a certificate it is read in each of them."""

    code: str

    def __str__(self) -> str:
        return area_in_words(current_pack().areas, self.code)


class AreaField(ChoiceField):
    """A village, town or ward: an area of the lowest level of the pack."""

    def options(self) -> Choices:
        return villages(current_pack().areas)


class AddressField(Answer):
    """A line as people write it (house, street, landmark) and the area it is in."""

    part_names = ("line", "area")

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        if not any(self.parts.values()):
            return
        if not self.parts["line"]:
            raise ValueError(_("Enter the house and the street, or how to find it"))
        if self.parts["area"] not in dict(villages(current_pack().areas)):
            raise ValueError(_("Choose the town or village"))
        check_length(self.parts["line"])
        self.data = {"line": self.parts["line"], "area": self.parts["area"]}

    def accepts(self, value: Any) -> bool:
        return set(value) == {"line", "area"} and value["area"] in dict(villages(current_pack().areas))

    def shown(self, value: Any) -> str:
        return listed([value["line"], area_in_words(current_pack().areas, value["area"])]) if value else ""

    def render(self, big_label: bool = False) -> Markup:
        now = self.parts if any(self.parts.values()) else (self.data or {"line": "", "area": ""})
        line = component(
            "text_input", name=f"{self.name}-line", label=_("House and street"), value=now["line"],
            autocomplete="street-address",
        )  # fmt: skip
        options = [("", _("Choose")), *villages(current_pack().areas)]
        area = component(
            "select", name=f"{self.name}-area", label=_("Town or village"), options=options, value=now["area"]
        )
        return component("group", legend=self.label_text(), body=line + area, **self.common(big_label))
