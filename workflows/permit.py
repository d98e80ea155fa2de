"""The permit: somebody asks for leave to do something, an office assesses it, and issues or refuses it."""

from workflows.engine import START, STAY, Alarm, By, Clock, Since, State, Step, Workflow
from workflows.guards import fee_due, nothing_due
from workflows.words import N_

STATES = (
    State("to_pay", N_("Waiting for payment"), N_("Pay the fee. Then we start."), By.PAYMENT, Clock.STANDS),
    State("assessment", N_("In assessment"), N_("An officer is looking at your application."), By.OFFICER),
    State(
        "more_info", N_("Waiting for the applicant"), N_("We need something more from you."), By.APPLICANT, Clock.STANDS
    ),
    State("issued", N_("Issued"), N_("Approved. Your certificate is ready."), None, Clock.ENDED),
    State("refused", N_("Refused"), N_("Refused. You can appeal."), None, Clock.ENDED),
    State("withdrawn", N_("Withdrawn"), N_("You withdrew this application."), None, Clock.ENDED),
    State(
        "lapsed", N_("Lapsed"), N_("Closed, since we did not hear from you. You can apply again."), None, Clock.ENDED
    ),
    State("suspended", N_("Suspended"), N_("Your certificate does not hold for the time being."), None, Clock.STANDS),
    State("expired", N_("Expired"), N_("Your certificate has expired. You can renew it."), None, Clock.ENDED),
    State("revoked", N_("Revoked"), N_("Your certificate was revoked. You can appeal."), None, Clock.ENDED),
)

APPROVE = Step(
    "approve", ("assessment",), "issued", By.OFFICER, N_("Approve"), N_("Approved"), decides="approved", does="issue"
)

permit = Workflow(
    "permit",
    STATES,
    (
        Step(
            "submit", (START,), "to_pay", By.APPLICANT, N_("Submit"), N_("Application received"),
            does="charge", when=fee_due,
        ),
        Step(
            "submit", (START,), "assessment", By.APPLICANT, N_("Submit"), N_("Application received"), when=nothing_due,
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
        APPROVE,
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
            "suspend", ("issued",), "suspended", By.OFFICER, N_("Suspend"), N_("Certificate suspended"),
            needs_reason=True, does="suspend",
        ),
        Step(
            "reinstate", ("suspended",), "issued", By.OFFICER, N_("Reinstate"), N_("Certificate holds again"),
            needs_reason=True, does="reinstate",
        ),
        Step(
            "expire", ("issued", "suspended"), "expired", By.CLOCK, N_("Expire"), N_("Certificate expired"),
            alarm=Alarm(Since.VALIDITY, 1),
        ),
        Step(
            "revoke", ("issued", "suspended"), "revoked", By.OFFICER, N_("Revoke"), N_("Certificate revoked"),
            needs_reason=True, decides="revoked", does="revoke",
        ),
    ),
)  # fmt: skip

permit_with_second_officer = permit.changed(
    "permit with a second officer",
    without=("approve",),
    states=(
        State("second_look", N_("Waiting for a second officer"), N_("A second officer checks the result."), By.OFFICER),
    ),
    steps=(
        Step(
            "propose", ("assessment",), "second_look", By.OFFICER, N_("Propose approval"),
            N_("Approval proposed to a second officer"),
        ),
        Step(
            "approve", ("second_look",), "issued", By.OFFICER, N_("Approve"), N_("Approved"),
            never_by=("propose",), decides="approved", does="issue",
        ),
        Step(
            "send_back", ("second_look",), "assessment", By.OFFICER, N_("Send back"),
            N_("Sent back by the second officer"), needs_reason=True, never_by=("propose",),
        ),
        Step(
            "escalate", ("second_look",), STAY, By.CLOCK, N_("Tell the superior"),
            N_("The deadline has passed: the head of the office was told"),
            alarm=Alarm(Since.DEADLINE, 1), does="escalate",
        ),
    ),
)  # fmt: skip
