"""Issuing, renewing, revoking: what steps of a workflow bring about with a certificate, in their transaction."""

from calendar import monthrange
from datetime import date

from flask import current_app, url_for
from sqlalchemy import bindparam, select

from egov.audit.operations import DECIDING, OWN_FILE, About, Actor, record
from egov.cases.access import check_reader, office_at_desk
from egov.cases.answers import answers_of
from egov.cases.bars import companies_in
from egov.cases.corrections import apply_correction, changes_in_words, differences_of
from egov.cases.letters import tell_applicant
from egov.cases.models import Case
from egov.cases.papers import PaperLink
from egov.catalogue import Certificate as Definition
from egov.clock import now
from egov.country.days import today
from egov.country.pack import current_pack
from egov.db import db
from egov.documents.facts import facts_from
from egov.documents.models import Certificate
from egov.documents.numbers import clean_number, new_code, new_number
from egov.documents.printing import paper_of
from egov.documents.seal import seal
from egov.editions.operations import service_for
from egov.errors import Conflict, NotFound
from egov.identity.guards import current_person
from egov.identity.operations import actor_of
from egov.papers.paper import check_letters
from egov.texts import Text, _, use_language

CERTIFICATES_OF_CASE = (
    select(Certificate.title, Certificate.number)
    .where(Certificate.case_id == bindparam("case"))
    .order_by(Certificate.id.desc())
)


def issue_certificate(case: Case) -> None:
    """Issue what the service of the case promises; nothing where it issues nothing.

    Raises MissingGlyph when the certificate could not be printed: then the step is not taken either.
    """
    definition = service_for(case).certificate
    if definition:
        _hand_out(_certificate_from(case, definition), "certificate_issued")


def renew_certificate(case: Case) -> None:
    """Issue a new certificate that goes on where the standing one ends; the old one is replaced, today.

    Raises Conflict where there is none that ends.
    """
    definition, old = service_for(case).certificate, _standing_certificate(case)
    if definition is None or definition.months is None or old is None or old.valid_until is None:
        raise Conflict(_("There is no certificate that could be renewed."))
    certificate = _certificate_from(case, definition)
    certificate.valid_until = months_after(old.valid_until, definition.months)
    old.replaced_at = now()
    db.session.flush()  # before the new one is written: the database lets only one stand
    _hand_out(certificate, "certificate_renewed")


def correct_certificate(case: Case) -> None:
    """Correct the answers of the case as it was proposed, and replace its certificate by one that holds just as long.

    Raises Conflict where what was proposed no longer fits the case, MissingGlyph where it could not be printed.
    """
    correction = apply_correction(case)
    definition, old = service_for(case).certificate, _standing_certificate(case)
    if definition is None or old is None:
        return
    certificate = _certificate_from(case, definition)
    certificate.valid_until = old.valid_until
    old.replaced_at = now()
    db.session.flush()  # before the new one is written: the database lets only one stand
    with use_language(case.language):
        words = {"changes": changes_in_words(differences_of(case, correction)), "old": old.number}
        news = str(_("We corrected this: %(changes)s. Your new certificate takes the place of %(old)s.", **words))
    _hand_out(certificate, "certificate_corrected", news)


def _hand_out(certificate: Certificate, action: str, news: str = "") -> None:
    """Seal a certificate, keep it, and tell its holder where it is, after the ``news`` if there is any."""
    case = certificate.case
    seal(certificate)
    db.session.add(certificate)
    db.session.flush()
    check_letters(paper_of(certificate))
    _audit(certificate, action)
    words = {"title": Text(certificate.title), "number": certificate.number, "link": link_to(certificate)}
    with use_language(case.language):
        where = str(_("You can read and print your certificate here: %(link)s", **words))
        body = f"{news}\n\n{where}" if news else where
    tell_applicant(case, _("%(title)s %(number)s is ready", **words), body)
    case.valid_until = certificate.valid_until  # as the last: so the row is written once more only


def revoke_certificate(case: Case) -> None:
    """Revoke the certificate of the case, for the reason of the step that was just taken."""
    certificate = _standing_certificate(case)
    if certificate:
        certificate.revoked_at = now()
        certificate.revoked_reason = case.steps[-1].reason
        case.valid_until = None
        _audit(certificate, "certificate_revoked")


def suspend_certificate(case: Case) -> None:
    """Let the certificate of the case not hold for the time being."""
    certificate = _standing_certificate(case)
    if certificate:
        certificate.suspended_at = now()
        _audit(certificate, "certificate_suspended")


def reinstate_certificate(case: Case) -> None:
    """Let the certificate of the case hold again."""
    certificate = _standing_certificate(case)
    if certificate:
        certificate.suspended_at = None
        _audit(certificate, "certificate_reinstated")


def _standing_certificate(case: Case) -> Certificate | None:
    return db.session.scalar(select(Certificate).filter_by(case_id=case.id, revoked_at=None, replaced_at=None))


def read_certificate(number: str) -> Certificate:
    """The certificate for its holder or an official of the case; the look is recorded in the open transaction.

    Raises SignInNeeded for somebody signed out, NotFound for a stranger.
    """
    certificate = db.session.scalar(select(Certificate).filter_by(number=clean_number(number)))
    if certificate is None:
        raise NotFound()
    person, case = current_person(), certificate.case
    office = office_at_desk(case, person) if person and person.id != case.applicant_id else ""
    if not office:
        check_reader(case)
    purpose = DECIDING if office else OWN_FILE
    record(actor_of(person, office), "certificate_read", _about(certificate), purpose=purpose, read=True)
    return certificate


def papers_in(case: Case) -> list[PaperLink]:
    """The certificates of a case, the newest first. None is issued before a decision, so none is looked for."""
    if not case.decisions:
        return []
    return [_paper_link(title, number) for title, number in db.session.execute(CERTIFICATES_OF_CASE, {"case": case.id})]


def link_to(certificate: Certificate) -> str:
    """The address of the page of the certificate."""
    return f"{current_app.config['BASE_URL']}/certificates/{certificate.number}"


def _paper_link(title: str, number: str) -> PaperLink:
    page, pdf = (url_for(f"documents.{view}", number=number) for view in ("certificate_page", "certificate_pdf"))
    return PaperLink(Text(title), number, page, pdf)


def _certificate_from(case: Case, definition: Definition) -> Certificate:
    service = service_for(case)
    return Certificate(
        case_id=case.id,
        case=case,
        number=_free_number(service.prefix),
        code=new_code(),
        service=service.name,
        title=definition.title.msgid,
        intro=definition.intro.msgid,
        language=case.language,
        facts=facts_from(definition, answers_of(case), current_pack().office(case.office)),
        holder_name=definition.holder(answers_of(case)) if definition.holder else _holder_of(case),
        office=case.office,
        issued_at=now().replace(microsecond=0),
        issued_by_id=case.steps[-1].person_id,
        valid_until=months_after(today(), definition.months) if definition.months else None,
    )


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last of that month where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _holder_of(case: Case) -> str:
    """The company, or the name in each script that the state writes it in; empty without an account."""
    with use_language(case.language):
        for number, name in companies_in(case):
            return f"{name} ({number})"
    other_name = case.applicant.other_name if case.applicant else ""
    return f"{case.applicant_name} · {other_name}" if other_name else case.applicant_name


def _free_number(prefix: str) -> str:
    while True:
        number = new_number(prefix, today().year)
        if db.session.scalar(select(Certificate.id).filter_by(number=number)) is None:
            return number


def _audit(certificate: Certificate, action: str) -> None:
    step = certificate.case.steps[-1]
    person = step.person
    actor = Actor(person.id, person.name, certificate.office) if person else Actor()
    record(actor, action, _about(certificate), purpose=DECIDING, details={"number": certificate.number})


def _about(certificate: Certificate) -> About:
    return About(certificate.case.applicant_id, certificate.case.reference)
