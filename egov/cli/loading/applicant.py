"""Somebody who applies for whatever there is: he fills in any form by the kinds of its questions, and sends it."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from random import Random
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict

from egov.cases.answer_files import receive_files
from egov.cases.codes import new_code
from egov.cases.drafts import Place, save_page, start_draft
from egov.cases.drafts import opened as opened_page
from egov.cases.models import Case
from egov.cases.submission import Contact, submit
from egov.catalogue import Service
from egov.country.days import today
from egov.country.pack import current_pack
from egov.forms.base import Answer
from egov.forms.companies import CompanyField
from egov.forms.dates import DateField
from egov.forms.fields import ChoiceField, EmailField, MoneyField, NumberField, TextField, YesNoField
from egov.forms.flow import first_gap
from egov.forms.page import Page, questions_of
from egov.forms.people import IdentifierField, PersonField, PhoneField
from egov.forms.places import AddressField, AreaField
from egov.forms.records import RecordField
from egov.forms.uploads import FileField
from egov.identity.models import Person

PDF = b"%PDF-1.7\n% a plan, a notice or a statement\n"
WORDS = ("Luna", "Rex", "Milo", "Nala", "Zaid", "Aisha", "Mateo", "Ines", "Kofi", "Leila")
YOUNGEST, OLDEST = 1, 60  # days that a date on a form lies back
MOST_PAGES = 40


class Stuck(Exception):
    """It went no further: what was typed did not please, or no step led on."""


@dataclass(frozen=True)
class Applicant:
    """A person with his own ``dice``."""

    person: Person
    dice: Random

    def apply(self, service: Service) -> Case:
        """A new case of his, in the open transaction. Raises Stuck."""
        draft = start_draft(service, self.person, new_code())
        for _page in range(MOST_PAGES):
            page = first_gap(service.pages, draft.answers)
            if page is None:
                return submit(draft, Contact())
            place = Place(draft, page)
            form = opened_page(place, self._typed(page, draft.answers))
            files = receive_files(form)  # a small PDF: it holds nobody up
            if files is None or not save_page(place, form, files):
                break
        raise Stuck(service.name)

    def _typed(self, page: type[Page], answers: dict[str, Any]) -> MultiDict[str, Any]:
        typed: MultiDict[str, Any] = MultiDict()
        for question in questions_of(page):
            for part, value in self._answer(question, answers).items():
                typed.add(f"{question.short_name}-{part}" if part else question.short_name, value)
        return typed

    def _answer(self, question: Answer, answers: dict[str, Any]) -> dict[str, Any]:
        """What is typed into each box of a question; the box without a name of its own is ``""``."""
        if isinstance(question, RecordField):
            return {"": self._company()} if isinstance(question, CompanyField) else self._record(question)
        if isinstance(question, PersonField):
            return self._somebody(question, answers)
        village = self.dice.choice(current_pack().areas.at_level(current_pack().areas.levels[-1].code)).code
        if isinstance(question, AddressField):
            return {"line": f"{self.dice.randint(1, 90)} Lighthouse Road", "area": village}
        if isinstance(question, DateField):
            day = today() - timedelta(days=self.dice.randint(YOUNGEST, OLDEST))
            return {"day": str(day.day), "month": str(day.month), "year": str(day.year)}
        return {"": self._one(question, village)}

    def _one(self, question: Answer, village: str) -> Any:
        """What is put into the only box of a question."""
        if isinstance(question, AreaField):
            return village
        if isinstance(question, ChoiceField):
            return self.dice.choice([value for value, _words in question.options()])
        if isinstance(question, FileField):
            return FileStorage(BytesIO(PDF), "proof.pdf")
        return self._words(question)

    def _words(self, question: Answer) -> str:
        known: dict[type[Answer], str] = {
            EmailField: self.person.email,
            PhoneField: self.person.phone,
            IdentifierField: self.person.identifier,
            MoneyField: str(self.dice.randint(5, 90)),
            YesNoField: self.dice.choice(["yes", "no", "no", "no"]),
            TextField: self.dice.choice(WORDS),
        }
        if isinstance(question, NumberField):
            return str(self.dice.randint(int(question.minimum), min(int(question.maximum), 120)))
        return known.get(type(question), "As it is on the plan that I send.")

    def _company(self) -> str:
        mine = [row["number"] for row in current_pack().registers["companies"] if self._represents(row)]
        return self.dice.choice(mine) if mine else ""

    def _represents(self, row: dict[str, str]) -> bool:
        return self.person.identifier in row["representatives"].split()

    def _record(self, question: RecordField) -> dict[str, str]:
        rows = current_pack().registers[question.register]
        row = self.dice.choice([r for r in rows if question.must is None or r[question.must[0]] == question.must[1]])
        return {"": row["number"]} | ({"proof": row[question.proof.column]} if question.proof else {})

    def _somebody(self, question: PersonField, answers: dict[str, Any]) -> dict[str, str]:
        """The applicant himself where the form asks for him, otherwise anybody of the country."""
        people = current_pack().people
        one = self.dice.choice([*people.values()])
        if question.is_applicant(answers):
            one = people[self.person.identifier]
        born = {"born-day": one.born.day, "born-month": one.born.month, "born-year": one.born.year}
        return {"identifier": one.identifier, "name": one.name, **{part: str(value) for part, value in born.items()}}
