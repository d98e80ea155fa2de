"""Which edition of a service holds, for a case, for a day, and how a new one is written."""

import hmac
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol, cast

from flask import Flask, current_app, g
from sqlalchemy import Date, bindparam, func, select
from sqlalchemy.exc import IntegrityError

from egov.catalogue import Service, all_services
from egov.clock import now
from egov.config import secret
from egov.country.days import today
from egov.db import db, savepoint
from egov.editions.content import Content, content_of, digest_of
from egov.editions.loading import revived
from egov.editions.models import PIN, Edition
from egov.errors import Misconfigured, NotFound, Unavailable
from egov.texts import _

IN_FORCE, WRITTEN_HERE = "editions_in_force", "editions_written_here"

# Asked on most pages, so they are written once.
PUBLISHED = (Edition.taken_back_at.is_(None), Edition.in_force_from <= bindparam("day", type_=Date))
BEGUN = select(Edition.service, Edition.id).where(*PUBLISHED).order_by(Edition.in_force_from, Edition.number)
LAST_BEGUN = (
    select(Edition)
    .where(*PUBLISHED, Edition.service == bindparam("service"))
    .order_by(Edition.in_force_from.desc(), Edition.number.desc())
    .limit(1)
)

log = logging.getLogger(__name__)


class Ruled(Protocol):
    """A case or a draft: what follows an edition."""

    @property
    def service(self) -> str: ...

    @property
    def edition_id(self) -> int | None: ...


@dataclass
class Known:
    """What the folders held when this process started, and the editions it has opened: those never change."""

    folders: dict[str, Content]
    digests: dict[str, str]
    services: dict[int, Service] = field(default_factory=dict)


def init_editions(app: Flask) -> None:
    """Take down what the folders of the services hold now. Raises Misconfigured for what cannot be published."""
    with app.app_context():
        folders = {name: content_of(service) for name, service in all_services().items()}
    app.extensions["editions"] = Known(folders, {name: digest_of(content) for name, content in folders.items()})


def service_for(ruled: Ruled) -> Service:
    """The service as a case or a draft knows it: of its edition, or of the folder where nothing is published yet."""
    if ruled.edition_id is None:
        return service_in_force(ruled.service)
    return service_of_edition(ruled.edition_id)


def service_in_force(name: str) -> Service:
    """The service as it holds today. Raises NotFound for one that there is not."""
    number = _in_force().get(name)
    if number is not None:
        return service_of_edition(number)
    service = all_services().get(name)
    if service is None:
        raise NotFound()
    return service


def services_in_force() -> dict[str, Service]:
    """All services that somebody can apply for today, by name, with one query.

    One whose edition cannot be opened stands there as its folder has it, so that the others are still found.
    """
    offered = dict(all_services())
    for name, number in _in_force().items():
        try:
            offered[name] = service_of_edition(number)
        except Unavailable:  # it was logged; whoever opens the service itself is told
            continue
    return offered


def service_of_edition(number: int) -> Service:
    """The service of an edition, by the number of its row. Raises Unavailable where it cannot be opened."""
    known = _known().services.get(number)
    if known is not None:
        return known
    edition = db.session.get_one(Edition, number)
    try:
        service = opened(edition)
    except Misconfigured as problem:
        log.error("%s", problem)
        raise Unavailable(_("The rules of this case cannot be opened at the moment. We were told.")) from problem
    if number not in _written_here():
        _known().services[number] = service
    return service


def edition_in_force(name: str) -> Edition | None:
    """The edition of a service that holds today, asked anew each time; None where nothing is published."""
    return db.session.scalar(LAST_BEGUN, {"day": today(), "service": name})


def latest_edition(name: str) -> Edition | None:
    """The edition of a service that was published last, even if its day has not come yet."""
    query = select(Edition).where(Edition.service == name, Edition.taken_back_at.is_(None))
    return db.session.scalars(query.order_by(Edition.number.desc()).limit(1)).first()


def editions_by_service() -> dict[str, list[Edition]]:
    """All editions that were not taken back, by service, in the order of their numbers, with one query."""
    found: dict[str, list[Edition]] = {}
    for edition in db.session.scalars(select(Edition).where(Edition.taken_back_at.is_(None)).order_by(Edition.number)):
        found.setdefault(edition.service, []).append(edition)
    return found


def in_force_among(editions: Iterable[Edition]) -> Edition | None:
    """Which of the editions of a service holds today."""
    begun = [edition for edition in editions if edition.in_force_from <= today()]
    return max(begun, key=lambda edition: (edition.in_force_from, edition.number), default=None)


def known_services() -> list[str]:
    """The names of all services: those with a folder, and those that live on in their editions."""
    return list(dict.fromkeys([*all_services(), *_in_force()]))


def is_as_published(edition: Edition) -> bool:
    """Whether the folder of the service still holds what the edition holds."""
    return _known().digests.get(edition.service) == edition.digest


def folder_content(name: str) -> Content:
    """What the folder of a service held when this process started."""
    return _known().folders[name]


def folder_was_edited(service: Service) -> bool:
    """Whether its folder holds other files now than when this process started. Raises Misconfigured for what cannot be
    published."""
    return bool(content_of(service)["files"] != folder_content(service.name)["files"])


def opened(edition: Edition) -> Service:
    """The service of an edition, opened anew.

    Raises Misconfigured where its files were changed after the publication, or do not run with this version.
    """
    name = edition.service
    if is_as_published(edition):
        return all_services()[name]
    signed = hmac.compare_digest(edition.signature, _signature(name, edition.digest))
    if not signed or digest_of(edition.content) != edition.digest:
        raise Misconfigured(f"Edition {edition.number} of {name} is not what this installation published.")
    return revived(name, edition.digest, edition.content)


def write_edition(service: Service, *, in_force_from: date, publisher_id: int | None = None) -> Edition:
    """A new edition of what the folder holds, in the open transaction. The policy is to pin, until said otherwise."""
    digest = _known().digests[service.name]
    last = db.session.scalar(select(func.max(Edition.number)).where(Edition.service == service.name)) or 0
    edition = Edition(
        service=service.name,
        number=last + 1,
        digest=digest,
        content=_known().folders[service.name],
        signature=_signature(service.name, digest),
        in_force_from=in_force_from,
        published_at=now(),
        published_by_id=publisher_id,
        policy=PIN,
        mapping={},
        moved_up_to=None,
    )
    db.session.add(edition)
    db.session.flush()
    _written_here().add(edition.id)
    published_anew()
    return edition


def published_anew() -> None:
    """Forget which editions are in force: that has just changed."""
    g.pop(IN_FORCE, None)


def first_edition(name: str) -> Edition:
    """Publish a service that never was, in the open transaction. The first application does so by itself: no case ever
    runs without an edition."""
    try:
        with savepoint():
            return write_edition(service_in_force(name), in_force_from=today())
    except IntegrityError:  # somebody else applied at the same moment, and was first
        return cast(Edition, edition_in_force(name))


def _in_force() -> Mapping[str, int]:
    """The numbers of the rows by service, asked once a request."""
    known: dict[date, dict[str, int]] = g.setdefault(IN_FORCE, {})
    if today() not in known:
        known[today()] = {row.service: row.id for row in db.session.execute(BEGUN, {"day": today()})}
    return known[today()]


def _signature(name: str, digest: str) -> str:
    """This installation's word that it published this: HMAC-SHA-256 with a key that is not in the database."""
    key = secret(Path(current_app.config["KEYS_FOLDER"]) / "editions")
    return hmac.new(key.encode(), f"{name} {digest}".encode(), "sha256").hexdigest()


def _written_here() -> set[int]:
    """The editions that this request has written: nobody remembers their services before it is sure that they stay."""
    return cast(set[int], g.setdefault(WRITTEN_HERE, set()))


def _known() -> Known:
    return cast(Known, current_app.extensions["editions"])
