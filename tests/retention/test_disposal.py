"""When its years are over a case says nothing of anybody any more, everything else goes on, and the log knows of it."""

import os
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from egov.audit.models import Entry
from egov.audit.sequencer import sequence_all
from egov.audit.verification import verify_log
from egov.cases.models import Case
from egov.clock import now
from egov.country.days import today
from egov.db import Model, db, transaction
from egov.documents.operations import months_after
from egov.files.models import StoredFile
from egov.files.storage import current_storage
from egov.payments.models import Attempt
from egov.retention.disposal import dispose_due
from egov.retention.store import clear_store
from tests.cases.office import apply_for, guide_dog, it_is, records_of, taken_by
from tests.support.robot import Robot, pay
from tests.support.visitor import Visitor
from tests.timemachine.test_renewal import travel_to

People = Callable[[str], Visitor]
GONE = "Who applied and what was written was deleted."
PDF = b"%PDF-1.7\n% a vaccination certificate"


def everything(app: Flask) -> str:
    """All that the database says, but for people and registers, which are kept by laws of their own."""
    others = ("person", "account", "sign_in", "register_record", "role_holding", "audit_entry", "provider_code")
    with app.app_context():
        tables = [table for name, table in Model.metadata.tables.items() if name not in others]
        return "\n".join(str(tuple(row)) for table in tables for row in db.session.execute(select(table)))


def later(app: Flask, reference: str, years: int) -> None:
    """Come to the day on which a case has been over for so many years."""
    with records_of(app, reference) as case:
        over = max(case.valid_until or today(), today())
    travel_to(app, over + timedelta(1))
    it_is(app, months_after(over, 12 * years) + timedelta(2))


def disposed(app: Flask) -> int:
    with app.app_context():
        sequence_all()
        return dispose_due()


def test_nothing_is_left_of_whom_and_what_and_the_rest_goes_on(app: Flask, people: People) -> None:
    amina, omar = people("amina"), people("omar")
    reference = apply_for("dog_licence", amina)
    with records_of(app, reference) as case:
        words = [str(case.answers["dog_name"]), str(case.answers["address"]["line"]), case.applicant_identifier]
    files = [(BytesIO(PDF), "jab.pdf")]
    amina.open(f"/cases/{reference}").press("Send message", message="She is shy.", message__files=files)
    Robot(app, "dog_licence", 0).take_to_a_good_end(amina, reference)
    omar.open(f"/office/{reference}").press("Keep the note", note="A shy one.")
    with records_of(app, reference) as case:
        number = db.session.scalar(select(func.max(StoredFile.id)))
        last = case.valid_until
    assert last
    before = everything(app)
    assert all(word in before for word in (*words, "shy", "jab.pdf"))
    travel_to(app, last + timedelta(1))
    it_is(app, months_after(last, 60))
    assert disposed(app) == 0
    it_is(app, months_after(last, 60) + timedelta(2))
    assert disposed(app) == 1
    after = everything(app)
    assert [word for word in (*words, "shy", "jab.pdf", "Amina") if word in after] == []
    assert number
    people("omar").open(f"/office/{reference}").has(GONE, "Expired").lacks("Amina", "shy")
    people("amina").open(f"/cases/{reference}", 404)
    assert disposed(app) == 0
    with app.app_context():
        assert verify_log().findings == []
        assert db.session.scalars(select(Entry.details).filter_by(action="case_disposed")).all() == [
            {"case": reference, "years": 5}
        ]
        assert db.session.scalars(select(Attempt.status)).all() == ["paid"]


def test_a_certificate_that_is_over_is_still_known(app: Flask, people: People, visitor: Visitor) -> None:
    amina = people("amina")
    reference = guide_dog(amina)
    Robot(app, "dog_licence", -1).take_to_a_good_end(amina, reference)
    number = amina.open(f"/cases/{reference}").follow("Dog licence DLC-").address.rsplit("/", 1)[-1]
    later(app, reference, 5)
    assert disposed(app) == 1
    visitor.open(f"/verify?number={number}").has("Genuine, but expired").lacks("Amina")


@pytest.mark.parametrize(
    ("service", "years"), [("building_permit", 30), ("birth_registration", 100), ("parking_fine", 5)]
)
def test_the_desk_opens_what_was_disposed_of(app: Flask, people: People, service: str, years: int) -> None:
    robot, amina = Robot(app, service, 0), people("amina")
    reference = robot.apply(amina)
    robot.take_to_a_good_end(amina, reference)
    later(app, reference, years)
    assert disposed(app) == 1
    officer = {"building_permit": "omar", "birth_registration": "nadia", "parking_fine": "tomas"}[service]
    people(officer).open(f"/office/{reference}").has(GONE)
    with app.app_context():
        assert verify_log().findings == []


def test_the_log_forgets_who_had_no_account(app: Flask, visitor: Visitor) -> None:
    robot = Robot(app, "parking_fine", 0)
    reference = robot.apply(visitor)
    pay(visitor)
    later(app, reference, 5)
    assert disposed(app) == 1
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Entry).filter_by(case_reference=reference)) == 0
        assert verify_log().findings == []


def test_what_is_to_be_paid_back_is_kept_until_it_was(app: Flask, people: People) -> None:
    amina = people("amina")
    reference = apply_for("dog_licence", amina)
    pay(amina.open(f"/cases/{reference}"))
    amina.open(f"/cases/{reference}").press("Withdraw")
    later(app, reference, 5)
    assert disposed(app) == 0
    people("mei").open("/finance").press("Refunded")
    assert disposed(app) == 1


def test_a_running_case_is_never_due(app: Flask, people: People) -> None:
    guide_dog(people("amina"))
    with app.app_context():
        day = today()
    it_is(app, months_after(day, 12 * 60))
    assert disposed(app) == 0


def test_contents_that_nothing_names_are_cleared_out_of_the_store(app: Flask, people: People) -> None:
    amina = people("amina")
    reference = guide_dog(amina)
    for number in range(2):
        sent = [(BytesIO(PDF + bytes([number])), "a.pdf")]
        amina.open(f"/cases/{reference}").press("Send message", message=f"File {number}", message__files=sent)
    with app.app_context():
        digests = db.session.scalars(select(StoredFile.digest).order_by(StoredFile.id)).all()
        with transaction() as session:
            session.execute(delete(StoredFile).where(StoredFile.digest == digests[0]))
        paths = [Path(app.config["FILES_FOLDER"]) / digest[:2] / digest for digest in digests]
        assert clear_store() == 0  # it is young: its row may come
        long_ago = (now() - timedelta(days=2)).timestamp()
        for path in paths:
            os.utime(path, (long_ago, long_ago))
        assert clear_store() == 1
    assert [path.exists() for path in paths] == [False, True]


def test_what_is_sent_again_is_not_cleared_away(app: Flask) -> None:
    with app.app_context():
        storage, before = current_storage(), now() - timedelta(days=1)
        storage.put("a" * 64, PDF)
        path = Path(app.config["FILES_FOLDER"]) / "aa" / ("a" * 64)
        os.utime(path, (0, 0))
        assert [*storage.kept_before(before)] == ["a" * 64]
        storage.put("a" * 64, PDF)
        assert [*storage.kept_before(before)] == []
        assert not storage.drop("a" * 64, before)
        assert storage.read("a" * 64) == PDF


def test_the_command_tells_what_is_due_and_deletes_only_when_told(app: Flask, people: People) -> None:
    amina = people("amina")
    reference = guide_dog(amina)
    amina.open(f"/cases/{reference}").press("Withdraw")
    later(app, reference, 5)
    runner = app.test_cli_runner()
    told = runner.invoke(args=["retention"])
    assert "dog_licence, edition 1: 5 years; 1 closed cases, 1 of them ended before" in told.output
    assert "Due: 1. Delete with: egov retention --delete" in told.output
    assert runner.invoke(args=["retention", "--delete"], input="n\n").exit_code == 1
    with app.app_context():
        sequence_all()
    done = runner.invoke(args=["retention", "--delete", "--yes"])
    assert (done.exit_code, "Cases: 1." in done.output) == (0, True), done.output
    assert "Nothing is due." in runner.invoke(args=["retention"]).output


def test_nobody_takes_a_step_on_what_is_no_more(app: Flask, people: People) -> None:
    amina = people("amina")
    reference = guide_dog(amina)
    taken_by(people("omar"), reference).press("Refuse", reason__refuse="No.")
    later(app, reference, 5)
    assert disposed(app) == 1
    with app.app_context():
        case = db.session.scalars(select(Case)).unique().one()
        assert (case.answers, case.applicant_id, case.email, case.decisions[0].reasons) == ({}, None, "", "")
    assert "Revoke" not in people("omar").open(f"/office/{reference}").has(GONE).buttons()
