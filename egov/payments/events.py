"""What a bank tells us: an event, signed, so that nobody else can say that something was paid."""

import base64
import binascii
import json
from dataclasses import asdict, dataclass

from flask import current_app

from egov.country.money import Money
from egov.errors import BadInput, NotAllowed
from egov.notifications.signatures import is_signed, sign
from egov.texts import _

OUTCOMES = ("paid", "declined")
FORGED = _("This message does not come from the bank. Nothing was changed.")
UNREADABLE = _("This message from the bank cannot be read. Nothing was changed.")


@dataclass(frozen=True)
class Event:
    """How an attempt to pay ended. ``attempt`` is its token, ``amount`` counts minor units, ``at`` is ISO 8601 UTC."""

    id: str
    provider: str
    attempt: str
    outcome: str
    amount: int
    currency: str
    at: str

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


@dataclass(frozen=True)
class SignedEvent:
    """The canonical JSON of an event and its signature: a callback carries them as body and header."""

    body: str
    signature: str

    def for_address(self) -> str:
        """The event as part of an address, for the browser to carry: base64url of the body, a point, the signature."""
        return f"{base64.urlsafe_b64encode(self.body.encode()).decode()}.{self.signature}"


def seal(event: Event) -> SignedEvent:
    """Sign an event with the secret that we share with the bank."""
    body = json.dumps(asdict(event), sort_keys=True, separators=(",", ":"))
    return SignedEvent(body, sign(body, current_app.config["PAYMENT_SECRET"]))


def open_event(signed: SignedEvent) -> Event:
    """The event, if the bank signed it. Raises NotAllowed when it did not, BadInput when there is no sense in it."""
    if not is_signed(signed.body, signed.signature, current_app.config["PAYMENT_SECRET"]):
        raise NotAllowed(FORGED)
    try:
        event = Event(**json.loads(signed.body))
    except (TypeError, ValueError) as problem:
        raise BadInput(UNREADABLE) from problem
    words = (event.id, event.provider, event.attempt, event.currency, event.at)
    if event.outcome not in OUTCOMES or type(event.amount) is not int or not all(type(word) is str for word in words):
        raise BadInput(UNREADABLE)
    return event


def from_address(text: str) -> SignedEvent:
    """The event that a browser brought back. Raises BadInput when it is not one."""
    encoded, _point, signature = text.partition(".")
    try:
        return SignedEvent(base64.urlsafe_b64decode(encoded).decode(), signature)
    except (binascii.Error, ValueError) as problem:
        raise BadInput(UNREADABLE) from problem
