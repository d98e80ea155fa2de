"""The inspection: an inspector comes, writes down what he found, and passes it or has defects put right."""

from workflows.engine import STAY, Alarm, By, Clock, Since, State, Step, Workflow
from workflows.shared_rows import TO_PAY, escalation, expiry, fee, revocation, submission, withdrawal
from workflows.words import N_

DAYS_TO_PUT_RIGHT = 30  # calendar days, from the day the defects were named

inspection = Workflow(
    "inspection",
    (
        TO_PAY,
        State("to_visit", N_("Waiting for the inspector"), N_("An inspector will come."), By.OFFICER),
        State("visited", N_("Inspected"), N_("The inspector will tell you the result."), By.OFFICER),
        State(
            "defects", N_("Defects to be put right"), N_("Put the defects right and tell us. Then we come again."),
            By.APPLICANT, Clock.STANDS,
        ),
        State("passed", N_("Passed"), N_("Your certificate is ready."), None, Clock.ENDED),
        State("failed", N_("Failed"), N_("You can appeal."), None, Clock.ENDED),
        State("withdrawn", N_("Withdrawn"), N_("Nothing more happens with it."), None, Clock.ENDED),
        State("lapsed", N_("Lapsed"), N_("You can apply again."), None, Clock.ENDED),
        State("expired", N_("Expired"), N_("Ask for a new inspection."), None, Clock.ENDED),
        State("revoked", N_("Revoked"), N_("You can appeal."), None, Clock.ENDED),
    ),
    (
        *submission("to_visit", N_("Inspection asked for")),
        *fee("to_visit"),
        withdrawal("to_pay", "to_visit"),
        Step(
            "visit", ("to_visit",), "visited", By.OFFICER, N_("Write down the findings"), N_("The inspector came"),
            needs_reason=True,
        ),
        escalation("to_visit"),
        Step(
            "pass", ("visited",), "passed", By.OFFICER, N_("Pass"), N_("Inspection passed"),
            decides="approved", does="issue",
        ),
        Step(
            "order", ("visited",), "defects", By.OFFICER, N_("Order defects to be put right"),
            N_("Defects must be put right within 30 days"), needs_reason=True,
        ),
        Step(
            "fail", ("visited",), "failed", By.OFFICER, N_("Fail"), N_("Inspection failed"),
            needs_reason=True, decides="refused",
        ),
        escalation("visited"),
        Step(
            "put_right", ("defects",), "to_visit", By.APPLICANT, N_("Say that the defects are put right"),
            N_("The defects are said to be put right"), needs_reason=True,
        ),
        Step(
            "remind_of_defects", ("defects",), STAY, By.CLOCK, N_("Remind of the defects"),
            N_("Reminded of the defects"), alarm=Alarm(Since.ENTRY, DAYS_TO_PUT_RIGHT - 10),
        ),
        Step(
            "visit_again", ("defects",), "to_visit", By.CLOCK, N_("Come again"),
            N_("The time to put the defects right is over: the inspector comes again"),
            alarm=Alarm(Since.ENTRY, DAYS_TO_PUT_RIGHT),
        ),
        expiry("passed"),
        revocation("passed"),
    ),
)  # fmt: skip
