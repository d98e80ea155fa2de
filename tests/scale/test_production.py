"""Unsafe settings stop the start of real processes, each with a sentence and a cure."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from egov import create_app
from egov.cli.database import upgrade_database
from egov.db import db
from tests.support.databases import free_port
from tests.support.server import ROOT, environment

GUNICORN = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
SERVE = [sys.executable, "-m", "egov.cli.main", "serve", "--port"]


@dataclass(frozen=True)
class Spoiled:
    """A good installation with something wrong in its settings, and what is said about that, line by line."""

    settings: dict[str, str]
    sentences: list[str]

    def is_refused(self, good: dict[str, str], command: list[str]) -> None:
        env = {**good, **self.settings}
        ended = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True, text=True, timeout=60)
        assert ended.returncode == 1, f"ended with {ended.returncode}: {ended.stderr}"
        said = ended.stderr.strip().splitlines()[-len(self.sentences) :]
        assert said[0].startswith("egov cannot start. "), ended.stderr
        assert "Traceback" not in ended.stderr
        for line, sentence in zip(said, self.sentences, strict=True):
            assert re.search(sentence, line), f"{sentence!r} is not what was said: {ended.stderr}"


def spoiled(folder: Path, demo: Path) -> list[Spoiled]:
    sample = folder / "sample-secret"
    sample.write_text("change-me\n")
    everything = {
        "FLASK_DEBUG": "1",
        "FLASK_DEMO": "true",
        "FLASK_BASE_URL": "http://services.example.org",
        "FLASK_SECRET_KEY_FILE": str(sample),
        "FLASK_PAYMENT_SECRET": "too short",
        "FLASK_DATABASE_URL": "postgresql+psycopg://egov@127.0.0.1:1/egov",
        "FLASK_DATABASE_PASSWORD": "password",
        "FLASK_LOG_FORMAT": "text",
        "FLASK_WTF_CSRF_ENABLED": "false",
    }
    sentences = [
        "Debugging is on: .* Take out FLASK_DEBUG",
        "DEMO is on: .* Set FLASK_DEMO=false",
        "BASE_URL is http:.* cookies would travel .* Set FLASK_BASE_URL to the https:",
        "SECRET_KEY can be guessed. Take out FLASK_SECRET_KEY",
        "PAYMENT_SECRET can be guessed. Take out FLASK_PAYMENT_SECRET",
        "password of the database is the one of a sample. Change it",
        "LOG_FORMAT is text: .* Take out FLASK_LOG_FORMAT",
        "A protection is switched off. Take WTF_CSRF_ENABLED and",
    ]
    new = f"sqlite:///{folder / 'new.sqlite'}"
    return [
        Spoiled(everything, sentences),
        Spoiled({"FLASK_DATABASE_URL": f"sqlite:///{demo}"}, ["created as a demonstration, .* Name a new database"]),
        Spoiled({"FLASK_DATABASE_URL": new}, ["has no tables yet. Make them with: flask --app egov db upgrade"]),
        Spoiled({"FLASK_LOG_FORMAT": "xml"}, ['LOG_FORMAT is "xml". Write "json" or "text".']),
        Spoiled({"FLASK_SECRET_KEY_FILE": str(folder / "no")}, ["SECRET_KEY_FILE: No such file.* Name a file that"]),
    ]


def good_settings(folder: Path) -> dict[str, str]:
    """An installation that may serve."""
    url = f"sqlite:///{folder / 'real.sqlite'}"
    with create_app({"DATABASE_URL": url, "KEYS_FOLDER": str(folder / "keys")}).app_context():
        upgrade_database()
        db.engine.dispose()
    return {**environment(folder, url), "FLASK_BASE_URL": "https://services.example.org", "WEB_CONCURRENCY": "1"}


def test_each_unsafe_setting_stops_the_start_with_a_sentence_and_a_cure(tmp_path: Path, sqlite_template: Path) -> None:
    good = good_settings(tmp_path)
    good["EGOV_BIND"] = f"unix:{tmp_path / 'web.sock'}"
    with ThreadPoolExecutor(os.cpu_count()) as several:
        refused = [
            several.submit(each.is_refused, good, GUNICORN if number % 2 == 0 else [*SERVE, str(free_port())])
            for number, each in enumerate(spoiled(tmp_path, sqlite_template.parent / "demo.sqlite"))
        ]
    for each in refused:
        each.result()


def test_a_start_says_what_is_served_and_where(tmp_path: Path) -> None:
    port = free_port()
    whole = [*SERVE, str(port)]
    served = subprocess.Popen(whole, cwd=ROOT, env=good_settings(tmp_path), stdout=subprocess.PIPE, text=True)
    try:
        assert served.stdout
        told = f"Republic of Meridia is served at http://127.0.0.1:{port}. Press Ctrl+C to stop.\n"
        assert served.stdout.readline() == told
    finally:
        served.terminate()
        served.communicate(timeout=30)
