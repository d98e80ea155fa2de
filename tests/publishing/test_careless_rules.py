"""New rules that cannot be applied to one case: that one stays under its own edition, and all others go on."""

import shutil
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from egov.cases.models import Case
from egov.db import db
from tests.cli.copies import Copy
from tests.publishing.town import MAPPED, SERVICE, bring, editions, entries_about, replace_in, running_cases, stands

LONG = "A porch for the kitchen, and above it a room where the children sleep"
CASES = 120  # more than one portion


def test_a_case_that_the_new_rules_stumble_over_stays_and_all_others_follow(
    app: Flask, changed_law: Copy, tmp_path: Path
) -> None:
    running_cases(app, CASES)
    extension = an_extension(app)
    before = stands(app)[extension]
    careless = Copy(shutil.copytree(changed_law.root, tmp_path / "careless")).beside(app)
    fee = "return BASE_FEE.on(on)"
    careless_fee = f'{fee} * ({{"new": 2}}[answers["work"]] if len(answers["description"]) > 50 else 2)'
    replace_in(careless.root / f"services/{SERVICE}/rules.py", fee, careless_fee)
    done = careless.egov("publish", SERVICE, "--yes", "--policy", "move", *MAPPED)
    assert done.returncode == 0, done.stderr
    with app.app_context():
        number = db.session.scalars(select(Case.id).filter_by(reference=extension)).one()
    assert f"case {number} could not follow the new edition; it stays where it is" in done.stderr
    assert extension not in done.stderr, "what is logged names nobody's case by what a citizen knows it by"
    assert "KeyError: 'extension'" in done.stderr
    after = stands(app)
    appealed = sum(stand.state == "appealed" for stand in after.values())
    assert editions(after) == {1: appealed + 1, 2: CASES - appealed - 1}
    assert after[extension] == before
    assert entries_about(app, extension, "case_moved") == 0


def an_extension(app: Flask) -> str:
    """One case in assessment is about an extension, which the careless law forgets where it is told at length: no
    answer that is made up finds it out."""
    with app.app_context():
        case = db.session.scalars(select(Case).filter_by(state="assessment").limit(1)).unique().one()
        reference, answers = case.reference, {**case.answers, "work": "extension", "description": LONG}
    bring(app, reference, "assessment", answers=answers)
    return reference
