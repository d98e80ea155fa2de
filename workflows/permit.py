"""The permit: somebody asks for leave to do something, an office assesses it, and issues or refuses it."""

from workflows.engine import By, Clock, State, Step, Workflow
from workflows.shared_rows import (
    MORE_INFO,
    QUESTIONS,
    REFUSED,
    TO_PAY,
    escalation,
    expiry,
    fee,
    looked_at_twice,
    refusal,
    revocation,
    submission,
    withdrawal,
)
from workflows.words import N_

STATES = (
    TO_PAY,
    State("assessment", N_("In assessment"), N_("An officer is looking at your application."), By.OFFICER),
    MORE_INFO,
    State("issued", N_("Issued"), N_("Your certificate is ready."), None, Clock.ENDED),
    REFUSED,
    State("withdrawn", N_("Withdrawn"), N_("Nothing more happens with it."), None, Clock.ENDED),
    State("lapsed", N_("Lapsed"), N_("You can apply again."), None, Clock.ENDED),
    State("suspended", N_("Suspended"), N_("Your certificate does not hold for the time being."), None, Clock.STANDS),
    State("expired", N_("Expired"), N_("Your certificate no longer holds."), None, Clock.ENDED),
    State("revoked", N_("Revoked"), N_("You can appeal."), None, Clock.ENDED),
)

permit = Workflow(
    "permit",
    STATES,
    (
        *submission("assessment", N_("Application received")),
        *fee("assessment"),
        *QUESTIONS,
        withdrawal("to_pay", "assessment", "more_info"),
        Step(
            "approve", ("assessment",), "issued", By.OFFICER, N_("Approve"), N_("Approved"),
            decides="approved", does="issue",
        ),
        refusal("assessment"),
        escalation("assessment"),
        Step(
            "suspend", ("issued",), "suspended", By.OFFICER, N_("Suspend"), N_("Certificate suspended"),
            needs_reason=True, does="suspend",
        ),
        Step(
            "reinstate", ("suspended",), "issued", By.OFFICER, N_("Reinstate"), N_("Certificate holds again"),
            needs_reason=True, does="reinstate",
        ),
        expiry("issued", "suspended"),
        revocation("issued", "suspended"),
    ),
)  # fmt: skip

permit_with_second_officer = permit.changed(
    "permit with a second officer",
    without=("approve",),
    states=(
        State("second_look", N_("Waiting for a second officer"), N_("A second officer checks the result."), By.OFFICER),
    ),
    steps=looked_at_twice("assessment", "second_look", "issued", does="issue"),
)
