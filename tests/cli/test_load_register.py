"""A ministry's own list becomes what the services look up; what does not fit is told by line, and nothing is loaded."""

from contextvars import Context
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from egov.audit.leadership import LOADING, leadership
from egov.audit.models import Entry
from egov.config import ROOT
from egov.db import db, transaction
from egov.registers.loading import AT_ONCE
from egov.registers.models import RegisterRecord
from egov.registers.operations import change_register, find
from tests.support.visitor import Visitor

HEAD = "number,owner,address,area,zone\n"
PERSON = "identifier,name,born,sex,area,address,household\n"
SOMEBODY = "Sefa Tui,1990-05-01,female,XM-HA-02,1 Quay,H-1\n"
NOTICES = "number,plate,place,offence,amount,issued,status\n"
OURS = ROOT / "countries" / "base" / "registers" / "parking_notices.csv"
NOTICE, PLATE = "PN-2026-000123", "HC 4821"


def load(app: Flask, file: Path, lines: str | bytes, *options: str, register: str = "parcels") -> tuple[int, str]:
    file.write_bytes(lines if isinstance(lines, bytes) else lines.encode())
    result = app.test_cli_runner().invoke(args=["load-register", register, str(file), *options])
    return result.exit_code, result.output.strip()


def parcel(number: str, owner: str = "Ana", address: str = "1 Quay") -> str:
    return f'{number},"{owner}",{address},XM-HA-02,living\n'


def said(app: Flask, key: str, register: str = "parcels") -> dict[str, Any] | None:
    with app.app_context():
        found = find(register, key)
        return dict(found) if found else None


def records(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(RegisterRecord)) or 0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def test_a_list_is_loaded_and_brought_up_to_date(app: Flask, file: Path) -> None:
    before = records(app)
    ours = HEAD + parcel("Z-1", "Sefa, Tui") + parcel("Z-2", address="٢ شارع البحر")
    assert load(app, file, ours) == (0, "parcels: 2 new, 0 changed, 0 known already.")
    assert (said(app, "Z-1") or {})["owner"] == "Sefa, Tui"
    assert load(app, file, ours) == (0, "parcels: 0 new, 0 changed, 2 known already.")
    assert load(app, file, HEAD + parcel("z-1")) == (0, "parcels: 0 new, 1 changed, 0 known already.")
    assert (said(app, "Z-1") or {})["owner"] == "Ana"
    assert said(app, "Z-2") is not None
    assert records(app) == before + 2
    with app.app_context():
        entries = db.session.scalars(select(Entry).filter_by(action="register_loaded").order_by(Entry.id)).all()
        assert [(e.details["new"], e.details["changed"]) for e in entries] == [(2, 0), (0, 0), (0, 1)]


def test_what_was_paid_here_is_not_unpaid_again_by_the_list(app: Flask, file: Path) -> None:
    amina = Visitor(app).sign_in("amina").open("/services/parking_fine").press("Start now")
    amina.press("Continue", notice=NOTICE, notice__proof=PLATE).press("Continue", contests="no")
    amina.press("Send").follow("Pay").press("Pay", provider="demo").press("Pay").has("Payment received")
    told = load(app, file, OURS.read_bytes(), register="parking_notices")
    assert told[1].startswith("parking_notices: 0 new, 0 changed,")
    assert (said(app, NOTICE, "parking_notices") or {})["status"] == "paid"
    again = amina.open("/services/parking_fine").press("Start now")
    again.press("Continue", 400, notice=NOTICE, notice__proof=PLATE).has("This notice is paid or cancelled")


def test_a_notice_of_the_list_is_found_and_shown_however_it_was_written(app: Flask, file: Path) -> None:
    line = "pn-٩,ab 1,Quay,Parked,4500,2026-02-09,unpaid\n"
    assert load(app, file, NOTICES + line, register="parking_notices")[0] == 0
    amina = Visitor(app).sign_in("amina").open("/services/parking_fine").press("Start now")
    amina.press("Continue", notice="PN-9", notice__proof="AB 1").has("Cr 45.00")


def test_a_change_of_ours_meets_a_load_and_is_not_lost(app: Flask, file: Path) -> None:
    load(app, file, HEAD + parcel("Z-1"))

    def decide() -> None:
        with app.app_context(), transaction() as session:
            change_register("parcels", "Z-1", {"zone": "flood"})
            session.flush()
            sleep(1)

    meanwhile = Thread(target=Context().run, args=[decide])
    meanwhile.start()
    sleep(0.3)
    assert load(app, file, HEAD + parcel("Z-1", "Sefa"))[0] == 0
    meanwhile.join()
    found = said(app, "Z-1") or {}
    assert (found["owner"], found["zone"]) == ("Sefa", "flood")


def test_more_than_one_portion_goes_in(app: Flask, file: Path) -> None:
    count = 2 * AT_ONCE + 1
    lines = HEAD + "".join(parcel(f"Z-{number}") for number in range(count))
    assert load(app, file, lines) == (0, f"parcels: {count} new, 0 changed, 0 known already.")
    assert load(app, file, lines.replace("Ana", "Sefa"))[1] == f"parcels: 0 new, {count} changed, 0 known already."
    assert (said(app, f"Z-{count - 1}") or {})["owner"] == "Sefa"


def test_people_are_found_by_their_identifier_however_it_is_written(app: Flask, file: Path) -> None:
    lines = f"{PERSON}283 016 6132,{SOMEBODY}"
    assert load(app, file, lines, register="population") == (0, "population: 0 new, 1 changed, 0 known already.")
    assert (said(app, "2830166132", "population") or {})["name"] == "Sefa Tui"


def notice(amount: str = "4500", issued: str = "2026-02-09") -> str:
    return f"{NOTICES}PN-9,AB 1,Quay,Parked,{amount},{issued},unpaid\n"


@pytest.mark.parametrize(
    ("register", "lines", "told"),
    [
        ("parcels", HEAD + parcel("Z-1") + parcel("z-1"), "list.csv, line 3: Z-1 stands in line 2 already."),
        ("parcels", HEAD + parcel("Z-1") + parcel("\u200f "), "list.csv, line 3: number is empty."),
        ("parcels", HEAD + parcel("Z" * 201), "line 2: number is longer than 200 characters."),
        ("parcels", HEAD + parcel("Z-1,more"), "line 2 has more cells than columns."),
        ("parcels", HEAD + "Z-1,Ana\n", "line 2: there are only 2 cells for 5 columns."),
        ("parcels", HEAD + 'Z-1,"Ana,1 Quay\n', "is not a CSV file"),
        ("parcels", HEAD + parcel("Z-1").replace("HA-02", "99"), "line 2: area is 'XM-99', which areas.csv"),
        ("parcels", HEAD, "list.csv has no line below the names of the columns."),
        ("parcels", "", "list.csv has no line below the names of the columns."),
        ("parcels", "plot,owner\n1,Ana\n", "list.csv: there is no column number, address, area, zone."),
        ("parcels", HEAD.strip() + ",\n", "line 1: a column has no name, or the name of another."),
        ("parcels", HEAD.strip() + ",owner\n", "line 1: a column has no name, or the name of another."),
        ("parcels", HEAD + parcel("Z-1", "A\0na"), "line 2: a cell has the character NUL"),
        ("parcels", b"number\nZ-\xff\n", "is not UTF-8 text."),
        ("parking_notices", notice().replace("plate", "car"), "there is no column plate."),
        ("parking_notices", notice("45.00"), "line 2: amount is '45.00'. Write a whole number of the smallest coins"),
        ("parking_notices", notice("0"), "line 2: amount is '0'."),
        ("parking_notices", notice("99999999999999999999"), "line 2: amount is"),
        ("parking_notices", notice(issued="9.2.2026"), "line 2: issued is '9.2.2026'. Write a day as 1991-04-12."),
        ("population", f"{PERSON}2830166131,{SOMEBODY}", "line 2: Check the"),
        ("population", f"{PERSON}2830166132,{SOMEBODY}".replace("1990-05-01", "1.5.1990"), "born is '1.5.1990'."),
        ("population", "identifier,name\n2830166132,Ana\n", "there is no column born, sex, area, address, household."),
        (
            "parcel",
            HEAD + parcel("Z-1"),
            "No form looks into a register 'parcel'. Choose one of: population, companies,",
        ),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_loaded(
    app: Flask, file: Path, register: str, lines: str | bytes, told: str
) -> None:
    before = records(app)
    code, output = load(app, file, lines, register=register)
    assert code == 1
    assert told in output
    assert records(app) == before


def test_many_faults_are_told_ten_at_a_time(app: Flask, file: Path) -> None:
    code, output = load(app, file, HEAD + parcel("") * 12)
    assert code == 1
    assert output.count("number is empty") == 10
    assert "And more." in output
    assert "Nothing was loaded. Correct the file and load it again." in output


def test_a_file_can_be_looked_at_first(app: Flask, file: Path) -> None:
    before = records(app)
    assert load(app, file, HEAD + parcel("Z-1"), "--check") == (0, "list.csv can be loaded.")
    assert records(app) == before


def test_a_register_that_no_form_knows_is_begun_on_purpose(app: Flask, file: Path) -> None:
    assert load(app, file, "number,height\nT-1,12\n", "--new", register="trees")[0] == 0
    assert said(app, "T-1", "trees") == {"number": "T-1", "height": "12"}


def test_one_list_is_loaded_at_a_time(app: Flask, file: Path) -> None:
    with app.app_context(), leadership(LOADING) as leads:
        assert leads
        code, output = Context().run(load, app, file, HEAD + parcel("Z-1"))
    assert (code, output) == (1, "Another list is being loaded. Nothing was loaded. Try again when it has ended.")
