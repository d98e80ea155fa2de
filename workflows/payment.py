"""The payment: the state asks for money, and the citizen pays it or says why he does not owe it."""

from workflows.engine import START, STAY, Alarm, By, Clock, Since, State, Step, Workflow
from workflows.guards import accepts, contests, not_yet_upheld
from workflows.shared_rows import escalation
from workflows.words import N_

payment = Workflow(
    "payment",
    (
        State("to_pay", N_("Waiting for payment"), N_("Please pay."), By.PAYMENT, Clock.STANDS),
        State("contested", N_("Contested"), N_("An officer is looking at your objection."), By.OFFICER),
        State("paid", N_("Paid"), N_("Nothing more is due."), None, Clock.ENDED),
        State("enforced", N_("In enforcement"), N_("The enforcement office will write to you."), None, Clock.ENDED),
        State("cancelled", N_("Cancelled"), N_("You owe nothing."), None, Clock.ENDED),
    ),
    (
        Step(
            "submit", (START,), "to_pay", By.APPLICANT, N_("Submit"), N_("Chosen to pay"), does="charge", when=accepts,
        ),
        Step(
            "submit", (START,), "contested", By.APPLICANT, N_("Submit"), N_("Objection received"), when=contests,
        ),
        Step("pay", ("to_pay",), "paid", By.PAYMENT, N_("Pay"), N_("Paid")),
        Step(
            "contest", ("to_pay",), "contested", By.APPLICANT, N_("Contest"), N_("Objection received"),
            needs_reason=True, when=not_yet_upheld,
        ),
        Step(
            "remind_to_pay", ("to_pay",), STAY, By.CLOCK, N_("Remind of the fine"), N_("Reminded of the fine"),
            alarm=Alarm(Since.ENTRY, 14),
        ),
        Step(
            "enforce", ("to_pay",), "enforced", By.CLOCK, N_("Hand to enforcement"),
            N_("Not paid: handed to the enforcement office"), alarm=Alarm(Since.ENTRY, 60), does="drop_charge",
        ),
        escalation("contested"),
        Step(
            "uphold", ("contested",), "to_pay", By.OFFICER, N_("Uphold"), N_("Objection refused"),
            needs_reason=True, decides="refused", does="charge",
        ),
        Step(
            "cancel", ("contested",), "cancelled", By.OFFICER, N_("Cancel the notice"), N_("Notice cancelled"),
            needs_reason=True, decides="approved", does="drop_charge",
        ),
    ),
)  # fmt: skip
