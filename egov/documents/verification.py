"""Is it genuine, and does it still hold? What anybody may ask who has a certificate before him."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from egov.audit.operations import VERIFYING, About, record
from egov.country.days import today
from egov.db import db
from egov.documents.models import Certificate
from egov.documents.numbers import clean_code, clean_number
from egov.documents.seal import is_unbroken
from egov.identity.guards import current_person
from egov.identity.operations import actor_of
from egov.texts import Text, _


class Standing(StrEnum):
    """What can be said of a certificate."""

    HOLDS = "holds"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    REPLACED = "replaced"
    ALTERED = "altered"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Words:
    """A standing in words; ``kind`` is that of a banner, ``sign`` says the same without colour."""

    kind: str
    sign: str
    title: Text
    sentence: Text


WORDS = {
    Standing.HOLDS: Words(
        "success", "✓", _("Genuine and valid"), _("We issued this certificate, and it holds today.")
    ),
    Standing.EXPIRED: Words(
        "warning", "!", _("Genuine, but expired"), _("We issued this certificate, but its time is over.")
    ),
    Standing.SUSPENDED: Words(
        "warning", "!", _("Genuine, but suspended"),
        _("We issued this certificate. For the time being it does not hold."),
    ),
    Standing.REVOKED: Words(
        "error", "✕", _("Genuine, but revoked"), _("We issued this certificate and took it back. It no longer holds.")
    ),
    Standing.REPLACED: Words(
        "warning", "!", _("Genuine, but replaced"), _("We issued this certificate. A newer one has taken its place.")
    ),
    Standing.ALTERED: Words(
        "error", "✕", _("Do not rely on this certificate"),
        _("Our record of it was changed after it was signed. Please tell the office."),
    ),
    Standing.UNKNOWN: Words(
        "error", "✕", _("We do not know this certificate"),
        _("Check each letter and number. If they are right, this certificate is not from us."),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """``certificate`` is None when it is unknown; ``by_code`` tells whether who asks may read the facts on it."""

    standing: Standing
    certificate: Certificate | None = None
    by_code: bool = False

    @property
    def words(self) -> Words:
        return WORDS[self.standing]

    @property
    def is_genuine(self) -> bool:
        """Whether the record says what was signed; of any other nothing is shown."""
        return self.standing not in (Standing.ALTERED, Standing.UNKNOWN)


def verify(typed: str) -> Verdict:
    """The verdict on a number or a code, however it was typed.

    With a code the facts are read, so the look is recorded in the open transaction.
    """
    code, number = clean_code(typed), clean_number(typed)
    found = select(Certificate).filter_by(code=code) if code else select(Certificate).filter_by(number=number)
    certificate = db.session.scalar(found)
    if certificate is None:
        return Verdict(Standing.UNKNOWN)
    if code:
        _audit(certificate)
    return Verdict(standing_of(certificate), certificate, by_code=bool(code))


def standing_of(certificate: Certificate) -> Standing:
    """How the certificate stands today."""
    if not is_unbroken(certificate):
        return Standing.ALTERED
    if certificate.revoked_at:
        return Standing.REVOKED
    if certificate.replaced_at:
        return Standing.REPLACED
    if certificate.suspended_at:
        return Standing.SUSPENDED
    if certificate.valid_until and certificate.valid_until < today():
        return Standing.EXPIRED
    return Standing.HOLDS


def _audit(certificate: Certificate) -> None:
    actor, case = actor_of(current_person()), certificate.case
    about = About(case.applicant_id, case.reference)
    record(actor, "certificate_verified", about, purpose=VERIFYING, read=True)
