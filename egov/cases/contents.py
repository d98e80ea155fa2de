"""What a case has collected (steps, opinions, messages and more) comes in one question, which is written once."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, bindparam, cast, func, inspect, literal, null, select, union_all
from sqlalchemy.orm.attributes import set_committed_value

from egov.cases.models import Case, Correction, Decision, EditionMove, Feedback, Message, Note, Review, StepTaken
from egov.columns import as_read, table_of
from egov.db import Model, db
from egov.editions.models import Edition
from egov.identity.models import Person

# The lists of a case, and what stands in each; of feedback there is at most one.
CONTENTS: dict[str, type[Model]] = {
    "steps": StepTaken, "reviews": Review, "messages": Message, "notes": Note, "decisions": Decision,
    "moves": EditionMove, "corrections": Correction, "feedback": Feedback,
}  # fmt: skip
PEOPLE: dict[type[Model], str] = {
    StepTaken: "person", Review: "reviewer", Message: "person", Note: "person", Decision: "person",
    Correction: "person",
}  # fmt: skip
EDITIONS: dict[type[Model], tuple[str, ...]] = {Decision: ("edition",), EditionMove: ("from_edition", "to_edition")}
COLUMNS = {column.key: column.type for model in CONTENTS.values() for column in table_of(model).columns}
PERSON = table_of(Person)


def _of_case(name: str) -> Select[Any]:
    """One list of a case, with the columns of all of them."""
    table = table_of(CONTENTS[name])
    columns = [table.c[key] if key in table.c else cast(null(), type_).label(key) for key, type_ in COLUMNS.items()]
    return select(literal(name).label("list"), *columns).where(table.c.case_id == bindparam("case"))


ALL = union_all(*map(_of_case, CONTENTS)).subquery()
WHO = func.coalesce(ALL.c.person_id, ALL.c.reviewer_id)
OF_CASE = select(ALL, *PERSON.c).outerjoin(PERSON, PERSON.c.id == WHO).order_by(ALL.c.id)


def read_contents(case: Case) -> None:
    """Let the case have its lists, where they have not been read yet, with the people and the editions in them."""
    missing = CONTENTS.keys() & inspect(case).unloaded
    if not missing:
        return
    lists: dict[str, list[Model]] = {name: [] for name in CONTENTS}
    for row in db.session.execute(OF_CASE, {"case": case.id}).mappings():
        model = CONTENTS[row[ALL.c.list]]
        related: dict[str, Any] = {}
        if model in PEOPLE:
            related[PEOPLE[model]] = as_read(Person, row) if row[PERSON.c.id] is not None else None
        own = {column: row[ALL.c[column.key]] for column in table_of(model).columns}
        lists[row[ALL.c.list]].append(as_read(model, own, **related))
    for name in missing:
        found = lists[name]
        set_committed_value(case, name, next(iter(found), None) if name == "feedback" else found)
    _read_editions(case, [row for name in missing for row in lists[name]])


def _read_editions(case: Case, rows: Iterable[Model]) -> None:
    """Those that the rows name besides the one that the case follows: most cases know no other."""
    named = [(row, name, getattr(row, f"{name}_id")) for row in rows for name in EDITIONS.get(type(row), ())]
    others = {number for _row, _name, number in named} - {case.edition_id, None}
    if others:
        known = {edition.id: edition for edition in db.session.scalars(select(Edition).where(Edition.id.in_(others)))}
        for row, name, number in named:
            if number in known:
                set_committed_value(row, name, known[number])
