"""Which certificate took the place of which: a renewed one, or a corrected one."""

from sqlalchemy import select

from egov.db import db
from egov.documents.models import Certificate


def successor_of(certificate: Certificate) -> Certificate | None:
    """The certificate that took the place of this one, None while none has."""
    if certificate.replaced_at is None:
        return None
    later = select(Certificate).where(Certificate.case_id == certificate.case_id, Certificate.id > certificate.id)
    return db.session.scalar(later.order_by(Certificate.id).limit(1))


def predecessor_of(certificate: Certificate) -> Certificate | None:
    """The certificate whose place this one took, None where it is the first, or where the one before was revoked."""
    earlier = select(Certificate).where(Certificate.case_id == certificate.case_id, Certificate.id < certificate.id)
    last = db.session.scalar(earlier.order_by(Certificate.id.desc()).limit(1))
    return last if last and last.replaced_at else None
