"""Rows that stand in more than one table: the way in, the citizen's part, and who is told when it takes too long."""

from workflows.engine import START, STAY, Alarm, By, Clock, Since, State, Step
from workflows.guards import fee_due, nothing_due
from workflows.words import N_

TO_PAY = State("to_pay", N_("Waiting for payment"), N_("Pay the fee. Then we start."), By.PAYMENT, Clock.STANDS)
MORE_INFO = State(
    "more_info", N_("Waiting for the applicant"), N_("We need something more from you."), By.APPLICANT, Clock.STANDS
)
REFUSED = State("refused", N_("Refused"), N_("You can appeal."), None, Clock.ENDED)


def submission(first: str, received: str) -> tuple[Step, Step]:
    """The case comes in: to the payment where a fee is due, else to the ``first`` state at once."""
    return (
        Step(
            "submit", (START,), "to_pay", By.APPLICANT, N_("Submit"), received, does="charge", when=fee_due,
        ),
        Step("submit", (START,), first, By.APPLICANT, N_("Submit"), received, when=nothing_due),
    )  # fmt: skip


def fee(first: str) -> tuple[Step, ...]:
    """The fee is paid, and the case comes to its ``first`` state; or it lapses, after a reminder."""
    return (
        Step("pay", ("to_pay",), first, By.PAYMENT, N_("Pay"), N_("Fee paid")),
        reminder_to_pay("to_pay"),
        Step(
            "lapse_unpaid", ("to_pay",), "lapsed", By.CLOCK, N_("Lapse unpaid"), N_("Closed because it was not paid"),
            alarm=Alarm(Since.ENTRY, 30), does="drop_charge",
        ),
    )  # fmt: skip


def reminder_to_pay(state: str) -> Step:
    """After two weeks the citizen is reminded of the fee."""
    return Step(
        "remind_to_pay", (state,), STAY, By.CLOCK, N_("Remind of the fee"), N_("Reminded of the fee"),
        alarm=Alarm(Since.ENTRY, 14),
    )  # fmt: skip


QUESTIONS = (
    Step(
        "ask_more", ("assessment",), "more_info", By.OFFICER, N_("Ask for more"), N_("More information asked"),
        needs_reason=True,
    ),
    Step(
        "answer", ("more_info",), "assessment", By.APPLICANT, N_("Send your answer"), N_("Information sent"),
        needs_reason=True,
    ),
    Step(
        "remind_to_answer", ("more_info",), STAY, By.CLOCK, N_("Remind of the question"),
        N_("Reminded of our question"), alarm=Alarm(Since.ENTRY, 14),
    ),
    Step(
        "lapse_unanswered", ("more_info",), "lapsed", By.CLOCK, N_("Lapse unanswered"),
        N_("Closed because our question was not answered"), alarm=Alarm(Since.ENTRY, 60), does="owe_back",
    ),
)  # fmt: skip


def withdrawal(*states: str) -> Step:
    """The applicant takes his application back, and what he paid with it."""
    return Step(
        "withdraw", states, "withdrawn", By.APPLICANT, N_("Withdraw"), N_("Withdrawn"), does="owe_back",
    )  # fmt: skip


def refusal(*states: str) -> Step:
    """The office refuses, and says why."""
    return Step(
        "refuse", states, "refused", By.OFFICER, N_("Refuse"), N_("Refused"), needs_reason=True, decides="refused",
    )  # fmt: skip


def escalation(state: str) -> Step:
    """A day after the legal deadline the head of the office is told; the case stays where it is."""
    return Step(
        "escalate", (state,), STAY, By.CLOCK, N_("Tell the superior"),
        N_("The deadline has passed: the head of the office was told"),
        alarm=Alarm(Since.DEADLINE, 1), does="escalate",
    )  # fmt: skip


def expiry(*states: str) -> Step:
    """The certificate ends by itself, the day after it held last."""
    return Step(
        "expire", states, "expired", By.CLOCK, N_("Expire"), N_("Certificate expired"), alarm=Alarm(Since.VALIDITY, 1),
    )  # fmt: skip


def revocation(*states: str) -> Step:
    """The office takes the certificate back, and says why."""
    return Step(
        "revoke", states, "revoked", By.OFFICER, N_("Revoke"), N_("Certificate revoked"),
        needs_reason=True, decides="revoked", does="revoke",
    )  # fmt: skip


def looked_at_twice(first: str, second: str, target: str, does: str) -> tuple[Step, ...]:
    """One officer proposes in state ``first``, another one decides in state ``second``: four eyes, on persons."""
    return (
        Step(
            "propose", (first,), second, By.OFFICER, N_("Propose approval"),
            N_("Approval proposed to a second officer"),
        ),
        Step(
            "approve", (second,), target, By.OFFICER, N_("Approve"), N_("Approved"),
            never_by=("propose",), decides="approved", does=does,
        ),
        Step(
            "send_back", (second,), first, By.OFFICER, N_("Send back"), N_("Sent back by the second officer"),
            needs_reason=True, never_by=("propose",),
        ),
        escalation(second),
    )  # fmt: skip
