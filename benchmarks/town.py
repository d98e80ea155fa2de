"""A country pack with as many citizens and officers as a benchmark needs, each with a name, a number and a sign-in."""

import csv
import shutil
from pathlib import Path

from stdnum import verhoeff

BASE = Path(__file__).parents[1] / "countries" / "base"
AREAS = ("XM-HA-01", "XM-HA-02", "XM-HA-03")


def make_town(folder: Path, citizens: int, officers: int) -> None:
    """Copy the fictional country into a folder, and add people: ``citizen1`` ... and ``officer1`` ... sign in."""
    shutil.copytree(BASE, folder)
    names = [f"citizen{number + 1}" for number in range(citizens)] + [f"officer{n + 1}" for n in range(officers)]
    numbers = {name: _identifier(place) for place, name in enumerate(names)}
    with (folder / "people.csv").open("r+", encoding="utf-8", newline="") as file:
        fields = next(csv.reader(file))
        file.seek(0, 2)
        rows = csv.DictWriter(file, fields)
        for place, (name, number) in enumerate(numbers.items()):
            rows.writerow(_person(name, number, AREAS[place % len(AREAS)]))
    with (folder / "personas.toml").open("a", encoding="utf-8") as file:
        file.writelines(_persona(name, number) for name, number in numbers.items())


def _identifier(place: int) -> str:
    start = f"7{place:08d}"
    return start + verhoeff.calc_check_digit(start)


def _person(name: str, number: str, area: str) -> dict[str, str]:
    words = {"name": f"{name.title()} Example", "name_ar": f"{name.title()} Example", "born": "1990-01-01"}
    home = {"address": f"{number[-3:]} Long Street", "address_ar": f"{number[-3:]} Long Street", "area": area}
    return {"identifier": number, **words, **home, "sex": "female", "household": f"H-{number}", "language": "en"}


def _persona(name: str, number: str) -> str:
    words = f'\n[{name}]\nidentifier = "{number}"\ndescription = {{ en = "{name}", ar = "{name}" }}\n'
    if name.startswith("citizen"):
        return words + 'pin = "2468"\nstarts_at = "/"\n'
    role = '{ role = "officer", service = "dog_licence", office = "harbour-licensing" }'
    return f'{words}username = "{name}"\npassword = "open-harbour-demo"\nstarts_at = "/office"\nroles = [{role}]\n'
