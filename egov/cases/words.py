"""Decisions and opinions in words, as rows of a label and a value."""

from egov.cases.models import Case, Decision, Review
from egov.country.formats import format_date
from egov.country.pack import current_pack
from egov.texts import Text, _, current_language

Rows = list[tuple[Text, object]]

OUTCOMES = {"approved": _("Approved"), "refused": _("Refused"), "revoked": _("Revoked"), "annulled": _("Annulled")}


def decision_rows(case: Case, decision: Decision) -> Rows:
    """Outcome, reasons, law, office, day, and the right to appeal."""
    pack, language = current_pack(), current_language()
    rows: Rows = [(_("Outcome"), OUTCOMES[decision.outcome])]
    if decision.reasons:
        rows.append((_("Reasons"), decision.reasons))
    rows += [
        (_("Legal basis"), Text(decision.legal_basis)),
        (_("Decided by"), pack.office(case.office).name),
        (_("Decided on"), format_date(decision.at.astimezone(pack.timezone).date(), language)),
    ]
    if decision.outcome != "approved":
        rows += [
            (_("Appeal to"), pack.office(decision.appeal_body).name),
            (_("Last day to appeal"), format_date(decision.appeal_until, language)),
        ]
    return rows


def review_rows(review: Review) -> Rows:
    """What was asked, by when, and what the office answered."""
    rows: Rows = [(_("Question"), review.question)] if review.question else []
    if review.answered_at:
        rows += [(_("Agrees"), _("Yes") if review.favourable else _("No")), (_("Opinion"), review.opinion)]
        rows += [(_("Given by"), review.reviewer.name)] if review.reviewer else []
    elif review.cancelled_at:
        rows.append((_("Status"), _("No longer needed")))
    else:
        rows.append((_("Expected by"), format_date(review.due_on, current_language())))
    return rows
