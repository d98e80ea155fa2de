"""The treasury's desk: somebody comes with money and the number of a case."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from egov.asked import row_number
from egov.cases.steps import NO_WORDS
from egov.country.money import format_money
from egov.db import transaction
from egov.errors import Problem
from egov.identity.guards import this_person
from egov.payments import guards
from egov.payments.blueprint import blueprint
from egov.payments.desk import case_to_pay, reason_not_to_take, take_money
from egov.payments.operations import payable_charge
from egov.payments.providers import AT_THE_DESK, title_of
from egov.payments.taking_back import reason_not_to_take_back, take_back, taken_at_desk
from egov.texts import Text, _, current_language
from egov.web import allow

UNKNOWN = _("We know no case with this number. Look at the number once more.")


@blueprint.get("/finance/desk")
@allow(guards.finance)
def desk() -> ResponseReturnValue:
    """Which case is paid for, and what is due there."""
    return _show(request.args.get("number", ""))


@blueprint.post("/finance/desk")
@allow(guards.finance)
def take() -> ResponseReturnValue:
    """The money is there: the receipt comes."""
    way = request.form.get("way", "")
    if way not in AT_THE_DESK:
        return _show(request.form.get("charge", ""), _("Choose how it was paid")), 400
    with transaction():
        charge = take_money(request.form.get("charge", ""), way, this_person())
    amount = format_money(charge.money, current_language())
    flash(str(_("Written down: %(amount)s for %(reference)s.", amount=amount, reference=charge.reference)), "success")
    return redirect(url_for(".receipt", number=charge.receipt_number), 303)


@blueprint.post("/finance/receipts/<number>/take-back")
@allow(guards.finance)
def take_back_payment(number: str) -> ResponseReturnValue:
    """What was booked on the wrong case is taken back."""
    try:
        with transaction():
            charge = take_back(number, request.form.get("reason", ""), this_person())
    except Problem as problem:
        return _show(number, reason_error=problem.sentence), problem.status
    words = {"number": number, "reference": charge.case.reference}
    flash(str(_("Written down: the payment with receipt %(number)s was taken back.", **words)), "success")
    return redirect(url_for(".desk", number=charge.case.reference), 303)


def _why_not_found(number: str) -> Text | None:
    """None for whoever has just come, and has not asked for anything yet."""
    if number.strip():
        return UNKNOWN
    return NO_WORDS if "number" in request.args else None


def _show(number: str, error: Text | None = None, reason_error: Text | None = None) -> str:
    case = case_to_pay(number) if number.strip() else None
    charge = case and payable_charge(case)
    aside = case and reason_not_to_take(case, this_person())
    taken = taken_at_desk(case) if case and not charge and not aside else []
    return render_template(
        "payments/desk.html",
        number=number,
        unknown=_why_not_found(number) if case is None else None,
        ledger=url_for(".finance", before=request.args.get("before", type=row_number)),
        case=case,
        charge=charge,
        aside=aside,
        ways=list(AT_THE_DESK.items()),
        error=error if charge and not aside else None,
        taken=taken,
        title_of=title_of,
        stays=reason_not_to_take_back(taken[-1], this_person()) if taken else None,
        reason=request.form.get("reason", ""),
        reason_error=reason_error,
    )
