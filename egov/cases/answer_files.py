"""The files among the answers of a draft: put away, kept beside those that were sent before, and let go of."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from egov.db import db
from egov.errors import BadInput
from egov.files.models import StoredFile
from egov.files.naming import let_go
from egov.files.operations import Received, keep, receive
from egov.forms.page import Page
from egov.forms.uploads import FileField, too_many

Files = Mapping[str, Sequence[Received]]  # by the names of the questions that they answer


def receive_files(page: Page) -> Files | None:
    """The files that were sent with a page, checked and put away before the transaction that keeps them; None when
    something on the page must be corrected. Of a page that is not valid none is put away."""
    if not page.validate():
        return None
    files = {}
    for question in page.questions:
        if isinstance(question, FileField) and question.sent:
            try:
                files[question.name] = [receive(file) for file in question.sent]
            except BadInput as problem:
                question.errors = [problem.sentence]  # type: ignore[list-item]  # shown, not stored
                return None
    return files


def keep_files(page: Page, files: Files) -> bool:
    """Keep what was sent in the open transaction, beside what was sent before; False when a question would have too
    many. Where it takes one file, the last one counts."""
    asked = [question for question in page.questions if isinstance(question, FileField) and question.name in files]
    new = {question.name: _unknown(question, files[question.name]) for question in asked}
    full = [q for q in asked if not q.takes_one and len(q.data or []) + len(new[q.name]) > q.most]
    for question in full:
        question.errors = [too_many(question.most)]  # type: ignore[list-item]  # shown, not stored
    if full:
        return False
    for question in asked:
        if question.takes_one and new[question.name]:
            let_go(question.data)
            question.data = []
        question.data = [*(question.data or []), *(_named(keep(file)) for file in new[question.name])]
    return True


def _unknown(question: FileField, sent: Sequence[Received]) -> list[Received]:
    """What was sent and is not kept yet, each content once: the button may be pressed twice."""
    numbers = [file["id"] for file in question.data or []]
    known = set(db.session.scalars(select(StoredFile.digest).where(StoredFile.id.in_(numbers)))) if numbers else set()
    return [file for digest, file in {file.digest: file for file in sent}.items() if digest not in known]


def _named(file: StoredFile) -> dict[str, Any]:
    return {"id": file.id, "name": file.name, "type": file.type, "size": file.size}
