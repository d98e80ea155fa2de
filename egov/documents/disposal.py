"""What is left of the certificates of a case whose years are over."""

from sqlalchemy import select

from egov.cases.models import Case
from egov.db import db
from egov.documents.models import Certificate
from egov.documents.seal import seal
from egov.documents.verification import Standing, standing_of

IN_USE = (Standing.HOLDS, Standing.SUSPENDED)


def blank_what_is_over(case: Case) -> None:
    """Take holder and facts off the certificates that hold no more, and seal what is left: that it was issued, and how
    it ended. One that holds is an extract from a register, and stays."""
    for certificate in db.session.scalars(select(Certificate).filter_by(case_id=case.id)).all():
        if standing_of(certificate) not in IN_USE:
            certificate.facts, certificate.holder_name, certificate.revoked_reason = [], "", ""
            seal(certificate)
