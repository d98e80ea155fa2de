"""A ministry's own list becomes what the services look up; what does not fit is told by line, and nothing is loaded."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from egov.audit.models import Entry
from egov.db import db, transaction
from egov.registers.loading import AT_ONCE
from egov.registers.models import RegisterRecord
from egov.registers.operations import change_register, find

HEAD = "number,owner,address\n"
PERSON = "identifier,name,born,sex,area,address,household\n"
SOMEBODY = "Sefa Tui,1990-05-01,female,XM-HA-02,1 Quay,H-1\n"


def load(app: Flask, file: Path, lines: str | bytes, *options: str, register: str = "parcels") -> tuple[int, str]:
    file.write_bytes(lines if isinstance(lines, bytes) else lines.encode())
    result = app.test_cli_runner().invoke(args=["load-register", register, str(file), *options])
    return result.exit_code, result.output.strip()


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
    ours = HEAD + 'Z-1,"Sefa, Tui",1 Quay\nZ-2,Ana,٢ شارع البحر\n'
    assert load(app, file, ours) == (0, "parcels: 2 new, 0 changed, 0 known already.")
    assert said(app, "Z-1") == {"number": "Z-1", "owner": "Sefa, Tui", "address": "1 Quay"}
    with app.app_context(), transaction():
        change_register("parcels", "Z-1", {"zone": "residential"})
    assert load(app, file, ours) == (0, "parcels: 0 new, 0 changed, 2 known already.")
    assert load(app, file, HEAD + "Z-1,Ana,1 Quay\n") == (0, "parcels: 0 new, 1 changed, 0 known already.")
    assert said(app, "Z-1") == {"number": "Z-1", "owner": "Ana", "address": "1 Quay", "zone": "residential"}
    assert said(app, "Z-2") is not None
    assert records(app) == before + 2
    with app.app_context():
        entries = db.session.scalars(select(Entry).filter_by(action="register_loaded").order_by(Entry.id)).all()
        assert [(e.details["new"], e.details["changed"]) for e in entries] == [(2, 0), (0, 0), (0, 1)]
        versions = select(RegisterRecord.version).filter_by(register="parcels", key="Z-1")
        assert db.session.scalar(versions) == 3


def test_more_than_one_portion_goes_in(app: Flask, file: Path) -> None:
    count = 2 * AT_ONCE + 1
    lines = HEAD + "".join(f"Z-{number},Ana,{number} Quay\n" for number in range(count))
    assert load(app, file, lines) == (0, f"parcels: {count} new, 0 changed, 0 known already.")
    assert load(app, file, lines.replace("Ana", "Sefa"))[1] == f"parcels: 0 new, {count} changed, 0 known already."
    assert (said(app, f"Z-{count - 1}") or {})["owner"] == "Sefa"


def test_people_are_found_by_their_identifier_however_it_is_written(app: Flask, file: Path) -> None:
    lines = f"{PERSON}283 016 6132,{SOMEBODY}"
    assert load(app, file, lines, register="population") == (0, "population: 0 new, 1 changed, 0 known already.")
    assert (said(app, "2830166132", "population") or {})["name"] == "Sefa Tui"


@pytest.mark.parametrize(
    ("lines", "register", "told"),
    [
        (HEAD + "Z-1,Ana,1\nZ-1,Sefa,2\n", "parcels", "list.csv, line 3: Z-1 stands in line 2 already."),
        (HEAD + "Z-1,Ana,1\n,Sefa,2\n", "parcels", "list.csv, line 3: the number is empty."),
        (HEAD + "Z-1,Ana,1,more\n", "parcels", "line 2 has more cells than columns."),
        (HEAD, "parcels", "list.csv has no line below the names of the columns."),
        ("", "parcels", "list.csv has no line below the names of the columns."),
        ("plot,owner\n1,Ana\n", "parcels", "list.csv: there is no column number."),
        (HEAD + "Z-1,A\0na,1\n", "parcels", "line 2: a cell has the character NUL"),
        (b"number\nZ-\xff\n", "parcels", "is not UTF-8 text."),
        (f"{PERSON}2830166131,{SOMEBODY}", "population", "line 2: Check the"),
        (f"{PERSON}2830166132,{SOMEBODY}".replace("1990-05-01", "1.5.1990"), "population", "'1.5.1990' is no day."),
        ("identifier,name\n2830166132,Ana\n", "population", "there is no column born."),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_loaded(
    app: Flask, file: Path, lines: str | bytes, register: str, told: str
) -> None:
    before = records(app)
    code, output = load(app, file, lines, register=register)
    assert code == 1
    assert told in output
    assert "Nothing was loaded." in output
    assert records(app) == before


def test_many_faults_are_told_ten_at_a_time(app: Flask, file: Path) -> None:
    code, output = load(app, file, HEAD + ",Ana,1\n" * 12)
    assert code == 1
    assert output.count("the number is empty") == 10
    assert "And more." in output


def test_a_file_can_be_looked_at_first(app: Flask, file: Path) -> None:
    before = records(app)
    assert load(app, file, HEAD + "Z-1,Ana,1\n", "--check") == (0, "list.csv can be loaded.")
    assert records(app) == before
