"""Creates the fictional country in an empty database."""

from sqlalchemy import func, select

from egov.country.pack import current_pack
from egov.db import db, transaction
from egov.identity.models import Person
from egov.identity.seeds import seed_people
from egov.registers.seed import seed_registers


def seed_demo() -> bool:
    """Fill a database that was created as a demonstration, once; whether there was anything to do.

    Raises Misconfigured where the database was created for real use.
    """
    with transaction():
        if db.session.scalar(select(func.count()).select_from(Person)):
            return False
        seed_people(current_pack())
        seed_registers(current_pack())
        return True
