"""The registration: somebody reports a fact, an office checks it, records it and gives an extract."""

from workflows.engine import By, Clock, State, Step, Workflow
from workflows.shared_rows import (
    MORE_INFO,
    QUESTIONS,
    REFUSED,
    TO_PAY,
    escalation,
    fee,
    refusal,
    revocation,
    submission,
    withdrawal,
)
from workflows.words import N_

registration = Workflow(
    "registration",
    (
        TO_PAY,
        State("assessment", N_("In assessment"), N_("The registrar is checking what you reported."), By.OFFICER),
        MORE_INFO,
        State("registered", N_("Registered"), N_("Your certificate is ready."), None, Clock.ENDED),
        REFUSED,
        State("withdrawn", N_("Withdrawn"), N_("Nothing more happens with it."), None, Clock.ENDED),
        State("lapsed", N_("Lapsed"), N_("You can apply again."), None, Clock.ENDED),
        State("revoked", N_("Revoked"), N_("You can appeal."), None, Clock.ENDED),
    ),
    (
        *submission("assessment", N_("Report received")),
        *fee("assessment"),
        *QUESTIONS,
        withdrawal("to_pay", "assessment", "more_info"),
        Step(
            "register", ("assessment",), "registered", By.OFFICER, N_("Register"), N_("Registered"),
            decides="approved", does="issue",
        ),
        refusal("assessment"),
        escalation("assessment"),
        revocation("registered"),
    ),
)  # fmt: skip
