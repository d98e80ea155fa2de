"""Receipts: their numbers, and the paper."""

from flask import current_app, url_for
from sqlalchemy import bindparam, select

from egov.cases.codes import new_reference
from egov.cases.models import Case
from egov.cases.papers import PaperLink
from egov.country.formats import Day, format_moment
from egov.country.money import format_money
from egov.country.pack import current_pack
from egov.db import db
from egov.errors import NotFound
from egov.papers.paper import CREST, Paper
from egov.payments.models import Attempt, AttemptStatus, Charge, ChargeStatus, Kind, LedgerLine
from egov.payments.providers import title_of
from egov.texts import Text, _, current_language

RECEIPTS_OF_CASE = (
    select(Charge.receipt_number)
    .where(Charge.case_id == bindparam("case"), Charge.status == ChargeStatus.PAID)
    .order_by(Charge.id)
)
MONEY_CAME = (AttemptStatus.PAID, AttemptStatus.REFUND_DUE, AttemptStatus.REFUNDED)


def new_receipt_number(year: int) -> str:
    """A number such as ``R-26-7KQ4M2-X``, not given before: there are 10^9 for each year.

    It is built as the reference of a case is, so that one reader of numbers understands both, and also the numbers of
    six digits, ``R-26-482913-K``, which were given in earlier years.
    """
    while True:
        number = new_reference("R", year)
        if db.session.scalar(select(Charge.id).filter_by(receipt_number=number)) is None:
            return number


def papers_in(case: Case) -> list[PaperLink]:
    """The receipts of a case, for its page."""
    return [_link(number) for number in db.session.scalars(RECEIPTS_OF_CASE, {"case": case.id}) if number]


def _link(number: str) -> PaperLink:
    page, pdf = (url_for(f"payments.{view}", number=number) for view in ("receipt", "receipt_pdf"))
    return PaperLink(_("Receipt"), number, page, pdf)


def receipt_rows(charge: Charge) -> list[tuple[Text, str]]:
    """What stands on the receipt of a paid charge, in the current language."""
    case, language = charge.case, current_language()
    paid_with = _settling(charge).provider
    return [
        (_("Paid for"), str(charge.purpose)),
        (_("Case"), case.reference),
        (_("Paid by"), case.applicant_name or "–"),
        (_("Amount"), format_money(charge.money, language)),
        (_("Paid on"), _when_paid(charge)),
        (_("Paid with"), str(title_of(paid_with))),
    ]


def _settling(charge: Charge) -> Attempt:
    """The attempt that paid the charge, also when its money is owed back since or was paid back."""
    paid = [attempt for attempt in charge.attempts if attempt.status in MONEY_CAME]
    return min(paid, key=lambda attempt: (MONEY_CAME.index(AttemptStatus(attempt.status)), attempt.id))


def no_longer_holds(charge: Charge) -> Text | None:
    """That the money was paid or taken back, and when; None where the receipt holds."""
    attempt = _settling(charge)
    if attempt.status != AttemptStatus.REFUNDED:
        return None
    went = select(LedgerLine.booked_on).filter_by(attempt_id=attempt.id, kind=Kind.REFUND)
    day = Day(db.session.scalars(went).one())
    return _("This payment was paid back or taken back on %(day)s. The receipt no longer holds.", day=day)


def receipt_paper(charge: Charge) -> Paper:
    """The receipt of a paid charge on paper, in the current language."""
    pack, language = current_pack(), current_language()
    return Paper(
        language=language,
        direction=pack.language(language).direction,
        heading=str(pack.name),
        office=str(pack.office(charge.case.office).name),
        title=str(_("Receipt")),
        intro=str(no_longer_holds(charge) or _("We received this payment.")),
        rows=tuple((str(label), value) for label, value in receipt_rows(charge)),
        number=str(charge.receipt_number),
        date_line=_when_paid(charge),
        specimen_word=str(_("SPECIMEN")) if current_app.config["DEMO"] else "",
        accent=pack.brand.colour,
        crest=pack.emblem or CREST,
    )


def _when_paid(charge: Charge) -> str:
    """Raises NotFound for a charge that is not paid: it has no receipt."""
    if charge.paid_at is None:
        raise NotFound()
    return format_moment(charge.paid_at, current_language())
