"""The machine: folders, space on the disk, clocks, the certificate, and who may read the secrets."""

import os
import shutil
import socket
import ssl
import stat
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import func, select

from egov.audit.models import Entry
from egov.clock import clock, now
from egov.config import SECRETS
from egov.country.formats import format_date
from egov.db import db
from egov.errors import NotFound, Unavailable
from egov.files.storage import current_storage
from egov.operating.checks.mail import name_of
from egov.operating.findings import Finding, wrong
from egov.texts import _, current_language, listed

LEAST_FREE, ENOUGH = 0.10, 5e9  # a part of the disk, or bytes on a large one
ONE_CLOCK = timedelta(seconds=5)
IN_THE_FUTURE = timedelta(minutes=1)
RENEW_BEFORE = timedelta(days=14)
SECONDS = 5.0
WRITTEN_BY_PAGES = ("FILES_FOLDER", "DATABASE_URL")
NOBODYS = "0" * 64  # a digest that no content has


def folders_can_be_written() -> Iterator[Finding]:
    """Whether each folder exists, or can be made, and is ours to write."""
    yield from _unwritable(_folders())


def pages_can_write() -> Iterator[Finding]:
    """The same for what pages write; keys, the log and letters are written by others, perhaps on another machine."""
    yield from _unwritable(pair for pair in _folders() if pair[0] in WRITTEN_BY_PAGES)


def file_store_answers() -> Iterator[Finding]:
    """Whether the store of files lets us read, where there is one."""
    if not current_app.config["FILES_STORE"]:
        return
    try:
        current_storage().read(NOBODYS)
    except NotFound:
        return
    except Unavailable:
        yield wrong(
            _("The store of files does not answer, or does not let us in."),
            _("Look whether it runs, and whether FILES_STORE, S3_ENDPOINT and the keys of S3 are right."),
        )


def _unwritable(folders: Iterable[tuple[str, Path]]) -> Iterator[Finding]:
    for setting, folder in folders:
        there = _nearest(folder)
        if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
            yield wrong(
                _("The folder of the setting %(setting)s cannot be written.", setting=setting),
                _("Give it to the user who runs the application, and look whether its disk is mounted for writing."),
            )


def space_is_left() -> Iterator[Finding]:
    """Whether a tenth of each disk is free, or 5 GB."""
    scarce: dict[int, tuple[str, int]] = {}
    for setting, folder in _folders():
        there = _nearest(folder)
        usage = shutil.disk_usage(there)
        if usage.free < min(LEAST_FREE * usage.total, ENOUGH):
            scarce.setdefault(there.stat().st_dev, (setting, round(100 * usage.free / usage.total)))
    for setting, percent in scarce.values():
        yield wrong(
            _("Of the disk with %(setting)s only %(percent)s %% is free.", setting=setting, percent=percent),
            _("Make room or add a larger disk, before nothing can be saved any more."),
        )


def clocks_agree() -> Iterator[Finding]:
    """Whether this machine and the database have the same time, and no entry of the log comes from the future."""
    travelled = clock.offset if current_app.config["DEMO"] else timedelta()
    if db.engine.dialect.name == "postgresql":
        apart = abs(now() - travelled - db.session.scalars(select(func.clock_timestamp())).one())
        if apart > ONE_CLOCK:
            yield wrong(
                _("The clock of this machine and the one of the database are %(n)s seconds apart.", n=apart.seconds),
                _("Let both machines take their time from the network (NTP)."),
            )
    newest = db.session.scalar(select(Entry.at).order_by(Entry.id.desc()).limit(1))
    if newest and newest > now() + IN_THE_FUTURE and not current_app.config["DEMO"]:
        yield wrong(
            _("The newest entry of the log is from the future: the clock of this machine was set back."),
            _("Let this machine take its time from the network (NTP)."),
        )


def certificate_holds() -> Iterator[Finding]:
    """Whether browsers trust the certificate of our address, and will for two weeks more."""
    address = urlsplit(current_app.config["BASE_URL"])
    if address.scheme != "https":
        return
    host, port = address.hostname or "", address.port or 443
    try:
        until = _valid_until(host, port)
    except ssl.SSLCertVerificationError as problem:
        cure = _("Renew it, and give the web server all certificates of its chain.")
        yield wrong(_("Browsers do not trust our certificate: %(why)s.", why=problem.verify_message), cure)
    except OSError as problem:
        yield wrong(
            _("Our own address %(host)s does not answer (%(problem)s).", host=host, problem=name_of(problem)),
            _("Look whether the web server runs, and whether its name leads to it."),
        )
    else:
        if until < now() - clock.offset + RENEW_BEFORE:
            day = format_date(until.date(), current_language())
            yield wrong(
                _("Our certificate ends on %(day)s.", day=day), _("Renew it, and look why that is not done alone.")
            )


def secrets_are_closed() -> Iterator[Finding]:
    """Whether we can read each key, its owner alone can, and no stranger the files that hold a secret."""
    keys = [path for path in Path(current_app.config["KEYS_FOLDER"]).rglob("*") if path.is_file()]
    closed_to_us = [path.name for path in keys if not os.access(path, os.R_OK)]
    if closed_to_us:
        yield wrong(
            _("This user cannot read these keys: %(files)s.", files=listed(sorted(closed_to_us))),
            _("Give them to the user who runs the application: a command of another one, such as root, made them."),
            "chown",
        )
    files = [Path(file) for name in SECRETS if (file := current_app.config.get(f"{name}_FILE"))]
    shut = [*((path, 0o077) for path in keys), *((path, 0o007) for path in files)]
    open_to_others = [path.name for path, mask in shut if stat.S_IMODE(path.stat().st_mode) & mask]
    if open_to_others and os.name == "posix":
        yield wrong(
            _("Others on this machine can read these secrets: %(files)s.", files=listed(sorted(open_to_others))),
            _("Take the right from them, and think of changing the secrets."),
            "chmod 600",
        )


def _folders() -> Iterator[tuple[str, Path]]:
    settings = current_app.config
    for name in ("FILES_FOLDER", "KEYS_FOLDER", "LOG_FOLDER", "MAIL_FOLDER"):
        if name != "FILES_FOLDER" or not settings["FILES_STORE"]:
            yield name, Path(settings[name])
    if db.engine.dialect.name == "sqlite" and db.engine.url.database:
        yield "DATABASE_URL", Path(db.engine.url.database).parent


def _nearest(folder: Path) -> Path:
    """The folder, or where it will be made."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def _valid_until(host: str, port: int) -> datetime:
    with (
        socket.create_connection((host, port), timeout=SECONDS) as plain,
        ssl.create_default_context().wrap_socket(plain, server_hostname=host) as tls,
    ):
        ends = (tls.getpeercert() or {})["notAfter"]
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(ends)), UTC)
