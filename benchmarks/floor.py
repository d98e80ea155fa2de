"""The floor: the barest Flask and SQLAlchemy application that takes a dog licence from form to certificate.

It reads and writes the same rows in as many transactions of the same durability, with plain rows in place of the log,
and has nothing else: no guards, tokens, languages, workflow, editions, checks, letters in words or style.
``python -m benchmarks.floor PORT DATABASE_URL`` serves it.
"""

import secrets
import sqlite3
import sys
from datetime import UTC, datetime
from typing import Any

from flask import Flask, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from jinja2 import DictLoader
from sqlalchemy import JSON, Engine, ForeignKey, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from waitress import serve

PAGE = """<!doctype html><html lang="en"><title>{{ title }}</title><body><h1>{{ title }}</h1>
<dl>{% for label, words in facts %}<dt>{{ label }}<dd>{{ words }}{% endfor %}</dl>
{% for address, words in links %}<p><a href="{{ address }}">{{ words }}</a>{% endfor %}
{% if action %}<form method="post" action="{{ action }}">{% for field in fields %}<label for="{{ field }}">{{ field }}
</label><input id="{{ field }}" name="{{ field }}">{% endfor %}<button>Go on</button></form>{% endif %}</body></html>"""
SERVICES = ("dog_licence", "birth_registration", "building_permit", "parking_fine")
QUESTIONS = {"your_dog": ("dog_name", "size", "neutered", "guide_dog"), "where_it_lives": ("line", "area")}

app = Flask("floor")
app.secret_key = secrets.token_hex()
app.jinja_loader = DictLoader({"page.html": PAGE})


class Base(DeclarativeBase):
    type_annotation_map = {dict[str, Any]: JSON}


class Person(Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class SignIn(Base):
    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Draft(Base):
    __tablename__ = "draft"
    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Case(Base):
    __tablename__ = "case"
    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    officer_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(index=True)
    answers: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class StepTaken(Base):
    __tablename__ = "step_taken"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    action: Mapped[str]
    at: Mapped[datetime]


class Charge(Base):
    __tablename__ = "charge"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    amount: Mapped[int]
    status: Mapped[str]


class Attempt(Base):
    __tablename__ = "attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    charge_id: Mapped[int] = mapped_column(ForeignKey("charge.id"))
    token: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str]


class LedgerLine(Base):
    __tablename__ = "ledger_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    charge_id: Mapped[int] = mapped_column(ForeignKey("charge.id"))
    kind: Mapped[str]
    amount: Mapped[int]


class Decision(Base):
    __tablename__ = "decision"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    outcome: Mapped[str]


class Certificate(Base):
    __tablename__ = "certificate"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)
    facts: Mapped[dict[str, Any]]


class Letter(Base):
    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int]
    body: Mapped[str]


class Audit(Base):
    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None]
    case_id: Mapped[int | None]
    action: Mapped[str]
    at: Mapped[datetime]


class Message(Base):
    __tablename__ = "message"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(index=True)
    body: Mapped[str]


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes() else "BEGIN")


def writes() -> bool:
    """Whether this request changes anything: reading somebody's file is noted, too."""
    return request.method == "POST" or request.path.startswith(("/cases", "/office", "/certificates"))


def database() -> Session:
    """A session on the database that was named at the start."""
    return Session(app.config["ENGINE"], expire_on_commit=False)


def page(title: str, facts: Any = (), links: Any = (), action: str = "", fields: Any = ()) -> str:
    """The one template."""
    return render_template("page.html", title=title, facts=facts, links=links, action=action, fields=fields)


def who(db: Session) -> Person:
    """Whose cookie this is."""
    query = select(Person).join(SignIn, SignIn.person_id == Person.id).where(SignIn.token == session.get("token"))
    return db.scalars(query).one()


def note(db: Session, action: str, person: Person | None = None, case: int | None = None) -> None:
    """Who did what, as anybody would write it down."""
    db.add(Audit(person_id=person.id if person else None, case_id=case, action=action, at=datetime.now(UTC)))


def step(db: Session, case: Case, action: str, state: str) -> None:
    """The case goes on, and a letter goes out by e-mail and SMS."""
    case.state = state
    db.add(StepTaken(case_id=case.id, action=action, at=datetime.now(UTC)))
    db.add_all(Letter(case_id=case.id, body=f"{action}: {state}") for _channel in range(2))
    note(db, action, None, case.id)


@app.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    with database() as db:
        person = db.scalars(select(Person).filter_by(name=request.form["name"])).one()
        session["token"] = secrets.token_urlsafe(32)
        db.add(SignIn(token=session["token"], person_id=person.id, at=datetime.now(UTC)))
        note(db, "signed_in", person)
        db.commit()
    return redirect("/")


@app.get("/")
def catalogue() -> str:
    with database() as db:
        name = who(db).name
    return page("Services", [("You", name)], [(f"/services/{service}", service) for service in SERVICES])


@app.get("/services/<name>")
def start_page(name: str) -> str:
    with database() as db:
        you = who(db).name
    return page(name, [("You", you), ("You need", "A dog"), ("Costs", "25")], action=f"/services/{name}/start")


@app.post("/services/<name>/start")
def start(name: str) -> ResponseReturnValue:
    with database() as db:
        draft = Draft(service=name, person_id=who(db).id)
        db.add(draft)
        db.commit()
    return redirect(f"/drafts/{draft.id}/your_dog")


@app.get("/drafts/<int:number>/<slug>")
def form(number: int, slug: str) -> str:
    with database() as db:
        who(db)
        draft = db.get_one(Draft, number)
        if slug == "check":
            return page("Check", sorted(draft.answers.items()), action=f"/drafts/{number}/check")
    return page(slug, action=f"/drafts/{number}/{slug}", fields=QUESTIONS[slug])


@app.post("/drafts/<int:number>/<slug>")
def save(number: int, slug: str) -> ResponseReturnValue:
    with database() as db:
        person, draft = who(db), db.get_one(Draft, number)
        if slug == "check":
            return redirect(f"/cases/{submitted(db, draft, person)}")
        draft.answers = {**draft.answers, **{name: request.form[name] for name in QUESTIONS[slug]}}
        db.commit()
    return redirect(f"/drafts/{number}/{'where_it_lives' if slug == 'your_dog' else 'check'}")


def submitted(db: Session, draft: Draft, person: Person) -> int:
    """The number of the case that a draft becomes."""
    case = Case(draft_id=draft.id, person_id=person.id, state="", answers=draft.answers, at=datetime.now(UTC))
    db.add(case)
    db.flush()
    step(db, case, "submit", "to_pay")
    charge = Charge(case_id=case.id, amount=2500, status="due")
    db.add(charge)
    db.flush()
    db.add(LedgerLine(charge_id=charge.id, kind="charge", amount=2500))
    note(db, "charged", person, case.id)
    db.commit()
    return case.id


@app.get("/cases/<int:number>")
def case_page(number: int) -> str:
    with database() as db:
        note(db, "case_read", who(db), number)
        db.commit()
        case = db.get_one(Case, number)
        steps = db.scalars(select(StepTaken).filter_by(case_id=number)).all()
        messages = db.scalars(select(Message).filter_by(case_id=number)).all()
        papers = db.scalars(select(Certificate).filter_by(case_id=number)).all()
        charges = db.scalars(select(Charge).filter_by(case_id=number)).all()
    facts = [("State", case.state), *((s.action, s.at) for s in steps), *(("Message", m.body) for m in messages)]
    links = [(f"/pay/{charge.id}", "Pay") for charge in charges if charge.status == "due"]
    return page(f"Case {number}", facts, [*links, *((f"/certificates/{p.number}", "Certificate") for p in papers)])


@app.get("/pay/<int:number>")
def pay_page(number: int) -> str:
    with database() as db:
        who(db)
        charge = db.get_one(Charge, number)
    return page("Pay", [("Amount", charge.amount)], action=f"/pay/{number}")


@app.post("/pay/<int:number>")
def pay(number: int) -> ResponseReturnValue:
    with database() as db:
        who(db)
        attempt = Attempt(charge_id=number, token=secrets.token_urlsafe(32), status="started")
        db.add(attempt)
        db.commit()
    return redirect(f"/bank/{attempt.token}")


@app.get("/bank/<token>")
def bank(token: str) -> str:
    with database() as db:
        attempt = db.scalars(select(Attempt).filter_by(token=token)).one()
    return page("Bank", [("Attempt", attempt.id)], action=f"/bank/{token}")


@app.post("/bank/<token>")
def paid(token: str) -> ResponseReturnValue:
    with database() as db:
        attempt = db.scalars(select(Attempt).filter_by(token=token)).one()
        attempt.status = "paid"
        charge = db.get_one(Charge, attempt.charge_id)
        note(db, "paid", None, charge.case_id)
        db.add_all(Letter(case_id=charge.case_id, body="Receipt") for _channel in range(2))
        charge.status = "paid"
        db.add(LedgerLine(charge_id=charge.id, kind="payment", amount=-charge.amount))
        step(db, db.get_one(Case, charge.case_id), "pay", "assessment")
        db.commit()
    return redirect(f"/return/{token}")


@app.get("/return/<token>")
def returned(token: str) -> str:
    with database() as db:
        attempt = db.scalars(select(Attempt).filter_by(token=token)).one()
        charge = db.get_one(Charge, attempt.charge_id)
    return page("Thank you", [("Status", charge.status)], [(f"/cases/{charge.case_id}", "Your case")])


@app.get("/office")
def queue() -> str:
    with database() as db:
        note(db, "cases_listed", who(db))
        db.commit()
        waiting = select(Case).where(Case.state == "assessment", Case.officer_id.is_(None)).order_by(Case.id).limit(26)
        cases = db.scalars(waiting).all()
    return page("Queue", [(case.id, case.at) for case in cases], [(f"/office/{case.id}", case.id) for case in cases])


@app.get("/office/<int:number>")
def desk(number: int) -> str:
    with database() as db:
        note(db, "case_read", who(db), number)
        db.commit()
        case = db.get_one(Case, number)
        applicant = db.get_one(Person, case.person_id)
        steps = db.scalars(select(StepTaken).filter_by(case_id=number)).all()
        messages = db.scalars(select(Message).filter_by(case_id=number)).all()
        papers = db.scalars(select(Certificate).filter_by(case_id=number)).all()
        charges = db.scalars(select(Charge).filter_by(case_id=number)).all()
    facts = [("Applicant", applicant.name), *case.answers.items(), *((s.action, s.at) for s in steps)]
    facts += [("Message", m.body) for m in messages] + [("Paper", p.number) for p in papers]
    return page(f"Case {number}", [*facts, *(("Fee", c.amount) for c in charges)], action=f"/office/{number}/claim")


@app.post("/office/<int:number>/claim")
def claim(number: int) -> ResponseReturnValue:
    with database() as db:
        officer = who(db)
        db.get_one(Case, number).officer_id = officer.id
        note(db, "claimed", officer, number)
        db.commit()
    return redirect(f"/office/{number}")


@app.post("/office/<int:number>/approve")
def approve(number: int) -> ResponseReturnValue:
    with database() as db:
        who(db)
        case = db.get_one(Case, number)
        step(db, case, "approve", "issued")
        note(db, "issued", None, number)
        db.add_all(Letter(case_id=number, body="Certificate") for _channel in range(2))
        db.add(Decision(case_id=number, outcome="approved"))
        db.add(Certificate(case_id=number, number=secrets.token_hex(6), facts=case.answers))
        db.commit()
    return redirect(f"/office/{number}")


@app.get("/certificates/<number>")
def certificate(number: str) -> str:
    with database() as db:
        paper = db.scalars(select(Certificate).filter_by(number=number)).one()
        note(db, "certificate_read", None, paper.case_id)
        db.commit()
    return page("Dog licence", sorted(paper.facts.items()))


@app.get("/bare")
def bare() -> str:
    """A page without any question to the database."""
    return page("Bare", [("You", "nobody")], [(f"/services/{service}", service) for service in SERVICES])


def main(port: int, url: str) -> None:
    """Make the tables and some people, and serve."""
    app.config["ENGINE"] = create_engine(url)
    with app.test_request_context(method="POST"):
        Base.metadata.create_all(app.config["ENGINE"])
        with database() as db:
            db.add_all(Person(name=name) for name in ("amina", "bilal", "sam", "hiwot", "omar"))
            db.commit()
    serve(app, host="127.0.0.1", port=port, threads=8)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
