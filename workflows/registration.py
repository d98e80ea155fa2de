"""The registration: somebody reports a fact, an office checks it, records it and gives an extract."""

from workflows.engine import START, STAY, Alarm, By, Clock, Since, State, Step, Workflow
from workflows.guards import fee_due, nothing_due
from workflows.words import N_

registration = Workflow(
    "registration",
    (
        State("to_pay", N_("Waiting for payment"), N_("Pay the fee. Then we start."), By.PAYMENT, Clock.STANDS),
        State("assessment", N_("In assessment"), N_("The registrar is checking what you reported."), By.OFFICER),
        State(
            "more_info", N_("Waiting for the applicant"), N_("We need something more from you."), By.APPLICANT,
            Clock.STANDS,
        ),
        State("registered", N_("Registered"), N_("Registered. Your certificate is ready."), None, Clock.ENDED),
        State("refused", N_("Refused"), N_("Refused. You can appeal."), None, Clock.ENDED),
        State("withdrawn", N_("Withdrawn"), N_("You withdrew this report."), None, Clock.ENDED),
        State("lapsed", N_("Lapsed"), N_("Closed: we did not hear from you. You can apply again."), None, Clock.ENDED),
        State("revoked", N_("Revoked"), N_("The certificate was revoked. You can appeal."), None, Clock.ENDED),
    ),
    (
        Step(
            "submit", (START,), "to_pay", By.APPLICANT, N_("Submit"), N_("Report received"),
            does="charge", when=fee_due,
        ),
        Step(
            "submit", (START,), "assessment", By.APPLICANT, N_("Submit"), N_("Report received"), when=nothing_due,
        ),
        Step("pay", ("to_pay",), "assessment", By.PAYMENT, N_("Pay"), N_("Fee paid")),
        Step(
            "ask_more", ("assessment",), "more_info", By.OFFICER, N_("Ask for more"), N_("More information asked"),
            needs_reason=True,
        ),
        Step(
            "answer", ("more_info",), "assessment", By.APPLICANT, N_("Send your answer"), N_("Information sent"),
            needs_reason=True,
        ),
        Step(
            "register", ("assessment",), "registered", By.OFFICER, N_("Register"), N_("Registered"),
            decides="approved", does="issue",
        ),
        Step(
            "refuse", ("assessment",), "refused", By.OFFICER, N_("Refuse"), N_("Refused"),
            needs_reason=True, decides="refused",
        ),
        Step(
            "withdraw", ("to_pay", "assessment", "more_info"), "withdrawn", By.APPLICANT, N_("Withdraw"),
            N_("Withdrawn"), does="owe_back",
        ),
        Step(
            "remind_to_pay", ("to_pay",), STAY, By.CLOCK, N_("Remind of the fee"), N_("Reminded of the fee"),
            alarm=Alarm(Since.ENTRY, 14),
        ),
        Step(
            "lapse_unpaid", ("to_pay",), "lapsed", By.CLOCK, N_("Lapse unpaid"), N_("Closed because it was not paid"),
            alarm=Alarm(Since.ENTRY, 30), does="drop_charge",
        ),
        Step(
            "remind_to_answer", ("more_info",), STAY, By.CLOCK, N_("Remind of the question"),
            N_("Reminded of our question"), alarm=Alarm(Since.ENTRY, 14),
        ),
        Step(
            "lapse_unanswered", ("more_info",), "lapsed", By.CLOCK, N_("Lapse unanswered"),
            N_("Closed because our question was not answered"), alarm=Alarm(Since.ENTRY, 60), does="owe_back",
        ),
        Step(
            "escalate", ("assessment",), STAY, By.CLOCK, N_("Tell the superior"),
            N_("The deadline has passed: the head of the office was told"),
            alarm=Alarm(Since.DEADLINE, 1), does="escalate",
        ),
        Step(
            "revoke", ("registered",), "revoked", By.OFFICER, N_("Revoke"), N_("Certificate revoked"),
            needs_reason=True, decides="revoked", does="revoke",
        ),
    ),
)  # fmt: skip
