"""Parking fine: found by its number without an account, paid, or contested and decided by an officer."""

from egov.kit import (
    CaseFacts,
    Fact,
    FileField,
    LongTextField,
    Page,
    RecordField,
    Service,
    YesNoField,
    _,
    change_register,
    payment,
)
from services.parking_fine import rules


class Notice(Page):
    title = _("Your parking notice")
    notice = RecordField(
        _("Number of the notice"),
        hint=_("It stands at the top, for example PN-2026-000123"),
        register="parking_notices",
        proof=Fact("plate", _("Number plate of the car")),
        must=("status", "unpaid", _("This notice is paid or cancelled. You owe nothing.")),
        facts=[
            Fact("plate", _("Number plate of the car")),
            Fact("place", _("Place")),
            Fact("offence", _("What happened")),
            Fact("issued", _("Date"), "date"),
            Fact("amount", _("Amount"), "money"),
        ],
    )


class PayOrContest(Page):
    title = _("Pay or contest")
    contests = YesNoField(
        _("Do you want to contest this notice?"), hint=_("If you do, you need not pay before we answer")
    )


class Objection(Page):
    title = _("Your objection")
    only_if = rules.contests
    reason = LongTextField(_("Why do you contest it?"))
    evidence = FileField(_("Send a picture or another proof"), optional=True)


def mark_paid(case: CaseFacts) -> None:
    change_register("parking_notices", rules.number(case.answers), {"status": "paid"})


def mark_cancelled(case: CaseFacts) -> None:
    change_register("parking_notices", rules.number(case.answers), {"status": "cancelled"})


service = Service(
    name="parking_fine",
    prefix="PF",
    title=_("Parking fine"),
    summary=_("Pay a parking notice, or say why you do not owe it."),
    life_event="travel",
    you_get=_("A receipt, or an answer to your objection"),
    you_need=(_("The number of the notice"), _("The number plate of the car")),
    costs=_("What stands on the notice"),
    legal_basis=_("Road Traffic Act, section 77"),
    pages=[Notice, PayOrContest, Objection],
    workflow=payment,
    days=15,
    retention_years=5,
    fee=rules.amount,
    effects={"pay": mark_paid, "cancel": mark_cancelled},
    one_case_for=rules.number,
)
