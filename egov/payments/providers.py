"""The ways to pay. A real bank is one more class like ``DemoProvider``; the demonstration brings three banks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, cast

from flask import current_app, url_for

from egov.errors import Misconfigured, Unavailable
from egov.payments.models import Attempt
from egov.texts import Text, _

NO_ANSWER = _("The bank does not answer at the moment. Nothing was paid. Try again, or choose another way to pay.")


class Provider(Protocol):
    """A bank, or a company that collects for one."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> Text: ...

    def start(self, attempt: Attempt) -> str:
        """The address where the citizen pays. Called outside any transaction. Raises Unavailable."""
        ...


@dataclass(frozen=True)
class DemoProvider:
    """A bank that moves no money; its page is at ``/demo-bank``.

    It fails at the first ``failing_starts`` tries of an attempt, may decline everything, and its callback leaves
    ``answers_after`` a while; a bank that answers at once sends its word with the browser, too.
    """

    name: str
    title: Text
    failing_starts: int = 0
    declines: bool = False
    answers_after: timedelta = timedelta()

    def start(self, attempt: Attempt) -> str:
        if attempt.tries <= self.failing_starts:
            raise Unavailable(NO_ANSWER)
        return url_for("payments.bank_order", token=attempt.token)

    def outcome(self, button: str) -> str:
        """How the payment ends when the citizen presses a button on the bank's page."""
        return "paid" if button == "pay" and not self.declines else "declined"


DEMO = DemoProvider("demo", _("Demo Bank"))
DECLINING = DemoProvider("declining", _("Demo Bank that declines"), declines=True)
FAILING = DemoProvider(
    "failing", _("Demo Bank that fails twice and answers late"), failing_starts=2, answers_after=timedelta(seconds=10)
)
PROVIDERS: Mapping[str, Provider] = {provider.name: provider for provider in (DEMO, DECLINING, FAILING)}


# Ways in which the treasury itself takes money, without a bank's word.
AT_THE_DESK: Mapping[str, Text] = {"cash": _("Cash at the desk"), "transfer": _("Transfer to the treasury")}


def chosen_providers(names: str | Sequence[str]) -> Mapping[str, Provider]:
    """The ways to pay that ``PAYMENT_PROVIDERS`` names. Raises Misconfigured for one that does not exist."""
    chosen = [name.strip() for name in names.split(",")] if isinstance(names, str) else names
    for name in chosen:
        if name not in PROVIDERS:
            known = ", ".join(PROVIDERS)
            raise Misconfigured(f'PAYMENT_PROVIDERS names "{name}", which does not exist. Write some of: {known}.')
    return {name: PROVIDERS[name] for name in chosen}


def enabled() -> Mapping[str, Provider]:
    """The ways to pay that are offered now, by name."""
    return cast(Mapping[str, Provider], current_app.extensions["payment_providers"])


def title_of(name: str) -> Text:
    """How a way to pay is called, also one that is no longer offered."""
    return AT_THE_DESK.get(name) or (PROVIDERS[name].title if name in PROVIDERS else Text(name))
