"""What the database does for each page: ``python -m benchmarks.plans DATABASE_URL``, on a demonstration that is full.

Opens the pages as the people of the demonstration do, asks the database how it finds what each of their statements asks
for, runs each again with a warm cache (the best of three), and prints a table in Markdown. A statement that reads a
whole table has SCAN (SQLite) or Seq Scan (PostgreSQL) in its plan. Then come the pages of the queue, measured as
``benchmarks.queue`` measures them. Fill the demonstration first: ``egov load-demo --cases 1000000``.
"""

import re
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, text

from benchmarks.queue import measure
from egov import create_app
from egov.cases.models import Case
from egov.country.days import today
from egov.db import db
from egov.documents.models import Certificate
from egov.identity.models import Account

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}
READ = re.compile(r'\bFROM "?(?!anon)(\w+)"?')
FOUND = re.compile(r"((?:\w+ )*(?:Scan|SCAN|SEARCH)\b.*?)(?:  \(cost.*)?$")
FEW = {"person", "account", "role_holding", "edition", "installation", "sign_in"}


@dataclass(frozen=True)
class Asked:
    """A statement of a page and what it was asked with."""

    statement: str
    parameters: Any


def pages(app: Flask) -> dict[str, list[tuple[str, str]]]:
    """The pages that each persona opens, with their names."""
    with app.app_context():
        waiting = select(Case).where(Case.service == "dog_licence", Case.waits_for == "officer")
        case = db.session.scalars(waiting.order_by(Case.id).limit(1)).unique().one()
        name, identifier = case.applicant_name, case.applicant_identifier
        code = db.session.scalars(select(Certificate.code).order_by(Certificate.id).limit(1)).one()
        long_ago = today() - timedelta(days=30)
    return {
        "omar": [
            ("queue", "/office"),
            ("late cases", "/office?which=late"),
            ("my claimed cases", "/office?which=mine"),
            ("a case at the desk", f"/office/{case.reference}"),
            ("search by name", f"/office/search?q={name}"),
            ("search by a short name", "/office/search?q=a"),
            ("search by number", f"/office/search?q={identifier}"),
            ("search by reference", f"/office/search?q={case.reference}"),
        ],
        "farid": [("opinions asked", "/office")],
        "amina": [
            ("catalogue", "/"),
            ("start page", "/services/dog_licence"),
            ("my cases", "/my"),
            ("who looked at my file", "/my/file-access"),
            ("checking a certificate", f"/verify/{code}"),
            ("published cases", "/published"),
        ],
        "mei": [("finance", "/finance")],
        "ruth": [
            ("entries", "/audit"),
            ("entries of a case", f"/audit?case={case.reference}"),
            ("entries of a person", f"/audit?person={identifier}"),
            ("entries until long ago", f"/audit?until={long_ago}"),
            ("looks only", "/audit?reads=yes"),
            ("emergencies", "/audit?emergency=yes"),
        ],
    }


def asked_by(app: Flask, client: FlaskClient, address: str) -> list[Asked]:
    """The statements with which a page reads. Raises RuntimeError where the page does not come."""
    found: list[Asked] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            found.append(Asked(statement, parameters))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    answer = client.get(address, follow_redirects=True)
    event.remove(engine, "before_cursor_execute", note)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return found


def plan_of(asked: Asked) -> str:
    """How the database finds the rows, in one line, each way once with how often it goes it."""
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql(EXPLAIN[connection.dialect.name] + asked.statement, asked.parameters).all()
    ways = [found[1].strip() for row in rows if (found := FOUND.search(str(row[-1]).strip()))]
    return "; ".join(f"{way} ({ways.count(way)} times)" if ways.count(way) > 1 else way for way in dict.fromkeys(ways))


def milliseconds(asked: Asked) -> float:
    """The best of three."""
    best = float("inf")
    with db.engine.connect() as connection:
        for _time in range(3):
            began = time.perf_counter()
            connection.exec_driver_sql(asked.statement, asked.parameters).all()
            best = min(best, time.perf_counter() - began)
    return best * 1e3


def lines(app: Flask) -> Iterator[str]:
    """The table: a line for each statement that may find much, at the first page that asks it."""
    yield "| page | read | plan | ms |\n|---|---|---|---|"
    seen: set[str] = set()
    for persona, opened in pages(app).items():
        client = app.test_client()
        token = TOKEN.search(client.get("/demo").text)
        client.post("/demo/sign-in", data={"persona": persona, "csrf_token": token[1] if token else ""})
        for name, address in opened:
            for one in asked_by(app, client, address):
                table = READ.search(one.statement)
                with app.app_context():
                    plan = plan_of(one)
                    if table and table[1] not in FEW and one.statement not in seen:
                        seen.add(one.statement)
                        yield f"| {name} | {table[1]} | {plan} | {milliseconds(one):.1f} |"


def main(url: str) -> None:
    """Print the tables."""
    app = create_app({"DEMO": True, "DATABASE_URL": url, "RATELIMIT_ENABLED": False, "LOG_FOLDER": tempfile.mkdtemp()})
    with app.app_context(), db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    for line in lines(app):
        sys.stdout.write(f"{line}\n")
    with app.app_context():
        omar = db.session.scalars(select(Account.person_id).filter_by(username="omar")).one()
        for what, best in measure(omar).items():
            sys.stdout.write(f"queue, {what}: {best:.2f} ms\n")


if __name__ == "__main__":
    main(sys.argv[1])
