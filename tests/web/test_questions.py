"""How often a page asks the database, page by page, counted while a robot walks through every service."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, request
from sqlalchemy import event, select
from werkzeug.wrappers import Response

from egov.cases.models import Case
from egov.cases.moving import Standing, move
from egov.country.days import today
from egov.db import db, transaction
from egov.editions.operations import service_in_force, write_edition
from tests.support.robot import Robot, pay
from tests.support.visitor import Visitor

MOST = 8  # questions of a page; the demonstration's clock, which asks once more, is not counted
SERVICES = ["dog_licence", "birth_registration", "building_permit", "parking_fine"]

People = Callable[[str], Visitor]
Asked = dict[str, Counter[str]]


@contextmanager
def counted(app: Flask) -> Iterator[Asked]:
    """What each page asks, by its address rule: the statements of the request that asked most, and how often each."""
    pages: Asked = {}
    asked: Counter[str] = Counter()

    def note(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")) and "FROM installation" not in statement:
            asked[statement] += 1

    def begin() -> None:
        asked.clear()

    def end(response: Response) -> Response:
        rule = f"{request.method} {request.url_rule}"
        if response.status_code == 200 and asked.total() > pages.get(rule, Counter()).total():
            pages[rule] = Counter(asked)
        return response

    with app.app_context():
        engine = db.engine
    app.before_request_funcs.setdefault(None, []).insert(0, begin)
    app.after_request_funcs.setdefault(None, []).append(end)
    event.listen(engine, "before_cursor_execute", note)
    yield pages
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("service", SERVICES)
def test_a_page_asks_seldom_and_never_in_a_loop(app: Flask, people: People, visitor: Visitor, service: str) -> None:
    robot = Robot(app, service)
    with counted(app) as pages:
        applicant = visitor if service == "parking_fine" else people("amina")
        reference = robot.apply(applicant)
        robot.take_to_a_good_end(applicant, reference)
        for address in ("/", f"/cases/{reference}", f"/cases/{reference}/answers", f"/cases/{reference}/receipts"):
            applicant.open(address)
        people("omar").open("/office").open("/office?which=mine")
    assert len(pages) > 10
    assert {rule: asked.total() for rule, asked in pages.items() if asked.total() > MOST} == {}
    assert {rule: asked.most_common(1) for rule, asked in pages.items() if asked.most_common(1)[0][1] > 2} == {}


def test_the_queue_of_a_reviewer_asks_once_for_all_its_cases(app: Flask, people: People) -> None:
    omar = people("omar")
    for _case in range(3):
        reference = Robot(app, "building_permit").apply(people("amina"))
        pay(people("amina").open(f"/cases/{reference}"))
        omar.open(f"/office/{reference}").press("Take this case")
        omar.press("Ask for opinions", offices=["fire-safety"], reason__ask_opinions="Is it safe?")
    farid = people("farid")
    with counted(app) as pages:
        assert farid.open("/office").text.count("Is it safe?") == 3
    [asked] = pages.values()
    assert asked.total() <= MOST
    assert asked.most_common(1)[0][1] == 1


def test_the_rules_that_a_case_has_followed_are_asked_for_once(app: Flask, people: People) -> None:
    amina = people("amina")
    reference = Robot(app, "dog_licence").apply(amina)
    with app.app_context(), transaction():
        case = db.session.scalars(select(Case).filter_by(reference=reference)).one()
        for _edition in range(3):
            edition = write_edition(service_in_force("dog_licence"), in_force_from=today())
            move(case, edition, Standing(case.state, case.answers), None)
    with counted(app) as pages:
        amina.open(f"/cases/{reference}").has("edition 4 of the rules")
    [asked] = pages.values()
    assert asked.total() <= MOST
    assert asked.most_common(1)[0][1] == 1
