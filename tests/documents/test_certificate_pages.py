"""The holder reads and prints her certificate, the office of the case too, and nobody else."""

import re
from collections.abc import Callable

import segno
from sqlalchemy import select

from egov.audit.models import Entry
from egov.audit.operations import DECIDING, OWN_FILE
from egov.db import db
from egov.documents.models import Certificate
from egov.documents.printing import public_address
from egov.identity.models import Person
from tests.documents.dogs import revoke, tamper
from tests.support.visitor import Visitor

People = Callable[[str], Visitor]


def reads() -> list[tuple[str, str]]:
    """Who looked at a certificate, and why."""
    db.session.rollback()
    entries = db.session.scalars(select(Entry).filter_by(action="certificate_read", read=True).order_by(Entry.id))
    return [(entry.actor_name, entry.purpose) for entry in entries]


def test_the_holder_reads_her_certificate_and_the_look_is_recorded(people: People, licence: Certificate) -> None:
    amina = people("amina").open(f"/certificates/{licence.number}")
    amina.has("Dog licence", "Amina Haddad", "Koa", licence.number, "Specimen")
    assert reads() == [("Amina Haddad", OWN_FILE)]


def test_the_holder_can_show_others_the_public_page(people: People, licence: Certificate) -> None:
    amina = people("amina").open(f"/certificates/{licence.number}")
    amina.follow("Public page of this certificate").has("Genuine and valid")


def test_the_holder_shows_the_code_on_a_telephone(people: People, licence: Certificate) -> None:
    amina = people("amina").open(f"/certificates/{licence.number}")
    picture = amina.page.select_one(".code[role=img][aria-label]")
    assert picture and picture.svg
    size = int(picture.svg["viewbox"].split()[2])  # modules, with four white ones on each side
    dark = dark_modules(str(picture.svg.path["d"]))
    sought = segno.make(public_address(licence), error="m", micro=False)
    assert size == sought.symbol_size(border=4)[0]
    assert dark == {(x + 4, y + 4) for y, row in enumerate(sought.matrix) for x, module in enumerate(row) if module}


def dark_modules(path: str) -> set[tuple[int, int]]:
    """The places of the dark modules of a code, from the strokes of its picture."""
    x, y, found = 0.0, 0.0, set()
    for verb, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        steps = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if verb == "h":
            found |= {(int(x) + step, int(y)) for step in range(int(steps[0]))}
            x += steps[0]
        else:
            x, y = (steps[0], steps[1]) if verb == "M" else (x + steps[0], y + steps[1])
    return found


def test_an_officer_of_the_case_reads_it_for_his_work(people: People, licence: Certificate) -> None:
    people("omar").open(f"/certificates/{licence.number}").has("Koa").follow("Back")
    assert reads() == [("Omar Salim", DECIDING)]


def test_a_stranger_learns_nothing(people: People, licence: Certificate) -> None:
    sam = people("sam")
    sam.open(f"/certificates/{licence.number}", status=404)
    sam.open(f"/certificates/{licence.number}.pdf", status=404)
    assert reads() == []


def test_who_is_signed_out_is_asked_to_sign_in(visitor: Visitor, licence: Certificate) -> None:
    visitor.open(f"/certificates/{licence.number}").lacks("Koa")
    assert "/sign-in" in visitor.address


def test_a_number_that_nobody_issued_is_not_found(people: People, licence: Certificate) -> None:
    people("amina").open("/certificates/DLC-26-000000-0", status=404)


def test_the_holder_saves_her_certificate_as_pdf(people: People, licence: Certificate) -> None:
    amina = people("amina").open(f"/certificates/{licence.number}.pdf")
    assert amina.response.mimetype == "application/pdf"
    assert amina.response.data.startswith(b"%PDF-")
    assert f'filename="{licence.number}-en.pdf"' in amina.response.headers["Content-Disposition"]
    assert reads() == [("Amina Haddad", OWN_FILE)]


def test_a_certificate_that_was_changed_after_signing_is_not_printed(people: People, licence: Certificate) -> None:
    tamper(licence, valid_until=None)
    amina = people("amina")
    amina.open(f"/certificates/{licence.number}.pdf", status=503).has("Tell the office")
    amina.open(f"/certificates/{licence.number}").has("Do not rely on this certificate")


def test_a_revoked_certificate_says_so_and_why(
    people: People, licence: Certificate, person_named: Callable[[str], Person]
) -> None:
    revoke(licence, person_named("omar"), "The dog died.")
    people("amina").open(f"/certificates/{licence.number}").has("Genuine, but revoked", "The dog died.")
