"""Receipts: Amina takes the proof home, and it is checked by all who can check it."""

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from egov.audit.log_folder import log_folder
from egov.audit.log_keys import policy, policy_text
from egov.audit.models import Entry, Subject
from egov.audit.receipts import promise_for, receipt_for
from egov.audit.sequencer import sequence
from egov.db import db
from egov.tlog.merkle import leaf_hash
from egov.tlog.promise import verify_promise
from egov.tlog.receipt import verify_receipt
from tests.cases.office import People, guide_dog, taken_by
from tests.support.visitor import Visitor


@pytest.fixture
def amina(people: People) -> Visitor:
    return people("amina")


@pytest.fixture
def reference(amina: Visitor) -> str:
    return guide_dog(amina)


def published(app: Flask) -> None:
    with app.app_context():
        while sequence():
            continue


def submitted(reference: str) -> Entry:
    query = select(Entry).filter_by(case_reference=reference, action="step_submit")
    return db.session.scalars(query).one()


def test_a_promise_is_given_at_once_and_kept(app: Flask, reference: str) -> None:
    with app.app_context():
        entry = submitted(reference)
        assert receipt_for(entry) is None
        promise = verify_promise(promise_for(entry), policy())
        assert entry.leaf
        assert promise.leaf_hash == leaf_hash(entry.leaf)
        assert promise.received == entry.at.replace(microsecond=0)
    published(app)
    with app.app_context():
        proof = receipt_for(submitted(reference))
        assert proof
        proven = verify_receipt(proof.encoded(), policy())
    assert (proven.citizen["case"], proven.citizen["action"]) == (reference, "step_submit")


def test_amina_downloads_her_receipt_and_an_expert_checks_it_alone(
    app: Flask, amina: Visitor, reference: str, tmp_path: Path
) -> None:
    published(app)
    amina.open(f"/cases/{reference}").follow("Your receipts").has("Application received", "In the log")
    amina.follow("Download the receipt")
    assert amina.response.headers["Content-Disposition"].endswith('.tlog-proof"')
    (tmp_path / "mine.tlog-proof").write_bytes(amina.response.get_data())
    amina.open("/log/verifiers/verify_receipt.py")
    (tmp_path / "check.py").write_bytes(amina.response.get_data())
    amina.response.close()
    amina.open("/log/policy")
    (tmp_path / "policy.txt").write_bytes(amina.response.get_data())
    check = [sys.executable, "check.py", "mine.tlog-proof", "--policy", "policy.txt"]
    told = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True, check=True, encoding="utf-8").stdout
    assert "PROVEN" in told
    assert reference in told


def test_who_waits_for_the_log_sees_the_promise_as_a_text_and_a_code(amina: Visitor, reference: str) -> None:
    amina.open(f"/cases/{reference}/receipts").has("On its way into the log").lacks("Download the receipt")
    amina.follow("See the promise").has("egov promise v1", "This entry will be in the log within 60 seconds.")
    picture = amina.page.select_one("img.promise")
    assert picture
    assert str(picture["src"]).startswith("data:image/svg+xml")
    amina.follow("Download the promise")
    assert amina.response.get_data(as_text=True).startswith("egov promise v1\n")


def test_a_decision_has_a_receipt_too(app: Flask, people: People, amina: Visitor, reference: str) -> None:
    taken_by(people("omar"), reference).press("Approve")
    published(app)
    amina.open(f"/cases/{reference}/receipts")
    assert len([link for link in amina.page.find_all("a") if "Download the receipt" in link.get_text()]) == 2


def test_each_look_at_receipts_is_one_entry_of_ones_own_file(app: Flask, amina: Visitor, reference: str) -> None:
    published(app)
    number = _number(app, reference)
    for address in ("", f"/{number}/receipt.tlog-proof", f"/{number}/promise", f"/{number}/promise.txt"):
        before = _entries(app)
        amina.open(f"/cases/{reference}/receipts{address}")
        assert _entries(app) == before + 1, address
    with app.app_context():
        looks = db.session.scalars(select(Entry).filter_by(action="receipts_read")).all()
    assert {look.purpose for look in looks} == {"looking at one's own file"}


@pytest.mark.parametrize("page", ["", "/{number}/receipt.tlog-proof", "/{number}/promise", "/{number}/promise.txt"])
def test_a_stranger_gets_none_of_it(app: Flask, people: People, visitor: Visitor, reference: str, page: str) -> None:
    published(app)
    address = f"/cases/{reference}/receipts{page.format(number=_number(app, reference))}"
    people("sam").open(address, 404)
    people("omar").open(address, 404)
    assert visitor.client.get(address).location.startswith("/sign-in")


def test_no_number_opens_what_is_no_receipt_of_the_case(app: Flask, amina: Visitor, reference: str) -> None:
    other = guide_dog(amina)
    with app.app_context():
        read = db.session.scalars(select(Entry.id).filter_by(action="case_read", case_reference=reference)).first()
    for number in (_number(app, other), read, 10**9):
        amina.open(f"/cases/{reference}/receipts/{number}/promise", 404)
    amina.open("/log/verifiers/receipt.py", 404)


def test_who_was_erased_has_no_receipt_and_an_altered_one_is_not_given(app: Flask, reference: str) -> None:
    published(app)
    with app.app_context():
        entry = submitted(reference)
        for secret in (bytes(32), None):
            with db.engine.begin() as connection:
                connection.execute(update(Subject).where(Subject.name == entry.subject).values(secret=secret))
            db.session.rollback()
            assert receipt_for(entry) is None


def test_a_broken_log_gives_no_receipt_and_says_so(app: Flask, amina: Visitor, reference: str) -> None:
    published(app)
    number = _number(app, reference)
    with app.app_context():
        log_folder().publish("rubbish\n")
    amina.open(f"/cases/{reference}/receipts").has("On its way into the log")
    amina.open(f"/cases/{reference}/receipts/{number}/receipt.tlog-proof", 503).has("We cannot read our log now.")


def test_the_command_tells_what_a_receipt_proves(app: Flask, reference: str, tmp_path: Path) -> None:
    published(app)
    with app.app_context():
        entry = submitted(reference)
        proof = receipt_for(entry)
        assert proof
        (tmp_path / "receipt.tlog-proof").write_text(proof.encoded(), encoding="utf-8")
        (tmp_path / "promise.txt").write_text(promise_for(entry), encoding="utf-8")
        (tmp_path / "policy.txt").write_text(policy_text(), encoding="utf-8")
        (tmp_path / "nobody.txt").write_text("quorum none\n", encoding="utf-8")
        other = proof.encoded().replace("index ", "index 1")
        (tmp_path / "forged.tlog-proof").write_text(other, encoding="utf-8")
    runner = app.test_cli_runner()

    def said(*arguments: str) -> tuple[int, str]:
        told = runner.invoke(args=["verify", *(str(tmp_path / a) if "." in a else a for a in arguments)])
        return told.exit_code, told.output

    code, told = said("receipt.tlog-proof")
    assert (code, "PROVEN. Entry" in told, f"case: {reference}" in told) == (0, True, True)
    assert said("receipt.tlog-proof", "--policy", "policy.txt") == (code, told)
    assert said("promise.txt")[0] == 0
    for refused in (("receipt.tlog-proof", "--policy", "nobody.txt"), ("forged.tlog-proof",), ("policy.txt",)):
        code, told = said(*refused)
        assert (code, told.startswith("NOT PROVEN.")) == (1, True), refused


def _number(app: Flask, reference: str) -> int:
    with app.app_context():
        return submitted(reference).id


def _entries(app: Flask) -> int:
    with app.app_context():
        return len(db.session.scalars(select(Entry.id)).all())
