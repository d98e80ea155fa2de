"""Fills the registers of a demonstration from the country pack."""

from egov.clock import now
from egov.country.pack import Pack
from egov.country.people import Resident
from egov.db import db
from egov.registers.models import RegisterRecord
from egov.registers.operations import POPULATION


def seed_registers(pack: Pack) -> None:
    """The population from the pack's people, the other registers from its lists, in the open transaction."""
    at = now()
    people = {
        person.identifier: {
            "name": person.name, "born": person.born.isoformat(), "sex": person.sex, "area": person.area,
            "address": str(person.address), "household": person.household, **_in_other_languages(person),
        }
        for person in pack.people.values()
    }  # fmt: skip
    lists = {name: {row["number"]: row for row in rows} for name, rows in pack.registers.items()}
    for register, records in {POPULATION: people, **lists}.items():
        for key, data in records.items():
            db.session.add(RegisterRecord(register=register, key=key, data=dict(data), recorded_at=at))


def _in_other_languages(person: Resident) -> dict[str, str]:
    """Name and address as columns such as ``name_ar``, in each language that the pack writes them in."""
    spelled = {"name": person.names, "address": person.address}
    return {
        f"{column}_{language}": words
        for column, texts in spelled.items()
        for language, words in texts.texts.items()
        if words and language != texts.default
    }
