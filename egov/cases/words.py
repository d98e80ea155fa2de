"""Decisions and opinions in words, as rows of a label and a value."""

from egov.cases.models import Case, Decision, Message, Review
from egov.country.days import day_of, today
from egov.country.formats import format_date
from egov.country.localized import Localized
from egov.country.pack import current_pack
from egov.editions.models import Edition
from egov.editions.operations import service_for
from egov.errors import Unavailable
from egov.texts import N_, Text, _, current_language, listed
from workflows.appeals import APPEAL, is_appealed
from workflows.engine import By, State

Rows = list[tuple[Text, object]]

OUTCOMES = {"approved": _("Approved"), "refused": _("Refused"), "revoked": _("Revoked"), "annulled": _("Annulled")}


def state_in_words(case: Case) -> State:
    """Where the case stands, for a list of cases: one whose edition cannot be opened says so and holds up no other."""
    try:
        return service_for(case).workflow.state(case.state)
    except Unavailable:
        return State(case.state, N_("Its rules cannot be opened at the moment. We were told."), "", None)


def decision_rows(case: Case, decision: Decision) -> Rows:
    """Outcome, the rule applied, reasons, law, office, day, and the right to appeal."""
    pack, language = current_pack(), current_language()
    rows: Rows = [(_("Outcome"), OUTCOMES[decision.outcome])]
    ground = service_for(case).grounds.get(decision.rule.partition(":")[2])
    if ground:
        rows.append((_("Rule applied"), ground))
    if decision.reasons:
        rows.append((_("Reasons"), decision.reasons if decision.person_id else Text(decision.reasons)))
    on_appeal = decided_on_appeal(case, decision)
    rows += [
        (_("Legal basis"), Text(decision.legal_basis)),
        (_("Decided by"), pack.office(decision.appeal_body if on_appeal else case.office).name),
        (_("Decided on"), format_date(day_of(decision.at), language)),
    ]
    if decision.edition:
        rows.append((_("Decided under"), in_words(decision.edition)))
    if decision.outcome != "approved" and not on_appeal:
        body = pack.office(decision.appeal_body)
        rows += [
            (_("Appeal to"), listed((body.name, body.address))),
            (_("Last day to appeal"), format_date(decision.appeal_until, language)),
        ]
    return rows


def decided_on_appeal(case: Case, decision: Decision) -> bool:
    """Whether the appeal body decided, and not the office of the case."""
    action = decision.rule.partition(":")[0]
    return any(step.action == action and step.by == By.APPEAL for step in service_for(case).workflow.steps)


def appeal_in_words(case: Case, decision: Decision) -> Text | None:
    """What the applicant can do against the last decision; None where there is nothing: each is appealed once."""
    if decision.outcome == "approved" or is_appealed(service_for(case).workflow, [s.action for s in case.steps]):
        return None
    day = format_date(decision.appeal_until, current_language())
    if decision.appeal_until < today():
        return _("The last day to appeal was %(day)s.", day=day)
    body = current_pack().office(decision.appeal_body).name
    return _("If you disagree, you can appeal to the %(body)s until %(day)s.", body=body, day=day)


def writer_of(case: Case, message: Message) -> Text | Localized:
    """Who wrote a message, for the applicant: he himself, or the office where the case lay when it was written."""
    if not message.from_office:
        return _("You")
    moves = [step for step in case.steps if step.at <= message.at and step.source != step.target]
    pack, is_heard = current_pack(), bool(moves) and moves[-1].action == APPEAL
    return pack.office(pack.office(case.office).appeal_body if is_heard else case.office).name


def in_words(edition: Edition) -> Text:
    """An edition for people: its number and since when it is in force."""
    day = format_date(edition.in_force_from, current_language())
    return _("edition %(number)s of the rules, in force since %(day)s", number=edition.number, day=day)


def review_rows(review: Review) -> Rows:
    """What was asked, by when, and what the office answered."""
    rows: Rows = [(_("Question"), review.question)] if review.question else []
    if review.answered_at:
        rows += [(_("Agrees"), _("Yes") if review.favourable else _("No")), (_("Opinion"), review.opinion)]
        rows += [(_("Given by"), review.reviewer.name)] if review.reviewer else []
    elif review.cancelled_at and review.favourable:
        rows.append((_("Agrees"), _("Yes, by silence: it did not answer in time")))
    elif review.cancelled_at and day_of(review.cancelled_at) > review.due_on:
        rows.append((_("Opinion"), _("None: it did not answer in time")))
    elif review.cancelled_at:
        rows.append((_("Status"), _("No longer needed")))
    else:
        rows.append((_("Expected by"), format_date(review.due_on, current_language())))
    return rows
