"""Entries in words: what was done, by whom, and why."""

from egov.audit.halves import CHANGE, ERASURE, MONEY, READ, SIGN_IN, STEP
from egov.audit.models import Entry
from egov.audit.operations import EMERGENCY
from egov.country.pack import current_pack
from egov.texts import Text, _, listed
from workflows.clauses import deemed_approved, deemed_refused, with_opinions, with_publication
from workflows.correction import correctable
from workflows.inspection import inspection
from workflows.payment import payment
from workflows.permit import permit, permit_with_second_officer
from workflows.registration import registration
from workflows.renewal import renewable

# A step is told in the words of its workflow; a step of a service's own workflow is shown by its name.
ADVISED = with_opinions(permit_with_second_officer)
WITH_CLAUSES = (
    correctable(renewable(deemed_refused(with_publication(ADVISED, days=14)))),
    deemed_approved(ADVISED),
)
STEPS: dict[str, Text] = {
    f"step_{step.action}": _(step.done)
    for workflow in (payment, registration, inspection, *WITH_CLAUSES, permit)
    for step in workflow.steps
}
ACTIONS: dict[str, Text] = {
    **STEPS,
    "signed_in": _("Signed in"),
    "sign_in_failed": _("Tried to sign in, without success"),
    "locked": _("Locked after too many attempts to sign in"),
    "signed_out": _("Signed out"),
    "session_ended": _("Ended a sign-in on another device"),
    "time_travelled": _("Moved the clock of the demonstration"),
    "role_given": _("Gave a role at an office"),
    "role_taken": _("Took a role away"),
    "case_disposed": _("Deleted the content of a case whose years are over"),
    "account_opened": _("Opened an account"),
    "account_closed": _("Closed an account"),
    "password_set": _("Gave a new password"),
    "draft_moved": _("Went on under new rules"),
    "draft_deleted": _("Deleted a draft"),
    "draft_file_deleted": _("Removed a file from a draft"),
    "drafts_deleted": _("Deleted drafts that nobody had sent"),
    "case_read": _("Read the case"),
    "case_claimed": _("Took over the case"),
    "case_released": _("Gave the case back"),
    "case_taken_over": _("Took the case over from a colleague"),
    "case_handed_over": _("Handed the case over to a colleague"),
    "case_moved": _("Moved the case to another edition of the rules"),
    "alarm_set_anew": _("Set the alarm of the case anew"),
    "case_held": _("Let the case wait for a new edition of the rules"),
    "case_goes_on": _("Let the case go on"),
    "register_loaded": _("Loaded a list into a register"),
    "edition_published": _("Published an edition of the rules"),
    "log_begun": _("Began the log"),
    "rows_adopted": _("Wrote into the log what was there before it"),
    "tables_vouched": _("Let the log vouch for more of what is kept"),
    "cases_crossed": _("Looked at running cases for a new edition of the rules"),
    "hold_ended": _("Decided about the cases that waited"),
    "edition_taken_back": _("Took an edition of the rules back"),
    "cases_searched": _("Searched for cases"),
    "cases_listed": _("Looked at a list of cases"),
    "correction_proposed": _("Wrote down a correction"),
    "opinion_given": _("Gave an opinion"),
    "opinion_by_silence": _("Noted that an office did not answer in time"),
    "objection_sent": _("Objected to the application"),
    "note_written": _("Wrote a note"),
    "message_sent": _("Sent a message"),
    "feedback_given": _("Gave feedback"),
    "file_read": _("Opened an attached file"),
    "fee_charged": _("Asked for the fee"),
    "fee_cancelled": _("Asked for the fee no longer"),
    "payment_begun": _("Began to pay"),
    "payment_declined": _("The bank declined a payment"),
    "payment_told_again": _("The bank spoke of a payment that was settled already"),
    "payment_received": _("Received a payment"),
    "payment_refused": _("A payment did not go through"),
    "payment_not_due": _("Received a payment that was no longer due"),
    "payment_refunded": _("Paid money back"),
    "payment_taken_back": _("Took back a payment that was booked on the wrong case"),
    "certificate_issued": _("Issued a certificate"),
    "certificate_revoked": _("Revoked a certificate"),
    "certificate_renewed": _("Renewed a certificate"),
    "certificate_corrected": _("Replaced a certificate by a corrected one"),
    "certificate_suspended": _("Suspended a certificate"),
    "certificate_reinstated": _("Let a certificate hold again"),
    "certificate_read": _("Opened the certificate"),
    "certificate_verified": _("Checked a certificate"),
    "receipt_read": _("Opened a receipt"),
    "person_read": _("Looked up a person"),
    "audit_searched": _("Searched the audit log"),
    "audit_exported": _("Handed the entries about the case to a court"),
    "erased": _("Erased personal data by law"),
    "backup_made": _("Made a backup"),
    "access_list_read": _("Looked at the list of who saw the file"),
    "access_list_checked": _("Checked that the list is complete"),
    "receipts_read": _("Looked at the receipts"),
    "log_read": _("Looked at how the log stands"),
    "emergency_access": _("Opened the case in an emergency"),
    "demo_prepared": _("Prepared the demonstration for invented cases"),
    "demo_case_loaded": _("Put an invented case into the demonstration"),
    "demo_cases_loaded": _("Put invented cases into the demonstration"),
}
# What the public log tells of an entry: no more than this.
LEAF_KINDS: dict[int, Text] = {
    READ: _("Somebody looked at data"),
    CHANGE: _("Something was changed"),
    STEP: _("A case took a step"),
    MONEY: _("Money was asked for or moved"),
    SIGN_IN: _("Somebody came or went"),
    ERASURE: _("Data were erased"),
}


def action_in_words(entry: Entry) -> Text | str:
    """What was done; a code we do not know is shown as it is."""
    return ACTIONS.get(entry.action, entry.action)


def actor_in_words(entry: Entry) -> str:
    """Who did it: the office and the name, or the system itself."""
    offices = current_pack().offices
    office = str(offices[entry.office]) if entry.office in offices else entry.office
    name = entry.actor_name if entry.actor_id else entry.actor_name and str(_(entry.actor_name))
    return listed(filter(None, (office, name))) or str(_("The system"))


def purpose_in_words(entry: Entry) -> Text | str:
    """Why it was done: purposes are marked for translation where they are named. An emergency tells its reason."""
    reason = entry.details.get("reason") if entry.purpose == EMERGENCY else None
    return f"{_(entry.purpose)}: {reason}" if reason else _(entry.purpose)
