"""Publishing an edition, ending a hold, taking an edition back: each only notes what is to be done with the running
cases. ``bring_into_force`` does it, portion by portion, when the day has come."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from egov.audit.operations import CHANGING_RULES, SYSTEM, About, record
from egov.cases.models import Case
from egov.cases.moving import adopt
from egov.clock import now
from egov.country.days import today
from egov.db import db
from egov.editions.models import HOLD, MOVE, PIN, Edition
from egov.editions.operations import editions_by_service, in_force_among, published_anew, write_edition
from egov.errors import BadInput, Conflict
from egov.identity.models import Person
from egov.identity.operations import actor_of
from egov.publishing.judging import Crossing
from egov.publishing.preview import Preview, preview_of
from egov.soundness.examination import Unsound
from egov.texts import _

POLICIES = {
    PIN: _("Running cases finish under the rules they began under"),
    MOVE: _("Running cases that can move follow the new rules"),
    HOLD: _("Running cases wait until you decide"),
}


@dataclass(frozen=True)
class Publication:
    """What the ministry decides: the policy, the day from which the edition is in force, and how cases cross over."""

    policy: str
    in_force_from: date
    crossing: Crossing


def publish(name: str, publication: Publication, publisher: Person | None) -> Edition:
    """Publish what the folder of a service holds, in the open transaction.

    Raises BadInput where nothing is new or the day has passed, Unsound where the examination finds a fault.
    """
    preview = preview_of(name)
    _check(preview, publication)
    edition = write_edition(
        preview.service, in_force_from=publication.in_force_from, publisher_id=publisher.id if publisher else None
    )
    if edition.number == 1:
        adopt(edition)
    _instruct(edition, publication.policy, publication.crossing)
    _audit("edition_published", edition, publisher)
    return edition


def end_hold(edition: Edition, policy: str, crossing: Crossing, person: Person | None) -> None:
    """Decide about the cases that wait: they move, or finish under the edition they began under.

    Raises Conflict where no case waits for this edition.
    """
    _check_held(edition)
    if policy not in (PIN, MOVE):
        raise Conflict(_("No case waits for this edition."))
    _instruct(edition, policy, crossing)
    edition.moved_up_to = 0
    _audit("hold_ended", edition, person)


def cases_held(edition: Edition) -> int:
    """How many cases wait for a decision about the edition. Raises Conflict where it holds none."""
    _check_held(edition)
    return db.session.scalar(select(func.count()).select_from(Case).where(*_waits(edition.service))) or 0


def take_back(name: str, person: Person | None) -> Edition:
    """Take the last edition back: the one before is in force again, and what was moved goes back.

    Raises Conflict where there is nothing to go back to.
    """
    edition, _before = edition_to_take_back(name)
    edition.taken_back_at, edition.moved_up_to = now(), 0
    published_anew()
    _audit("edition_taken_back", edition, person)
    return edition


def edition_to_take_back(name: str) -> tuple[Edition, Edition]:
    """The last edition of a service, and the one that holds without it.

    Raises Conflict where there is nothing to go back to.
    """
    known = editions_by_service().get(name, [])
    before = in_force_among(known[:-1])
    if before is None:
        raise Conflict(_("There is no edition to go back to."))
    return known[-1], before


def _check(preview: Preview, publication: Publication) -> None:
    if not preview.is_new:
        raise BadInput(_("Nothing has changed since the last publication."))
    if preview.faults:
        raise Unsound(preview.faults)
    if publication.policy not in POLICIES:
        raise BadInput(_("Choose what becomes of the running cases."))
    if publication.in_force_from < today():
        raise BadInput(_("The day from which the rules are in force must not be in the past."))


def _instruct(edition: Edition, policy: str, crossing: Crossing) -> None:
    edition.policy, edition.mapping = policy, asdict(crossing)
    nothing_to_do = edition.number == 1 or (policy == PIN and not _some_wait(edition.service))
    edition.moved_up_to = None if nothing_to_do else 0


def _some_wait(name: str) -> bool:
    """Whether cases wait for an earlier edition: a later one that is pinned ends that."""
    return db.session.scalar(select(Case.id).where(*_waits(name)).limit(1)) is not None


def _waits(name: str) -> tuple[ColumnElement[bool], ...]:
    return Case.service == name, Case.held_at.is_not(None), Case.closed_at.is_(None)


def _check_held(edition: Edition) -> None:
    if edition.policy != HOLD:
        raise Conflict(_("No case waits for this edition."))


def _audit(action: str, edition: Edition, person: Person | None) -> None:
    details = {
        "service": edition.service, "number": edition.number, "digest": edition.digest, "policy": edition.policy,
        "from": edition.in_force_from.isoformat(),
    }  # fmt: skip
    record(actor_of(person) if person else SYSTEM, action, About(), purpose=CHANGING_RULES, details=details)
