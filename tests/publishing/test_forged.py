"""An edition is code that will be run: only what this installation published is opened."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from egov import create_app
from egov.audit.operations import CHANGING_RULES, SYSTEM, About, record
from egov.db import db, transaction
from egov.editions.content import digest_of
from egov.editions.models import Edition
from tests.cases.office import apply_for, guide_dog
from tests.cli.copies import Copy
from tests.conftest import settings
from tests.publishing.town import MAPPED, SERVICE, SOLAR, bring, publish
from tests.support.visitor import Visitor

SENTENCE = "The rules of this case cannot be opened at the moment. We were told."
IN_A_LIST = "Its rules cannot be opened at the moment. We were told."
LOGGED = f"Edition 2 of {SERVICE} is not what this installation published."


def content_changed(edition: Edition, evil: str, _keys: Path) -> None:
    edition.content = with_code(edition, evil)


def content_and_its_digest_changed(edition: Edition, evil: str, _keys: Path) -> None:
    edition.content = with_code(edition, evil)
    edition.digest = digest_of(edition.content)


def signature_changed(edition: Edition, _evil: str, _keys: Path) -> None:
    edition.signature = edition.signature[::-1]


def published_elsewhere(_edition: Edition, _evil: str, keys: Path) -> None:
    (keys / "editions").write_text("of another installation", encoding="ascii")


def with_code(edition: Edition, evil: str) -> dict[str, object]:
    files = edition.content["files"]
    return {**edition.content, "files": {**files, "rules.py": f"{evil}\n{files['rules.py']}"}}


FORGERIES = (content_changed, content_and_its_digest_changed, signature_changed, published_elsewhere)


def test_what_was_forged_is_refused_and_not_run(
    app: Flask, ministry: Copy, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    amina = Visitor(app).sign_in("amina")
    reference, of_a_dog = apply_for(SERVICE, amina), guide_dog(amina)
    bring(app, reference, "assessment")
    publish(ministry, "--yes", "--policy", "move", *MAPPED)
    mark, key = tmp_path / "it ran", Path(app.config["KEYS_FOLDER"]) / "editions"
    true_key, true = key.read_text(encoding="ascii"), rewritten(app, lambda edition: None)
    for forge in FORGERIES:
        rewritten(app, lambda edition: forge(edition, f"open({str(mark)!r}, 'w')", key.parent))  # noqa: B023
        caplog.clear()
        refused(create_app(settings(tmp_path, app.config["DATABASE_URL"])), reference, of_a_dog)
        assert LOGGED in caplog.text
        assert not mark.exists()
        key.write_text(true_key, encoding="ascii")
        rewritten(app, lambda edition: put_back(edition, true))
    true_again = create_app(settings(tmp_path, app.config["DATABASE_URL"]))
    amina = Visitor(true_again).sign_in("amina")
    amina.open(f"/cases/{reference}").has("edition 2 of the rules").open(f"/cases/{reference}/answers").has(SOLAR)
    with true_again.app_context():
        db.engine.dispose()


def refused(app: Flask, reference: str, other: str) -> None:
    """In a new process; the other services and their cases can still be found there, and the lists say which cannot."""
    amina = Visitor(app).sign_in("amina")
    amina.open("/").has("Building permit", "Dog licence").open(f"/cases/{reference}", 503).has(SENTENCE)
    amina.open(f"/services/{SERVICE}", 503).has(SENTENCE).lacks(SOLAR)
    amina.open("/my").has(reference, IN_A_LIST, other)
    omar = Visitor(app).sign_in("omar").open("/office").has(reference, IN_A_LIST, other)
    omar.open(f"/office/{reference}", 503).has(SENTENCE).open(f"/office/{other}").has("In assessment")
    omar.open(f"/office/search?q={reference}").has(reference, IN_A_LIST)
    Visitor(app).sign_in("tala").open(f"/editions/{SERVICE}", 503).has(SENTENCE)
    with app.app_context():
        db.engine.dispose()


def put_back(edition: Edition, true: tuple[object, str, str]) -> None:
    edition.content, edition.digest, edition.signature = true  # type: ignore[assignment]


def rewritten(app: Flask, change: Callable[[Edition], object]) -> tuple[object, str, str]:
    """The second edition after a change in the database: content, digest and signature."""
    with app.app_context(), transaction():
        edition = db.session.scalars(select(Edition).filter_by(number=2)).one()
        change(edition)
        record(SYSTEM, "edition_published", About(), purpose=CHANGING_RULES)
        return edition.content, edition.digest, edition.signature
