"""A late birth, reported by the father, checked against the population register and recorded by a registrar."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from egov.country.digits import to_native
from tests.stories.cast import (
    Somebody,
    decide,
    pay_at_the_demo_bank,
    send,
    sign_in_at_the_office,
    sign_in_with_meridia_id,
    take,
)
from tests.support.browser import Person
from tests.support.server import Server

pytestmark = pytest.mark.browser


def report_the_child(bilal: Person) -> None:
    """The child was born two months ago; the year is typed in Arabic-Indic digits."""
    born = datetime.now(UTC) - timedelta(days=60)
    bilal.open("/services/birth_registration").begin()
    bilal.choose("Who are you?", "The father").press("Continue")
    bilal.fill("Full name of the child", "Layla Haddad").choose("Is the child a girl or a boy?", "Girl")
    bilal.fill("Day", str(born.day)).fill("Month", "").fill("Year", to_native(str(born.year), "arab"))
    bilal.choose("Where was the child born?", "Lantern Point, Harbour District")
    bilal.press("Continue").sees("Enter the month")
    assert bilal.value_of("Full name of the child") == "Layla Haddad"
    bilal.fill("Month", str(born.month)).press("Continue")


def name_the_parents(bilal: Person) -> None:
    """The mother is found by number and date of birth; the father is who applies."""
    bilal.fill("national number", "4260 181 595").fill("Full name", "Amina")
    bilal.fill("Day", "12").fill("Month", "4").fill("Year", "1991").press("Continue")
    bilal.sees("From the population register, checked on %(day)s")
    assert bilal.value_of("Full name") == "Bilal Haddad"
    bilal.press("Continue")


def prove_it(bilal: Person, folder: Path) -> None:
    """A late report needs one more paper, and a fee."""
    for label in ("Send the notice of birth from the hospital or the midwife", "Send a statement of two witnesses"):
        paper = folder / "paper.pdf"
        paper.write_bytes(b"%PDF-1.7\n")
        bilal.attach(label, paper).press("Continue")
    bilal.sees("Check your answers", "Amina Haddad, 4260 181 595, born 12 April 1991", "10.00")


def appoint_amina_as_registrar(server: Server) -> None:
    """The mother takes a post at the Civil Registry."""
    server.command(
        "add-official", "--identifier", "4260181595", "--name", "Amina Haddad", "--born", "1991-04-12",
        "--username", "amina", "--role", "officer", "--service", "birth_registration", "--office", "civil-registry",
        "--password", "open-harbour-demo",
    )  # fmt: skip


def test_bilal_registers_his_daughter_late_and_his_wife_may_not_decide_it(
    somebody: Somebody, server: Server, tmp_path: Path
) -> None:
    bilal = sign_in_with_meridia_id(somebody(phone=True), "2830166132", "2468")
    report_the_child(bilal)
    name_the_parents(bilal)
    prove_it(bilal, tmp_path)
    reference = send(bilal)
    pay_at_the_demo_bank(bilal)
    appoint_amina_as_registrar(server)
    amina = sign_in_at_the_office(somebody(), "amina")
    amina.open("/office").follow(reference).cannot("Take this case")
    amina.sees("This case is your own or your family's. Somebody else must work on it.").cannot("Register")
    nadia = take(sign_in_at_the_office(somebody(), "nadia"), reference)
    decide(nadia, "Register").sees("Registered")
    bilal.open(f"/cases/{reference}").sees("Registered", "Birth certificate")
    assert bilal.download("Download as PDF").startswith(b"%PDF-")
    bilal.follow("Birth certificate BRC-").sees("Extract from the register of births.", "Layla Haddad", "Amina Haddad")
