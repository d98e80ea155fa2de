"""The renewal of a certificate that ends: a clause for permits, the outermost one."""

from datetime import date, timedelta

from workflows.clauses import appeal, appealable
from workflows.engine import STAY, Alarm, By, Clock, Since, State, Step, Workflow
from workflows.guards import may_renew_for_a_fee, may_renew_for_nothing
from workflows.shared_rows import escalation, looked_at_twice, reminder_to_pay, revocation
from workflows.words import N_

OPENS_BEFORE = 60  # calendar days before the last day on which the certificate holds
CLOSES_AFTER = 90  # and after it
RENEWABLE = ("issued", "expired")


def in_time_to_renew(valid_until: date | None, today: date) -> bool:
    """Whether a certificate can be renewed today: from two months before its last day until three months after it."""
    if valid_until is None:
        return False
    return valid_until - timedelta(OPENS_BEFORE) <= today <= valid_until + timedelta(CLOSES_AFTER)


def renewable(workflow: Workflow) -> Workflow:
    """The holder renews his certificate shortly before or after its last day: he pays anew, and the office looks again.

    The new certificate goes on where the old one ends, so nobody loses a day. Until then the old one holds to its last
    day and no longer, also where the office is slow or refuses: a refusal takes nothing away before. Two officers look
    where two looked the first time. Before it is paid the office can only stop it: nothing is decided then, and the
    certificate can be revoked, or the renewal asked for anew. A refused renewal can be appealed, and so can all that is
    refused or revoked in the table: it is appealable, whether it was before or not. Raises ValueError for a table that
    refuses nothing.
    """
    codes = {state.code for state in workflow.states}
    table = workflow if "appealed" in codes else appealable(workflow)
    looks = TWO_OFFICERS if "second_look" in codes else ONE_OFFICER
    return table.changed(
        f"{table.name}, renewable",
        states=(*STATES, *((SECOND_LOOK,) if "second_look" in codes else ())),
        steps=(*ROWS, *looks),
    )


STATES = (
    State(
        "renewal_to_pay", N_("Renewal to be paid"),
        N_("Pay the fee for the renewal."), By.PAYMENT, Clock.STANDS,
    ),
    State(
        "renewal", N_("Renewal in assessment"),
        N_("An officer is looking at your renewal. Your certificate holds until its last day."), By.OFFICER,
    ),
    State(
        "not_renewed", N_("Not renewed"), N_("Your certificate holds until its last day."),
        None, Clock.ENDED,
    ),
    State(
        "renewal_appealed", N_("Renewal under appeal"), N_("The appeal body is looking at your renewal."), By.APPEAL
    ),
)  # fmt: skip
SECOND_LOOK = State(
    "renewal_second_look", N_("Renewal waiting for a second officer"),
    N_("A second officer checks the renewal."), By.OFFICER,
)  # fmt: skip

ROWS = (
    Step(
        "remind_to_renew", ("issued",), STAY, By.CLOCK, N_("Remind of the renewal"),
        N_("Your certificate ends in a month: you can renew it now"), alarm=Alarm(Since.VALIDITY, -30),
    ),
    Step(
        "renew", RENEWABLE, "renewal_to_pay", By.APPLICANT, N_("Renew"), N_("Renewal asked for"),
        does="charge", when=may_renew_for_a_fee, restarts=True,
    ),
    Step(
        "renew", RENEWABLE, "renewal", By.APPLICANT, N_("Renew"), N_("Renewal asked for"),
        when=may_renew_for_nothing, restarts=True,
    ),
    Step("pay", ("renewal_to_pay",), "renewal", By.PAYMENT, N_("Pay"), N_("Fee paid")),
    reminder_to_pay("renewal_to_pay"),
    Step(
        "give_up_renewal", ("renewal_to_pay",), "expired", By.CLOCK, N_("Give up the renewal"),
        N_("The renewal was not paid"), alarm=Alarm(Since.VALIDITY, CLOSES_AFTER + 1), does="drop_charge",
    ),
    Step(
        "stop_renewal", ("renewal_to_pay",), "issued", By.OFFICER, N_("Stop the renewal"), N_("Renewal stopped"),
        needs_reason=True, does="drop_charge",
    ),
    Step(
        "refuse", ("renewal",), "not_renewed", By.OFFICER, N_("Refuse"), N_("Renewal refused"),
        needs_reason=True, decides="refused",
    ),
    escalation("renewal"),
    Step(
        "end_validity", ("not_renewed",), STAY, By.CLOCK, N_("Expire"), N_("Certificate expired"),
        alarm=Alarm(Since.VALIDITY, 1),
    ),
    revocation("not_renewed"),
    *appeal(("not_renewed",), "renewal_appealed", confirmed="not_renewed", annulled="renewal"),
)  # fmt: skip
ONE_OFFICER = (
    Step("approve", ("renewal",), "issued", By.OFFICER, N_("Approve"), N_("Renewed"), decides="approved", does="renew"),
)
TWO_OFFICERS = looked_at_twice("renewal", "renewal_second_look", "issued", does="renew")
