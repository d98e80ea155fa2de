"""Who holds an identity card here: the personas of the country pack that have a PIN."""

import hashlib
import hmac

from sqlalchemy import select

from egov.country.digits import to_latin
from egov.country.pack import current_pack
from egov.country.people import Persona
from egov.identity.demo_provider.models import ProviderHolder
from egov.identity.rows import found_or_added


def holders() -> list[Persona]:
    """All who can sign in with a PIN."""
    return [persona for persona in current_pack().personas.values() if persona.pin]


def holder_of(identifier: str) -> Persona | None:
    """The holder of this national number, if there is one."""
    return next((persona for persona in holders() if persona.resident.identifier == identifier), None)


def try_pin(identifier: str, pin: str) -> Persona | None:
    """Count an attempt; the holder if number and PIN are right and the card is not locked. Called in a transaction."""
    persona = holder_of(current_pack().identifier.clean(identifier))
    if persona is None:
        return None
    number = persona.resident.identifier
    query = select(ProviderHolder).where(ProviderHolder.identifier == number).with_for_update()
    row = found_or_added(query, ProviderHolder(identifier=number))
    right = hmac.compare_digest(to_latin(pin).strip().encode(), persona.pin.encode())
    return persona if row.attempt(right) else None


def subject_of(persona: Persona) -> str:
    """The name by which clients know the holder: always the same, and not the national number itself."""
    return hashlib.sha256(f"holder:{persona.resident.identifier}".encode()).hexdigest()[:32]
