"""Creates the fictional country in an empty database."""

import shutil

from sqlalchemy import select

from egov.audit.log_folder import log_folder
from egov.cli.database import upgrade_database
from egov.country.pack import current_pack
from egov.db import db, transaction
from egov.errors import Misconfigured
from egov.identity.models import Person
from egov.identity.seeds import seed_people
from egov.registers.seed import seed_registers


def create_demo() -> bool:
    """Bring the database up to date, with the fictional country in it; whether that is new, and its log begins anew.

    Raises Misconfigured where the database was created for real use.
    """
    upgrade_database()
    new = seed_demo()
    if new:
        shutil.rmtree(log_folder().path, ignore_errors=True)  # the log of a country that is no more
    return new


def seed_demo() -> bool:
    """Fill a database that was created as a demonstration, once; whether there was anything to do.

    Raises Misconfigured where the database was created for real use, or the country has nobody to play.
    """
    with transaction():
        if db.session.scalar(select(Person.id).limit(1)):
            return False
        if not current_pack().personas:
            raise Misconfigured(
                f"{current_pack().folder} has no personas.toml, and nobody could sign in. Add people.csv and "
                "personas.toml as in countries/base, or serve real citizens with: egov serve."
            )
        seed_people(current_pack())
        seed_registers(current_pack())
        return True
