"""The log on the wall of a lecture hall, and its state for auditors."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from egov.audit.last_verification import last_verification
from egov.audit.log_state import Published, newest_leaves, published, waiting
from egov.audit.operations import AUDITING, About, record
from egov.clock import clock
from egov.country.formats import format_moment
from egov.db import transaction
from egov.identity.guards import auditor, in_a_demonstration, this_person
from egov.identity.operations import actor_of
from egov.oversight.blueprint import blueprint
from egov.oversight.words import LEAF_KINDS
from egov.texts import current_language
from egov.tlog.errors import LogProblem
from egov.tlog.leaf import Leaf
from egov.tlog.promise import WITHIN_SECONDS
from egov.web import allow

ON_STAGE = 8
REFRESH_SECONDS = 2
SHOWN_BYTES = 4


@dataclass(frozen=True)
class Shown:
    """What of the log can be shown; ``broken`` is what a technician is told about one that cannot be believed."""

    log: Published | None = None
    newest: tuple[tuple[int, Leaf], ...] = ()
    broken: str = ""


@blueprint.get("/log/stage")
@allow(in_a_demonstration)
def stage() -> ResponseReturnValue:
    """The newest leaves, in large letters. The page loads itself again, unless it was told to stand still."""
    stands = request.args.get("stand") == "still"
    shown = _shown(ON_STAGE)
    newest = [_on_stage(place, leaf) for place, leaf in shown.newest]
    page = render_template("audit/stage.html", shown=shown, waiting=waiting(), newest=newest, stands=stands)
    answer: Response = make_response(page)
    if not stands:
        answer.headers["Refresh"] = str(REFRESH_SECONDS)
    return answer


@blueprint.get("/audit/log")
@allow(auditor)
def log_state() -> ResponseReturnValue:
    """How the log stands."""
    with transaction():
        record(actor_of(this_person()), "log_read", About(), purpose=AUDITING, read=True)
    shown, language, last = _shown(1), current_language(), last_verification()
    witnessed = shown.log.witnessed if shown.log else {}
    return render_template(
        "audit/log.html",
        shown=shown,
        waiting=waiting(),
        promised=WITHIN_SECONDS,
        travelled=bool(clock.offset),
        newest=next((_minute(leaf) for _place, leaf in shown.newest), None),
        witnesses=[(name, format_moment(at, language)) for name, at in witnessed.items()],
        last=last,
        alarms=[(name, format_moment(since, language)) for name, since in last.alarms.items()] if last else [],
    )


def _shown(most: int) -> Shown:
    try:
        return Shown(published(), tuple(newest_leaves(most)))
    except (LogProblem, OSError) as wrong:
        return Shown(broken=str(wrong))


def _on_stage(place: int, leaf: Leaf) -> dict[str, object]:
    return {
        "place": place,
        "minute": _minute(leaf),
        "kind": LEAF_KINDS[leaf.action],
        "tag": leaf.tag[:SHOWN_BYTES].hex(" "),
    }


def _minute(leaf: Leaf) -> datetime:
    return datetime.fromtimestamp(leaf.minute * 60, UTC)
