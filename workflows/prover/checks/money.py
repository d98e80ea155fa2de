"""Is what was paid served, and what is served paid?"""

from collections.abc import Iterator

from workflows.engine import By, Clock
from workflows.prover.explore import Explored
from workflows.prover.findings import Finding
from workflows.prover.story import tell_way


def issued_without_paid(explored: Explored) -> Iterator[Finding]:
    """A fee is due, it was not paid, and the certificate is issued or renewed all the same."""
    told: set[str] = set()
    for way in explored.ways:
        step, node = way.move.step, way.source
        paid = node.renewal_paid if step.does == "renew" else node.paid
        unpaid = node.due or (node.fee and not paid)
        if step.does in ("issue", "renew") and unpaid and step.action not in told:
            told.add(step.action)
            yield Finding(
                "issued-without-paid",
                f"step {step.action!r} issues although the fee was not paid. Lead every way there through the payment.",
                tell_way(explored, way, "The fee was never paid."),
                f'"{step.action}"',
            )


def paid_and_neither_served_nor_refunded(explored: Explored) -> Iterator[Finding]:
    """The case ends after the fee was paid, nobody decided, and the money is kept.

    Where paying is itself the end, as with a fine, the state owes nothing for it.
    """
    ends = {state.code for state in explored.subject.workflow.states if state.clock == Clock.ENDED}
    told: set[tuple[str, str]] = set()
    for way in explored.ways:
        step, node = way.move.step, way.target
        closes = node.place in ends and node.place != way.source.place and step.by != By.PAYMENT
        kept = node.paid and not node.decided and not node.paper
        if closes and kept and (step.action, node.place) not in told:
            told.add((step.action, node.place))
            yield Finding(
                "paid-and-neither-served-nor-refunded",
                f'step {step.action!r} closes a paid case without a decision. Pay the fee back: does="owe_back".',
                tell_way(explored, way, "The fee was paid, nothing was decided, and the money is kept."),
                f'"{step.action}"',
            )
