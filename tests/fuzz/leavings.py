"""What hostile people leave behind wherever the house keeps their words: in answers, names, messages, decisions."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import cycle
from typing import Any

from argon2 import PasswordHasher
from bs4 import BeautifulSoup, Tag
from flask import Flask
from sqlalchemy import select

from egov.audit.operations import APPOINTING, SYSTEM, About, record
from egov.db import db, transaction
from egov.forms.base import Answer
from egov.forms.fields import TextField
from egov.forms.uploads import FileField
from egov.identity.models import Account, Person, RoleHolding
from tests.cases.test_clauses_of_the_law import law
from tests.fuzz.hostile import MARK, PDF, SCRIPTS
from tests.support.robot import Robot, pay
from tests.support.visitor import Visitor
from workflows.clauses import with_publication
from workflows.permit import permit
from workflows.renewal import renewable

PASSWORD = "open-harbour-demo"
SHORT = [script for script in SCRIPTS if len(script) <= 60]
MAIL = f"'onfocus='{MARK}`mail`'autofocus='@example.org"  # an address cannot have an angle bracket
FILE = f"'><img src=x onerror={MARK}('file')>.pdf"
LAST = ("/release", "/withdraw", "/refuse", "/revoke", "/approve", "/hand-over")  # what ends somebody's work
TEXT_KINDS = ("text", "email", "tel", "search", None)


@dataclass(frozen=True)
class Vandal(Robot):
    """Answers with a script wherever words are taken."""

    def _answer(self, question: Answer, applicant: Visitor) -> dict[str, Any]:
        if isinstance(question, TextField):
            return {"": SHORT[len(question.short_name) % len(SHORT)]}
        if isinstance(question, FileField):
            return {"": (PDF, FILE)}
        answer = super()._answer(question, applicant)
        return {part: SCRIPTS[1] if part in ("name", "line") else value for part, value in answer.items()}


def leave_behind(app: Flask) -> list[str]:
    """Cases of all services, decided and not, with scripts in them; their references."""
    with app.app_context():
        _people_with_scripts_for_names()
        law(app, "dog_licence", with_publication(renewable(permit), days=14))
    amina, bobby = Visitor(app).sign_in("amina"), _by_password(app, "bobby")
    paid, free = Vandal(app, "dog_licence"), Vandal(app, "dog_licence", -1)
    ended = [paid.apply(bobby, email=MAIL)]
    paid.take_to_a_good_end(bobby, ended[0])
    birth = Vandal(app, "birth_registration")
    ended.append(birth.apply(amina))
    birth.take_to_a_good_end(amina, ended[1])
    permits = [Vandal(app, "building_permit").apply(applicant) for applicant in (amina, bobby)]
    pay(amina.open(f"/cases/{permits[0]}"))
    fine = Vandal(app, "parking_fine", -1).apply(Visitor(app), email=MAIL)
    dogs = [free.apply(amina), free.apply(bobby), paid.apply(amina)]
    published = free.apply(amina)
    _publish(app, published)
    for reference, applicant in [*((one, amina) for one in (ended[1], permits[0], dogs[0])), (dogs[1], bobby)]:
        deface(applicant, f"/cases/{reference}")
    at_desks = (("omar", (dogs[0], permits[0], dogs[1], permits[1])), ("farid", (permits[0],)), ("nadia", (ended[1],)),
                ("omar", (permits[0], ended[0])), ("grace", (ended[1],)))  # fmt: skip
    for official, references in at_desks:
        visitor = Visitor(app).sign_in(official)
        for reference in references:
            deface(visitor, f"/office/{reference}")
    return [*ended, *permits, fine, *dogs, published]


def deface(visitor: Visitor, address: str) -> None:
    """Send every form that a page shows, with a script in every box; who can take a case takes it first."""
    forms = _forms(visitor, address)
    for form in forms:
        if str(form.get("action")).endswith("/claim"):
            visitor.client.post(str(form["action"]), data=filled(form, cycle([""])))
            forms = _forms(visitor, address)
    correction = f"{address}/correction"
    if correction in str(visitor.page):
        forms += _forms(visitor, correction)
    scripts = cycle(SCRIPTS)
    for form in sorted(forms, key=lambda form: str(form.get("action")).endswith(LAST)):
        action = str(form.get("action") or correction)
        visitor.client.post(action, data=filled(form, scripts), content_type="multipart/form-data")


def filled(form: Tag, scripts: Iterator[str]) -> dict[str, Any]:
    """What the form sends with the first choice of each question taken and a script in each box."""
    values: dict[str, Any] = {}
    for control in form.find_all(["input", "textarea", "select", "button"]):
        name, kind = str(control.get("name") or ""), control.get("type")
        if control.name == "textarea" or (control.name == "input" and kind in TEXT_KINDS):
            values[name] = next(scripts)
        elif control.name == "select":
            values[name] = next((str(o["value"]) for o in control.find_all("option") if o.get("value")), "")
        elif kind == "file":
            values[name] = (BytesIO(PDF), FILE)
        else:
            values.setdefault(name, str(control.get("value", "")))
    return {name: value for name, value in values.items() if name}


def _forms(visitor: Visitor, address: str) -> list[Tag]:
    answer = visitor.client.get(address)
    if answer.status_code != 200:
        return []
    visitor.page = BeautifulSoup(answer.get_data(), "html.parser")
    return [form for form in visitor.page.select("main form") if form.get("method") == "post"]


def _people_with_scripts_for_names() -> None:
    """A citizen and an officer, as another identity provider may bring them."""
    hashed, born = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD), _born()
    with transaction() as session:
        for username, name in (("bobby", SCRIPTS[1]), ("mallory", SCRIPTS[0])):
            person = Person(identifier=f"{username}-1", name=name, other_name=name.casefold(), born=born, language="en")
            session.add_all([person, Account(person=person, username=username, password_hash=hashed)])
        session.add(RoleHolding(person=person, role="officer", service="*", office="harbour-licensing"))
        record(SYSTEM, "role_given", About(), purpose=APPOINTING)


def _born() -> Any:
    return db.session.scalars(select(Person.born)).first()


def _by_password(app: Flask, username: str) -> Visitor:
    visitor = Visitor(app).open("/sign-in/official")
    return visitor.press("Sign in", username=username, password=PASSWORD)


def _publish(app: Flask, reference: str) -> None:
    officer = Visitor(app).sign_in("omar").open(f"/office/{reference}").press("Take this case")
    officer.press("Publish the application")
    deface(Visitor(app), f"/published/{reference}")
