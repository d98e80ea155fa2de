"""Hostile requests over every rule and every field: no mistake of ours, no script, nothing left half-written.

``EGOV_FUZZ=10000`` sends that many in all; a check of each change has time for the short form.
"""

import gc
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jinja2 import FileSystemBytecodeCache

from egov import create_app
from egov.clock import clock
from egov.db import db
from egov.texts import SOURCE_LANGUAGE, set_language
from tests.conftest import settings as settings_of_app
from tests.fuzz.aftermath import wrong_now
from tests.fuzz.doors import doors_of, knocks, known_values
from tests.fuzz.fields import Form, fillings, forms_shown, with_fields
from tests.fuzz.intruder import NOBODY, Intruder, Knock
from tests.fuzz.leavings import leave_behind
from tests.fuzz.reading import notices_scripts, pages_of, papers_of, run_in_chromium, served, what_runs_in
from tests.support.browser import chromium, chromium_program
from tests.support.visitor import Visitor

REQUESTS = int(os.environ.get("EGOV_FUZZ", "300"))
LONG = "EGOV_FUZZ" in os.environ
AT_DOORS = 0.6  # of all requests, the others fill in forms

Figure = Callable[[str, object], None]


@pytest.fixture
def house(tmp_path: Path, database_url: str, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The whole application as people meet it: mistakes are answered, and not raised."""
    app = create_app({**settings_of_app(tmp_path, database_url), "TESTING": False})
    app.jinja_env.bytecode_cache = compiled_templates
    yield app
    with app.app_context():
        db.engine.dispose()
    clock.offset = timedelta()
    set_language(SOURCE_LANGUAGE)


# A body that ends in the middle of a file leaves that file to the garbage collector: Werkzeug does not close it.
@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")
@pytest.mark.filterwarnings("ignore:Generating overly large repr:hypothesis.errors.HypothesisWarning")
def test_no_hostile_request_breaks_the_house(house: Flask, record_property: Figure) -> None:
    """The short form looks for forms, and reads in Chromium, on one database: the pages of both are the same."""
    references, whole = leave_behind(house), LONG or "sqlite" in house.config["DATABASE_URL"]
    intruder = Intruder(house)
    with intruder.listening():
        forms = forms_shown(intruder, addresses_of(house, references), 9 if LONG else 1) if whole else []
        intruder.hits.clear()
        sent = at_every_door(intruder, forms) + in_every_field(intruder, forms)
    gc.collect()
    record_property("figure", f"{sent} hostile requests, {len(forms)} forms, {dict(sorted(intruder.statuses.items()))}")
    assert wrong_now(house) == []
    papers_run_nothing(house)
    if whole:
        shown = nothing_runs_in_chromium(house, references if LONG else [*references[:3], references[-1]])
        record_property("figure", f"{shown} pages with scripts in them read in Chromium: nothing ran")


def papers_run_nothing(app: Flask) -> None:
    """Each certificate and receipt is a paper without actions, or there is a sentence why it cannot be printed."""
    read = 0
    readers = {persona: Visitor(app).sign_in(persona) for persona in ("amina", "omar", "nadia")}
    for address, reader in product(papers_of(app), readers.values()):
        answer = reader.client.get(address)
        assert answer.status_code in (200, 403, 404, 503), address
        if answer.status_code == 200:
            assert answer.get_data().startswith(b"%PDF-"), address
            assert what_runs_in(answer.get_data()) == [], address
            read += 1
    assert read


def nothing_runs_in_chromium(app: Flask, references: list[str]) -> int:
    """Everybody reads everything, with our policy and without it; how many pages were shown."""
    program, pages = chromium_program(), pages_of(app, references)
    assert program, "Chromium is not installed (Debian: apt-get install chromium)"
    with served(app) as url, chromium(program) as browser:
        assert notices_scripts(browser, url), "a script that runs is not noticed"
        without, ran = run_in_chromium(browser, url, pages, bypass_csp=True)
        under, also = run_in_chromium(browser, url, pages, bypass_csp=False) if LONG else (0, [])
    assert ran + also == []
    return without + under


def addresses_of(app: Flask, references: list[str]) -> dict[str, list[str]]:
    """Where the people begin to look for forms."""
    drafts = [f"/drafts/{number}" for number in known_values(app)["int:number"][-1:]]
    cases, desks = [f"/cases/{one}" for one in references], [f"/office/{one}" for one in references]
    at_desks = dict.fromkeys(("omar", "farid", "nadia"), desks)
    return {NOBODY: [], "amina": cases + drafts, **at_desks, "mei": [], "ruth": [], "tala": []}


def at_every_door(intruder: Intruder, forms: list[Form]) -> int:
    """Knock at each rule by each of its methods, all about as often; how often in all."""
    doors = with_fields(intruder.app, list(doors_of(intruder.app)), forms)
    known = known_values(intruder.app)
    each = max(1, round(REQUESTS * AT_DOORS / len(doors)))
    for turn, door in enumerate(doors):
        send(intruder, knocks(door, known, turn), each)
    missed = {str(door) for door in doors if not intruder.hits[door.rule, door.method]}
    assert not missed, f"these doors were not reached: {missed}"
    return each * len(doors)


def in_every_field(intruder: Intruder, forms: list[Form]) -> int:
    """Fill in each form, every field of it; how often in all."""
    each = max(1, round(REQUESTS * (1 - AT_DOORS) / max(1, len(forms))))
    for form in forms:
        send(intruder, fillings(form), each)
    return each * len(forms)


def send(intruder: Intruder, strategy: st.SearchStrategy[Knock], times: int) -> None:
    """So many requests of a kind; a failure comes back as small as Hypothesis can make it."""

    @settings(
        max_examples=times, deadline=None, database=None, phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def one(knock: Any) -> None:
        intruder.knock(knock)

    one()
