"""Whatever banks say, in whatever order and how often: the payments agree with a model of a few lines.

``EGOV_CALLBACKS=10000`` has the banks say at least as much, instead of a check of each change's few words.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from egov.errors import NotAllowed
from egov.payments.events import SignedEvent, seal
from egov.payments.models import Attempt
from tests.payments.till import FEE, Till, word

Said = Literal["paid", "declined", "paid again", "wrong amount", "forged"]
BANKS = ("demo", "declining", "failing")
CASES = int(os.environ.get("EGOV_CALLBACKS", "120")) // 3  # a case hears three words or more

words = st.tuples(st.sampled_from(BANKS), st.sampled_from(["paid", "declined", "paid again", "wrong amount", "forged"]))
acts = st.lists(st.one_of(words, st.just("withdraw")), max_size=12)


@dataclass
class Model:
    """The rules as a lawyer would tell them: money counts once an attempt, and the first money in time is the fee."""

    states: dict[str, str] = field(default_factory=lambda: dict.fromkeys(BANKS, "started"))
    waits: bool = True
    heard: set[tuple[str, str]] = field(default_factory=set)

    def hear(self, bank: str, said: Said) -> None:
        repeated = (bank, said) in self.heard
        self.heard.add((bank, said))
        if repeated or said in ("wrong amount", "forged"):
            return
        if said == "declined":
            if self.states[bank] == "started":
                self.states[bank] = "declined"
        elif self.states[bank] in ("started", "declined"):
            self.states[bank] = "paid" if self.waits else "refund_due"
            self.waits = False

    @property
    def received(self) -> int:
        return sum(FEE for state in self.states.values() if state in ("paid", "refund_due"))


@pytest.fixture
def heard(record_property: Callable[[str, object], None]) -> Iterator[list[str]]:
    """All words of banks, for the figure at the end."""
    words: list[str] = []
    yield words
    kinds = ", ".join(f"{words.count(said)} {said}" for said in sorted(set(words)))
    record_property("figure", f"{len(words)} callbacks of banks in any order ({kinds}): the ledger equals the model")


@settings(max_examples=CASES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=acts)
def test_whatever_the_banks_say_there_is_one_receipt_or_none(
    till: Till, heard: list[str], acts: list[tuple[str, Said] | Literal["withdraw"]]
) -> None:
    model, case = Model(), till.open_case()
    attempts = {bank: till.start(case, bank) for bank in BANKS}
    signed: dict[tuple[str, str], SignedEvent] = {}
    for act in acts:
        if act == "withdraw":
            if case.state == "to_pay":
                till.withdraw(case)
                model.waits = False
            continue
        say(till, attempts[act[0]], act[1], signed)
        model.hear(*act)
        heard.append(act[1])
    [charge] = till.charges(case)
    assert {bank: attempt.status for bank, attempt in attempts.items()} == model.states
    assert (charge.receipt_number is not None) == ("paid" in model.states.values()) == (charge.status == "paid")
    assert sum(amount for kind, amount in till.ledger(case) if kind == "payment") == model.received
    assert (case.state == "to_pay") == model.waits


def say(till: Till, attempt: Attempt, said: Said, signed: dict[tuple[str, str], SignedEvent]) -> None:
    """Say it; what is said a second time is the very same word."""
    key = (attempt.provider, said)
    changes = {"amount": FEE + 1} if said == "wrong amount" else {}
    signed.setdefault(key, seal(word(attempt, "declined" if said == "declined" else "paid", **changes)))
    if said == "forged":
        with pytest.raises(NotAllowed):
            till.tell_signed(attempt.provider, SignedEvent(signed[key].body, "0" * 64))
    else:
        till.tell_signed(attempt.provider, signed[key])
