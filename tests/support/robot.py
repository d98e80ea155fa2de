"""A robot that knows no service: it fills in any form by the kinds of its questions, and decides for the applicant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import cycle
from typing import Any, Literal

from flask import Flask

from egov.catalogue import Service, load_services
from egov.country.pack import Pack
from egov.forms.base import Answer
from egov.forms.dates import DateField
from egov.forms.fields import (
    ChoiceField,
    EmailField,
    LongTextField,
    MoneyField,
    NumberField,
    TextField,
    YesNoField,
)
from egov.forms.page import Page, questions_of
from egov.forms.people import IdentifierField, PersonField, PhoneField
from egov.forms.places import AddressField, AreaField
from egov.forms.records import RecordField
from egov.forms.uploads import FileField
from tests.support.visitor import Visitor
from workflows.engine import By, Step, Workflow

PDF = b"%PDF-1.7\n% a plan, a notice or a statement\n"
Pick = Literal[0, -1]  # the first choice of each question, or the last

# What is typed into the simple kinds of questions: for the first pick and for the last.
SIMPLE: dict[type[Answer], tuple[dict[str, Any], dict[str, Any]]] = {
    TextField: ({"": "Rex"}, {"": "Rexina"}),
    LongTextField: ({"": "Because it is so."}, {"": "Because."}),
    YesNoField: ({"": "no"}, {"": "yes"}),
    MoneyField: ({"": "12"}, {"": "0.50"}),
    DateField: ({"day": "1", "month": "1", "year": "2026"}, {"day": "28", "month": "2", "year": "2026"}),
    FileField: ({"": (PDF, "proof.pdf")}, {"": (PDF, "drawing.pdf")}),
    EmailField: ({"": "amina@example.org"}, {"": "amina@example.org"}),
    PhoneField: ({"": "+999 555 0142"}, {"": "0555 0142"}),
    IdentifierField: ({"": "4260 181 595"}, {"": "2830166132"}),
}


@dataclass(frozen=True)
class Robot:
    """Applies for one service and decides about it; ``pick`` says which of several choices it takes."""

    app: Flask
    service_name: str
    pick: Pick = 0

    @property
    def pack(self) -> Pack:
        pack: Pack = self.app.extensions["pack"]
        return pack

    @property
    def service(self) -> Service:
        found: Service = self.app.extensions["services"][self.service_name]
        return found

    def apply(self, applicant: Visitor, **contact: str) -> str:
        """From the start page to the case; its reference. ``contact`` is typed in before it is sent."""
        self.fill(applicant)
        applicant.press("Send", **contact).has("We have received it")
        panel = applicant.page.select_one(".panel-reference")
        assert panel, "the applicant is not told the reference"
        return panel.get_text().strip()

    def fill(self, applicant: Visitor) -> None:
        """From the start page to the one where the answers are checked."""
        applicant.open(f"/services/{self.service_name}")
        applicant.press("Start now" if "Start now" in applicant.buttons() else "Start a new one")
        while not applicant.address.endswith("/check-your-answers"):
            self._fill(applicant)

    def take_to_a_good_end(self, applicant: Visitor, reference: str) -> list[str]:
        """Pay what is due and decide what is to be decided, each time with the next officer; the actions taken."""
        actions: list[str] = []
        officers = cycle([Visitor(self.app).sign_in(code) for code in self.officers()])
        while (waits_for := self._waits_for(applicant, reference)) is not None:
            if waits_for == By.PAYMENT:
                pay(applicant)
                actions.append("pay")
                continue
            assert waits_for == By.OFFICER, f"a robot cannot do what {waits_for} does"
            officer = next(officers)
            officer.open(f"/office/{reference}").press("Take this case")
            step = self._way_to_yes(officer)
            officer.press(step.label, **{f"reason-{step.action}": "The law says so."})
            actions.append(step.action)
        return actions

    def officers(self) -> list[str]:
        """The personas who decide on the service at its office."""
        office = self.pack.office_deciding(self.service_name).code
        return [
            code
            for code, persona in self.pack.personas.items()
            if any(
                held.role == "officer" and held.office == office and held.service in ("*", self.service_name)
                for held in persona.roles
            )
        ]

    def _fill(self, applicant: Visitor) -> None:
        slug = applicant.address.split("?")[0].rpartition("/")[2]
        page = next(page for page in self.service.pages if page.slug() == slug)
        if page.repeats:
            applicant.press("Add", **self._typed(page, applicant))
            applicant.press("Continue")
        else:
            applicant.press("Continue", **self._typed(page, applicant))
        assert slug not in applicant.address, f"the robot is stuck on {applicant.address}: {applicant.text[:400]}"

    def _typed(self, page: type[Page], applicant: Visitor) -> dict[str, Any]:
        typed: dict[str, Any] = {}
        for question in questions_of(page):
            for part, value in self._answer(question, applicant).items():
                name = f"{question.short_name}-{part}" if part else question.short_name
                typed[name] = (BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value
        return typed

    def _answer(self, question: Answer, applicant: Visitor) -> dict[str, Any]:
        """What is typed into each box of a question; the box without a name of its own is ``""``."""
        if isinstance(question, PersonField):
            return self._person(applicant, question)
        if isinstance(question, RecordField):
            return self._record(question)
        village = self.pack.areas.at_level(self.pack.areas.levels[-1].code)[self.pick].code
        if isinstance(question, AddressField | AreaField):
            return {"": village, "line": "14 Lighthouse Road", "area": village}
        if isinstance(question, ChoiceField):
            return {"": question.given[self.pick][0]}
        if isinstance(question, NumberField):
            return {"": str(question.minimum or 1)}
        return SIMPLE[type(question)][self.pick]

    def _person(self, applicant: Visitor, question: PersonField) -> dict[str, str]:
        """What the register has filled in stays; otherwise somebody of the country who decides about nothing."""
        filled = applicant.page.find(id=f"{question.short_name}-identifier")
        if filled and filled.get("value"):
            return {}
        decide = {persona.resident.identifier for persona in self.pack.personas.values() if persona.roles}
        person = [each for number, each in self.pack.people.items() if number not in decide][-1]
        born = {
            "born-day": str(person.born.day),
            "born-month": str(person.born.month),
            "born-year": str(person.born.year),
        }
        return {"identifier": person.identifier, "name": person.name, **born}

    def _record(self, question: RecordField) -> dict[str, str]:
        def fits(row: Mapping[str, str]) -> bool:
            return question.must is None or row[question.must[0]] == question.must[1]

        row = next(row for row in self.pack.registers[question.register] if fits(row))
        return {"": row["number"]} | ({"proof": row[question.proof.column]} if question.proof else {})

    def _waits_for(self, applicant: Visitor, reference: str) -> By | None:
        applicant.open(f"/cases/{reference}")
        shown = applicant.page.select_one("main .tag")
        assert shown, f"the page does not tell where the case stands: {applicant.text[:400]}"
        states = [state for state in self.service.workflow.states if state.label == shown.get_text().strip()]
        return states[0].waits_for

    def _way_to_yes(self, officer: Visitor) -> Step:
        offered = [step for step in self.service.workflow.steps if step.label in officer.buttons()]
        return min(offered, key=lambda step: steps_to_yes(self.service.workflow, step))


def steps_to_yes(workflow: Workflow, step: Step, patience: int = 4) -> int:
    """How many steps by officers an approval still takes; many where it cannot come."""
    if step.by != By.OFFICER or step.decides not in ("", "approved") or not patience:
        return 99
    if step.decides == "approved":
        return 0
    following = [other for other in workflow.steps if step.target in other.sources]
    return 1 + min((steps_to_yes(workflow, other, patience - 1) for other in following), default=99)


def pay(payer: Visitor) -> None:
    """From the page of the case to the bank and back."""
    payer.follow("Pay").press("Pay", provider="demo")
    payer.press("Pay")


SERVICES = sorted(load_services())
