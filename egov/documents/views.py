"""Pages of certificates: for their holder and his officers, and for anybody who wants to check one."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from egov.db import transaction
from egov.documents.facts import said_by
from egov.documents.models import Certificate
from egov.documents.numbers import clean_code
from egov.documents.operations import read_certificate
from egov.documents.printing import date_lines, languages_of, print_certificate, public_address
from egov.documents.succession import successor_of
from egov.documents.verification import WORDS, Standing, Verdict, standing_of, verify
from egov.identity.guards import current_person
from egov.papers.codes import picture_of
from egov.texts import _, current_language
from egov.web import allow, anyone, limiter

blueprint = Blueprint("documents", __name__)
few_a_minute = limiter.shared_limit("30 per minute", scope="verify")


@blueprint.get("/certificates/<number>")
@allow(anyone)
def certificate_page(number: str) -> ResponseReturnValue:
    """The certificate as a page; who may see it is decided by its case."""
    with transaction():
        certificate = read_certificate(number)
    standing = standing_of(certificate)
    return render_template(
        "documents/certificate.html",
        certificate=certificate,
        words=WORDS[standing],
        holds=standing == Standing.HOLDS,
        languages=languages_of(certificate),
        code=picture_of(public_address(certificate)),
        case_href=_case_address(certificate),
        **_said(certificate),
    )


@blueprint.get("/certificates/<number>.pdf")
@allow(anyone)
def certificate_pdf(number: str) -> ResponseReturnValue:
    """The certificate as a paper to keep or print, in the language that is asked for, else in that of the reader."""
    with transaction():
        certificate = read_certificate(number)
    language = _language_to_print(certificate)
    answer = Response(print_certificate(certificate, language), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{certificate.number}-{language}.pdf"'
    return answer


@blueprint.get("/verify")
@allow(anyone)
@few_a_minute
def verify_page() -> ResponseReturnValue:
    """Anybody may ask about a number; a typed code leads to the page of the code."""
    typed = request.args.get("number", "").strip()
    code = clean_code(typed)
    if code:
        return redirect(url_for("documents.verify_code", code=code))
    if "number" in request.args and not typed:
        nothing = _("Answer the question: %(question)s", question=_("Number or code"))
        return render_template("documents/verify.html", verdict=None, typed="", sentence=nothing), 400
    return _show(verify(typed) if typed else None, typed)


@blueprint.get("/verify/<code>")
@allow(anyone)
@few_a_minute
def verify_code(code: str) -> ResponseReturnValue:
    """Where the QR code leads: what the certificate says and whether it holds."""
    with transaction():
        verdict = verify(code)
    answer = make_response(_show(verdict, ""))
    answer.status_code = 404 if verdict.standing == Standing.UNKNOWN else 200
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _show(verdict: Verdict | None, typed: str) -> str:
    said = _said(verdict.certificate) if verdict and verdict.certificate and verdict.is_genuine else {}
    return render_template("documents/verify.html", verdict=verdict, typed=typed, **said)


def _said(certificate: Certificate) -> dict[str, object]:
    said = said_by(certificate)
    rows = [{"key": label, "value": value} for label, value in said.rows]
    dates = date_lines(certificate, current_language())
    return {"said": said, "rows": rows, "dates": dates, "successor": successor_of(certificate)}


def _language_to_print(certificate: Certificate) -> str:
    """The language of the paper: that of its issue where no font has the letters of the one that is wanted."""
    wanted, known = request.args.get("language", current_language()), languages_of(certificate)
    return wanted if wanted in {language.code for language in known} else certificate.language


def _case_address(certificate: Certificate) -> str:
    person, case = current_person(), certificate.case
    if person and person.roles and person.id != case.applicant_id:
        return url_for("cases.desk", reference=case.reference)
    return url_for("cases.case_page", reference=case.reference)
