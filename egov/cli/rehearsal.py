"""Rehearsing a publication on a copy of the database: all happens as it would, and nothing of it stays."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import load_only

from egov import create_app
from egov.cases.models import Case
from egov.cli.database import upgrade_schema
from egov.config import defaults
from egov.copying import copy_rows
from egov.country.days import today
from egov.db import db, transaction
from egov.editions.operations import service_for
from egov.identity.models import Installation
from egov.models import metadata
from egov.publishing.crossing import Done, bring_into_force
from egov.publishing.operations import Publication, publish, take_back

Told = Callable[[str, int], None]


@dataclass(frozen=True)
class Rehearsal:
    """What came of it: how many cases were looked at and changed, how many follow which edition and stand nowhere
    afterwards, and how many were changed again by going back."""

    forward: Done
    followed: Counter[int]
    nowhere: int
    back: Done | None


def rehearse(name: str, publication: Publication, told: Told) -> Rehearsal:
    """Publish on a copy as if the day of effect were today, and go back where there is something to go back to."""
    with copy_of_the_house(told) as app, app.app_context():
        with transaction():
            number = publish(name, replace(publication, in_force_from=today()), None).number
        forward = bring_into_force()
        followed, nowhere = _standing(name)
        if number == 1:
            return Rehearsal(forward, followed, nowhere, None)
        with transaction():
            take_back(name, None)
        return Rehearsal(forward, followed, nowhere, bring_into_force())


@contextmanager
def copy_of_the_house(told: Told) -> Iterator[Flask]:
    """The application on a copy of its database, which is thrown away afterwards."""
    source, settings = db.engine, {key: current_app.config[key] for key in defaults(Path(current_app.instance_path))}
    with TemporaryDirectory() as folder:
        app = create_app({**settings, "DATABASE_URL": f"sqlite:///{Path(folder, 'rehearsal.sqlite').as_posix()}"})
        with app.app_context():
            upgrade_schema()
            with transaction() as session:
                for row in session.scalars(select(Installation)):
                    session.delete(row)
            copy_rows(metadata, source, db.engine, told)
        yield app
        with app.app_context():
            db.engine.dispose()


def _standing(name: str) -> tuple[Counter[int], int]:
    """How many running cases follow which edition, by its number, and how many stand in a state it does not have."""
    followed, nowhere = Counter[int](), 0
    query = select(Case).where(Case.service == name, Case.closed_at.is_(None)).order_by(Case.id)
    for case in db.session.scalars(query.options(load_only(Case.state, Case.edition_id))).unique():
        followed[case.edition.number if case.edition else 0] += 1
        nowhere += case.state not in {state.code for state in service_for(case).workflow.states}
    return followed, nowhere
