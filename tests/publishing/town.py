"""A town with many building permits on their way, and a ministry that changes the law in its own copy."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event, func, insert, inspect, select, update

from egov.audit.models import Entry
from egov.audit.operations import CHANGING_RULES, SYSTEM, About, record
from egov.cases.models import Case, StepTaken
from egov.country.days import today
from egov.db import db, transaction
from egov.editions.models import Edition
from egov.editions.operations import service_in_force, write_edition
from egov.models import metadata
from tests.cases.office import apply_for
from tests.cli.copies import Copy
from tests.support.visitor import Visitor

SERVICE = "building_permit"
STATES = {
    "to_pay": "payment",
    "assessment": "officer",
    "more_info": "applicant",
    "opinions": "reviewer",
    "second_look": "officer",
    "appealed": "appeal",
}
FACE, PAGES = f"services/{SERVICE}/__init__.py", f"services/{SERVICE}/pages.py"
ARABIC = f"services/{SERVICE}/ar.po"
LAST_DAY, LEFT = date(2027, 3, 1), {"to_pay": None, "more_info": 12}  # where the clock stands
SOLAR = "Will there be solar panels?"
CORRECTED = [  # translations: the file, the words of before, better ones
    (ARABIC, "كيف سيُدفَّأ البناء؟", "بماذا سيُدفَّأ البناء؟"),
    ("egov/translations/ar.po", "في انتظار الدفع", "الدفع مطلوب"),
]
SOLAR_IN_ARABIC = "هل ستكون هناك ألواح شمسية؟"
MAPPED = ("--state", "second_look=assessment", "--answer", "solar=no", "--choice", "heating-gas=electric")

STAGE = """
from egov import create_app
from tests.support.robot import Robot
from tests.support.visitor import Visitor
app = create_app({"TESTING": True, "DEMO": True, "RATELIMIT_ENABLED": False, "PAYMENT_PROVIDERS": ["demo"]})
somebody = lambda persona: Visitor(app).sign_in(persona)
"""


def change_the_law(ministry: Copy) -> None:
    """The second officer goes, the deadline is shorter, gas is no longer a heating, and there is a new question.

    Two translations were not good.
    """
    face, pages = ministry.root / FACE, ministry.root / PAGES
    replace_in(face, "permit_with_second_officer", "permit", times=2)
    replace_in(face, "days=40", "days=30")
    replace_in(pages, '("gas", _("Gas")), ', "")
    asked = 'description = LongTextField(_("Describe the work in a few sentences"))'
    replace_in(pages, asked, f'{asked}\n    solar = YesNoField(_("{SOLAR}"))')
    for file, before, after in CORRECTED:
        replace_in(ministry.root / file, f'msgstr "{before}"', f'msgstr "{after}"')
    with (ministry.root / ARABIC).open("a", encoding="utf-8") as words:
        words.write(f'\nmsgid "{SOLAR}"\nmsgstr "{SOLAR_IN_ARABIC}"\n')


def replace_in(path: Path, old: str, new: str, times: int = 1) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == times, (path, old)
    path.write_text(text.replace(old, new), encoding="utf-8")


def publish(ministry: Copy, *how: str) -> str:
    """Publish the building permit of the ministry's copy; what the command said."""
    done = ministry.egov("publish", SERVICE, *how)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def publish_first(app: Flask, service: str = SERVICE) -> None:
    """Publish what the folder of the application holds, as edition 1."""
    with app.app_context(), transaction():
        write_edition(service_in_force(service), in_force_from=today())
        record(SYSTEM, "edition_published", About(), purpose=CHANGING_RULES)


def at_the_copy(copy: Copy, *lines: str) -> str:
    """What visitors do in a process of the copy; what was printed."""
    done = copy.python("-W", "ignore", "-c", "\n".join([STAGE, *lines]))
    assert done.returncode == 0, done.stderr
    return done.stdout


def running_cases(app: Flask, number: int) -> str:
    """Building permits in all states: one that Amina applied for, and copies of it, each with its steps.

    The reference of Amina's own.
    """
    reference = apply_for(SERVICE, Visitor(app).sign_in("amina"))
    with app.app_context(), transaction():
        model = db.session.scalars(select(Case).filter_by(reference=reference)).unique().one()
        case, steps = _row(model), [_row(step) for step in model.steps]
        states = list(STATES.items())
        rows = [_copied(case, model.id + 1 + n, *states[n % len(states)]) for n in range(number - 1)]
        db.session.execute(insert(Case), rows)
        for step in steps:
            db.session.execute(insert(StepTaken), [{**step, "case_id": row["id"]} for row in rows])
        if db.engine.dialect.name == "postgresql":
            db.session.execute(select(func.setval(func.pg_get_serial_sequence('"case"', "id"), model.id + number)))
    return reference


@contextmanager
def queries(app: Flask) -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def bring(app: Flask, reference: str, state: str, **more: Any) -> None:
    """Put a case into a state by hand."""
    with app.app_context(), transaction():
        found = {"state": state, "waits_for": STATES[state], **more}
        db.session.execute(update(Case).where(Case.reference == reference).values(**found))


@dataclass(frozen=True)
class Stand:
    """Where a case stands: state, answers, the number of its edition, whether it waits, its deadline."""

    state: str
    answers: dict[str, Any]
    edition: int | None
    held: bool
    deadline: tuple[Any, Any]


def stands(app: Flask) -> dict[str, Stand]:
    """Where all cases stand, by reference."""
    with app.app_context():
        query = select(Case, Edition.number).outerjoin(Edition, Edition.id == Case.edition_id).order_by(Case.id)
        return {
            case.reference: Stand(
                case.state, case.answers, number, case.held_at is not None, (case.due_on, case.days_left)
            )
            for case, number in db.session.execute(query).unique()
        }


def editions(found: dict[str, Stand]) -> Counter[int | None]:
    """How many cases follow which edition."""
    return Counter(stand.edition for stand in found.values())


def entries_about(app: Flask, reference: str, action: str) -> int:
    """How often the log tells this of a case."""
    with app.app_context():
        query = select(func.count(Entry.id)).filter_by(case_reference=reference, action=action)
        return db.session.scalar(query) or 0


def fingerprint(app: Flask) -> dict[str, str]:
    """Each table with a digest of all its rows."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: hashlib.sha256(
                repr(connection.execute(select(table).order_by(*table.primary_key)).all()).encode()
            ).hexdigest()
            for table in metadata.sorted_tables
        }


def _copied(case: dict[str, Any], number: int, state: str, waits_for: str) -> dict[str, Any]:
    heating = ["gas"] if number % 10 == 0 else ["electric"]
    return {
        **case, "id": number, "reference": f"BP-26-{number:07d}", "draft_id": 1_000_000 + number,
        "code_hash": f"copy {number}", "state": state, "waits_for": waits_for,
        "answers": {**case["answers"], "heating": heating}, "due_on": None if state in LEFT else LAST_DAY,
        "days_left": LEFT.get(state),
    }  # fmt: skip


def _row(record: Case | StepTaken) -> dict[str, Any]:
    columns = inspect(type(record)).columns
    return {c.key: getattr(record, c.key) for c in columns if not (c.primary_key and isinstance(record, StepTaken))}
