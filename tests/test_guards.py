"""Everything is forbidden until somebody allows it: a guard at every door, and each open door argued for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask, url_for

from egov.identity.guards import auditor, in_a_demonstration, official, signed_in
from egov.operating.views import operator
from egov.payments.guards import finance
from egov.web import anyone
from tests.support.visitor import Visitor

# Doors without a lock. A new one must be argued for here.
OPEN_TO_ANYONE = {
    # What every citizen may read.
    "static", "cases.catalogue", "cases.start_page", "cases.offices", "procedures.procedure",
    "documents.verify_page", "documents.verify_code",
    # The arms of the country.
    "emblem",
    # The programs that check receipts: whoever has a receipt needs them.
    "audit.verifier",
    # What is published is published for everybody, without a word about a person; whoever is concerned may object, some
    # times an hour. Nothing can be read there that he or others wrote.
    "cases.published", "cases.publication", "cases.object_to",
    # Probes of other machines: they tell nothing about a person, and no name or address of a server.
    "probes.lives", "probes.ready",
    # Figures for who brings the token of the installation.
    "probes.figures",
    # The public log has no personal data in it: whoever wants may watch it.
    "log.checkpoint", "log.tile", "log.policy",
    # Without an account: a draft or case opens only for its person or for the browser that holds its code
    # (egov/cases/access.py), which the tests of drafts and cases try.
    "cases.start", "cases.page", "cases.save", "cases.remove", "cases.remove_sent_file", "cases.draft", "cases.check",
    "cases.send", "cases.new_rules", "cases.follow_rules", "cases.ask_to_delete", "cases.delete",
    "cases.resume", "cases.open_code", "cases.case_page", "cases.case_file", "cases.applicant_step",
    "cases.applicant_message", "cases.feedback", "cases.case_answers", "procedures.case_way",
    # The same, by way of the case; a receipt and a certificate ask who may read their case.
    "payments.pay", "payments.start", "payments.come_back", "payments.receipt", "payments.receipt_pdf",
    "documents.certificate_page", "documents.certificate_pdf",
    "audit.receipts", "audit.receipt", "audit.promise", "audit.promise_file",
    # The bank and the identity provider bring a signature or a secret of their own.
    "payments.callback", "identity.callback", "provider.authorize", "provider.configuration", "provider.keys",
    "provider.token", "provider.userinfo",
    # Where one comes in and goes out.
    "identity.sign_in", "identity.sign_in_citizen", "identity.sign_in_official", "identity.sign_out",
    # A demonstration only.
    "identity.demo", "identity.demo_sign_in", "payments.bank_order", "payments.bank_answer",
}  # fmt: skip


def guard_of(app: Flask, endpoint: str) -> Callable[[], None] | None:
    guard: Callable[[], None] | None = getattr(app.view_functions[endpoint], "guard", None)
    return guard


@dataclass(frozen=True)
class Door:
    """An address behind a lock, and how one knocks."""

    address: str
    method: str
    guard: Callable[[], None]


def locked_doors(app: Flask) -> Iterator[Door]:
    with app.test_request_context("/"):
        for rule in app.url_map.iter_rules():
            guard = guard_of(app, rule.endpoint)
            if guard is None or guard in (anyone, in_a_demonstration):
                continue
            values = dict.fromkeys(rule.arguments, "1")
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield Door(url_for(rule.endpoint, **values), method, guard)


def knock(visitor: Visitor, door: Door) -> int:
    """The status that somebody gets who sends all that a form of ours sends, and knows no secret."""
    visitor.app.config["WTF_CSRF_ENABLED"] = False  # who forges a form is not the question here
    return visitor.client.open(door.address, method=door.method).status_code


def test_every_page_has_a_guard(app: Flask) -> None:
    assert {endpoint for endpoint in app.view_functions if guard_of(app, endpoint) is None} == set()


def test_what_anyone_may_open_is_argued_for(app: Flask) -> None:
    found = {endpoint for endpoint in app.view_functions if guard_of(app, endpoint) is anyone}
    assert found - OPEN_TO_ANYONE == set(), "argue for these doors, or give them a guard"
    assert OPEN_TO_ANYONE - found == set(), "these doors are locked or gone: take them off the list"


def test_who_is_signed_out_is_sent_to_sign_in_or_offered_to_send_again(app: Flask, visitor: Visitor) -> None:
    for door in locked_doors(app):
        if door.method == "POST":
            assert knock(visitor, door) == 400, door
            continue
        assert knock(visitor, door) == 302, door
        assert "/sign-in" in visitor.client.open(door.address).location, door


def test_a_citizen_stays_outside_the_offices(app: Flask, people: Callable[[str], Visitor]) -> None:
    sam = people("sam")
    locked = [door for door in locked_doors(app) if door.guard is not signed_in]
    assert len(locked) >= 10
    for door in locked:
        assert knock(sam, door) == 403, door


@pytest.mark.parametrize(("persona", "own"), [("mei", [finance]), ("ruth", [auditor, operator]), ("omar", [])])
def test_an_official_stays_outside_the_rooms_of_the_others(
    app: Flask, people: Callable[[str], Visitor], persona: str, own: list[Callable[[], None]]
) -> None:
    visitor = people(persona)
    for door in locked_doors(app):
        if door.guard not in (signed_in, official, *own):
            assert knock(visitor, door) == 403, door


def test_a_page_without_a_guard_is_closed_to_everybody(app: Flask, people: Callable[[str], Visitor]) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    assert knock(people("ruth"), Door("/forgotten", "GET", anyone)) == 403
    assert knock(Visitor(app), Door("/forgotten", "GET", anyone)) == 403
