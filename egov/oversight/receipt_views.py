"""The receipts of a case: for whoever may open the case as its applicant."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from flask import Response, render_template, send_file
from flask.typing import ResponseReturnValue

from egov.audit.operations import OWN_FILE, About, record
from egov.audit.receipts import is_in_log, promise_for, receipt_for
from egov.cases.access import case_for_reader
from egov.cases.models import Case
from egov.config import ROOT
from egov.db import transaction
from egov.errors import NotFound
from egov.identity.guards import current_person
from egov.identity.operations import actor_of
from egov.oversight.blueprint import blueprint
from egov.oversight.receipts import as_picture, entries_with_receipt, entry_with_receipt
from egov.oversight.words import action_in_words
from egov.tlog.promise import WITHIN_SECONDS
from egov.tlog.proof import ENDING
from egov.web import allow, anyone

ALONE: Path = ROOT / "egov" / "tlog" / "alone"
Found = TypeVar("Found")
VERIFIERS = ("verify.html", "verify_receipt.py")


@blueprint.get("/cases/<reference>/receipts")
@allow(anyone)
def receipts(reference: str) -> ResponseReturnValue:
    """What the applicant sent, paid and was told, and whether the log has it yet."""
    case, entries = _read(reference, entries_with_receipt)
    rows = [(entry, action_in_words(entry), is_in_log(entry)) for entry in entries]
    return render_template("audit/receipts.html", case=case, rows=rows, promised=WITHIN_SECONDS)


@blueprint.get(f"/cases/<reference>/receipts/<int:number>/receipt{ENDING}")
@allow(anyone)
def receipt(reference: str, number: int) -> ResponseReturnValue:
    """The receipt as a file. Raises NotFound as long as there is none."""
    case, entry = _read(reference, lambda case: entry_with_receipt(case, number))
    proof = receipt_for(entry)
    if proof is None:
        raise NotFound()
    return _as_file(proof.encoded(), f"{case.reference}-{number}{ENDING}")


@blueprint.get("/cases/<reference>/receipts/<int:number>/promise")
@allow(anyone)
def promise(reference: str, number: int) -> ResponseReturnValue:
    """The promise as a text and as a QR code to photograph."""
    case, entry = _read(reference, lambda case: entry_with_receipt(case, number))
    text = promise_for(entry)
    return render_template(
        "audit/promise.html", case=case, entry=entry, words=action_in_words(entry), text=text,
        picture=as_picture(text), promised=WITHIN_SECONDS,
    )  # fmt: skip


@blueprint.get("/cases/<reference>/receipts/<int:number>/promise.txt")
@allow(anyone)
def promise_file(reference: str, number: int) -> ResponseReturnValue:
    """The promise as a file."""
    case, entry = _read(reference, lambda case: entry_with_receipt(case, number))
    return _as_file(promise_for(entry), f"{case.reference}-{number}-promise.txt")


@blueprint.get("/log/verifiers/<name>")
@allow(anyone)
def verifier(name: str) -> ResponseReturnValue:
    """A program that checks receipts by itself, to take away."""
    if name not in VERIFIERS:
        raise NotFound()
    return send_file(ALONE / name, as_attachment=True, download_name=name)


def _read(reference: str, find: Callable[[Case], Found]) -> tuple[Case, Found]:
    """The case and what is looked for in it, with one entry that its applicant looked."""
    with transaction():
        case = case_for_reader(reference)
        about = About(case.applicant_id, case.reference)
        record(actor_of(current_person()), "receipts_read", about, purpose=OWN_FILE, read=True)
        return case, find(case)


def _as_file(text: str, name: str) -> Response:
    answer = Response(text, mimetype="text/plain")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
