"""Figures for Prometheus: right, for who brings the token, and about nobody."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from egov.audit.operations import CHANGING_RULES, SYSTEM, About, record
from egov.clock import clock
from egov.db import db, transaction
from egov.errors import Misconfigured
from egov.notifications.operations import Letter, notify
from egov.operating.metrics import start_metrics, start_shared_metrics
from egov.texts import _
from tests.support.server import ROOT, environment
from tests.support.visitor import Visitor

TOKEN = "a long way to the harbour and back again"
Labels = tuple[tuple[str, str], ...]


@pytest.fixture
def counting(app: Flask) -> Flask:
    app.config["METRICS_TOKEN"] = TOKEN
    start_metrics(app)
    return app


def figures(app: Flask) -> dict[tuple[str, Labels], float]:
    """What Prometheus reads, by name and labels."""
    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.text)
    return {
        (each.name, tuple(sorted(each.labels.items()))): each.value for family in families for each in family.samples
    }


def requests(method: str, rule: str, status: str) -> tuple[str, Labels]:
    return "egov_requests_total", (("method", method), ("rule", rule), ("status", status))


def test_requests_are_counted_by_their_rule_and_nothing_of_the_address_is_told(counting: Flask) -> None:
    visitor = Visitor(counting).sign_in("amina")
    for word in ("canary-1", "canary-2"):
        visitor.open(f"/cases/{word}", status=404)
        visitor.open(f"/{word}?name={word}", status=404)
    counting.test_client().open("/", method="CANARY")
    found = figures(counting)
    assert found[requests("GET", "/cases/<reference>", "404")] == 2
    assert found[requests("GET", "unknown", "404")] == 2
    assert found["egov_request_seconds_count", (("method", "GET"), ("rule", "/cases/<reference>"))] == 2
    assert "canary" not in str(found).lower()
    assert "other" in {dict(labels).get("method") for _name, labels in found}


def test_what_waits_is_counted_when_somebody_asks(counting: Flask) -> None:
    with counting.app_context():
        with transaction():
            notify(Letter("amina.haddad@example.org", "", "en", _("Test: ready"), _("Test: come."), "DL-1"))
            record(SYSTEM, "backup_made", About(), purpose=CHANGING_RULES)
        clock.offset = timedelta(hours=3)
    found = {name: figure for (name, labels), figure in figures(counting).items() if not labels}
    assert (found["egov_letters_waiting"], found["egov_database_up"]) == (1, 1)
    assert found["egov_entries_waiting"] > 0
    assert found["egov_backup_age_seconds"] == pytest.approx(3 * 3600, abs=60)


def test_without_a_database_the_figures_say_so(counting: Flask) -> None:
    with counting.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE outbox RENAME TO other")
    found = figures(counting)
    assert found["egov_database_up", ()] == 0
    assert ("egov_letters_waiting", ()) not in found


def test_without_a_token_in_the_settings_nobody_reads_figures(app: Flask) -> None:
    start_metrics(app)
    assert app.test_client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_only_who_brings_the_token_reads_them(counting: Flask) -> None:
    client = counting.test_client()
    for given in ({}, {"Authorization": f"Bearer {TOKEN[:-1]}"}, {"Authorization": "Bearer "}):
        answer = client.get("/metrics", headers=given)
        assert (answer.status_code, "egov_" in answer.text) == (401, False)
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_settings_that_would_betray_or_deceive_stop_the_start(app: Flask) -> None:
    app.config["METRICS_TOKEN"] = "short"
    with pytest.raises(Misconfigured, match="METRICS_TOKEN can be guessed"):
        start_metrics(app)
    app.config["METRICS_TOKEN"] = TOKEN
    with pytest.raises(Misconfigured, match="METRICS_FOLDER is not: each process would"):
        start_shared_metrics(app)


def test_what_is_not_switched_on_is_not_loaded(tmp_path: Path) -> None:
    code = (
        "import sys; from egov import create_app; from egov.cli import production;"
        "app = create_app(); production.start_shared_metrics(app); production.start_telemetry(app);"
        "print([name for name in sys.modules if name.startswith(('prometheus', 'opentelemetry'))])"
    )
    env = environment(tmp_path)
    assert subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, env=env, text=True).strip() == "[]"
