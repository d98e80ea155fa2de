"""What the offices of the country name that there is not: a case would come to another office, or to none."""

from collections.abc import Collection, Iterator

from egov.country.pack import current_pack


def unknown_in_offices(services: Collection[str]) -> Iterator[str]:
    """Each name under ``decides`` and ``reviews`` that is none of these services, with its line and the cure."""
    pack = current_pack()
    lines = (pack.folder / "offices.toml").read_text("utf-8-sig").splitlines()
    for office in pack.offices.values():
        for key, names in (("decides", office.decides), ("reviews", office.reviews)):
            for name in (name for name in names if name not in services and name != "*"):
                line = next((number for number, text in enumerate(lines, 1) if f'"{name}"' in text), 1)
                known = ", ".join(services)
                yield (
                    f"{pack.folder}/offices.toml:{line}: {office.code}.{key}: {name!r} is no service. "
                    f"Write some of: {known}."
                )
