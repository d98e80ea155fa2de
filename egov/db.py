"""The database: one session a request, one ``transaction()`` a change, and nothing else changes anything.

Outside of a transaction PostgreSQL is asked each question by itself: BEGIN and ROLLBACK are two ways to the server and
back. Several questions that must see the same moment, and answers that are read in portions, stand in ``one_moment()``.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar

from flask import Flask, current_app, g
from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Integer,
    LargeBinary,
    MetaData,
    String,
    TypeDecorator,
    event,
    inspect,
    make_url,
)
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import StaticPool

from egov.engine import ALONE, PATIENCE, WRITING, engine_at, engine_for, seeing_one_moment
from egov.errors import Conflict
from egov.texts import _

ENGINE, READING, TURN, BEFORE_COMMIT = "engine", "reading", "turn", "before_commit"
MOMENT = "moment"  # in session.info: whether one_moment() is open
PENDING, CHANGED = "pending", "changed"  # in session.info: entries to write at the end, and audited rows that changed
FRESH = "fresh"  # in session.info: rows that are read once a request

log = logging.getLogger(__name__)

AT_ONCE = _("Somebody changed the same thing at the same moment. Nothing of yours was saved. Look at it again.")


class Database:
    """The engine of the application, and one session an application context: a request, a command, a round of work.

    ``reading`` is the same engine for whoever only asks: it begins no transaction for changes, which a standby refuses.
    """

    @property
    def engine(self) -> Engine:
        engine: Engine = current_app.extensions[ENGINE]
        return engine

    @property
    def reading(self) -> Engine:
        engine: Engine = current_app.extensions[READING]
        return engine

    @property
    def session(self) -> Session:
        session: Session | None = g.get("session")
        if session is None:
            session = g.session = Session(self.reading, expire_on_commit=False)
        return session


db = Database()


class UTCDateTime(TypeDecorator[datetime]):
    """A moment, stored as UTC without a zone and read back aware."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


# Letters in the order of their numbers, as SQLite has them anyway: in that of a language no range of an index holds all
# words that begin alike.
BY_CODE_POINT = String(collation="C").with_variant(String(), "sqlite")


class Model(DeclarativeBase):
    """The base of every table. Constraint names are fixed so that migrations can find them.

    A change of an ``audited`` row needs an audit entry in the same transaction, which commits to its new content.
    """

    audited: ClassVar[bool] = False

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        int: BigInteger().with_variant(Integer, "sqlite"),
        str: String,
        datetime: UTCDateTime,
        bytes: LargeBinary,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


@contextmanager
def transaction() -> Iterator[Session]:
    """One change, committed whole at the end of the block or not at all.

    What was read before is read again inside, so nothing is decided on stale facts; only who asks was settled by the
    guard of this request, and is not read twice. On SQLite the block holds the write lock from its first statement
    (``BEGIN IMMEDIATE``), since an upgrade from a read can lose updates.

    Raises Conflict when somebody else changed the same rows, or wrote the same thing, at the same moment.
    """
    session = db.session
    if session.info.get(WRITING):
        raise RuntimeError("A transaction is open already: an operation must not open its own.")
    if session.info.get(MOMENT):
        raise RuntimeError("Nothing is changed inside one_moment().")
    _begin_anew(session)
    with _turn():
        session.info.update({WRITING: True, PENDING: [], CHANGED: {}})
        try:
            session.connection(execution_options={WRITING: True, ALONE: False})
            yield session
            for prepare in current_app.extensions[BEFORE_COMMIT]:
                prepare(session)
            session.commit()
        except (StaleDataError, IntegrityError) as clash:
            session.rollback()
            log.warning("two changes at once: %s", type(clash).__name__)  # its words hold what people wrote
            raise Conflict(AT_ONCE) from clash
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info[WRITING] = False


@contextmanager
def in_memory() -> Iterator[Session]:
    """A session on an empty database of its own, of which nothing is kept: to try what would be changed. The one of
    the application is neither asked nor locked."""
    engine, before = engine_at(make_url("sqlite://"), poolclass=StaticPool), db.session
    Model.metadata.create_all(engine)
    session = g.session = Session(engine, expire_on_commit=False, info={WRITING: True, PENDING: [], CHANGED: {}})
    try:
        yield session
    finally:
        session.close()
        engine.dispose()
        g.session = before


@contextmanager
def one_moment() -> Iterator[Session]:
    """Several questions about the same moment, or one whose answer is read in portions; nothing is changed inside."""
    session = db.session
    if session.info.get(WRITING) or session.info.get(MOMENT):
        yield session
        return
    session.commit()  # there is nothing to commit: the connection goes back, and what was read stays known
    session.connection(execution_options=seeing_one_moment(db.engine.dialect.name))
    session.info[MOMENT] = True
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info[MOMENT] = False


@contextmanager
def _turn() -> Iterator[None]:
    """On SQLite the writers of this process come one after the other, instead of asking for the lock of the file now
    and again, with pauses in which nobody writes. After SQLite's own patience one asks all the same, and is refused.
    """
    turn: Lock | None = current_app.extensions[TURN]
    mine = turn.acquire(timeout=PATIENCE) if turn else False
    try:
        yield
    finally:
        if turn and mine:
            turn.release()


def keep_fresh(*rows: Model) -> None:
    """Do not read these rows again when a transaction begins in this session."""
    db.session.info[FRESH] = rows


def _begin_anew(session: Session) -> None:
    """Forget all that was read, except what is kept fresh."""
    kept = [row for row in session.info.get(FRESH, ()) if row in session and not inspect(row).expired]
    for row in kept:
        session.expunge(row)
    session.rollback()
    session.expire_all()
    session.add_all(kept)


@contextmanager
def savepoint() -> Iterator[None]:
    """A part of the open transaction that can fail by itself: what it changed is undone, and the error goes on."""
    info = db.session.info
    before = {PENDING: list(info[PENDING]), CHANGED: dict(info[CHANGED])}
    try:
        with db.session.begin_nested():
            yield
    except BaseException:
        info.update(before)
        raise


def before_commit(app: Flask, prepare: Callable[[Session], None]) -> None:
    """Have something done at the end of each transaction, still inside it."""
    app.extensions[BEFORE_COMMIT].append(prepare)


def init_db(app: Flask) -> None:
    """Connect the application to the database named by ``DATABASE_URL``."""
    app.extensions[BEFORE_COMMIT] = []
    engine = engine_for(app.config, Path(app.instance_path))
    app.extensions[ENGINE] = engine
    app.extensions[READING] = engine.execution_options(**{ALONE: True})
    app.extensions[TURN] = Lock() if engine.dialect.name == "sqlite" else None
    app.teardown_appcontext(_close_session)


def _close_session(_error: BaseException | None) -> None:
    """Give the connection back. The answer is ready by now: it is not lost where the database went away meanwhile."""
    if "session" in g:
        try:
            g.session.close()
        except OperationalError as problem:
            log.warning("a connection was lost before it was given back: %s", type(problem.orig).__name__)


@event.listens_for(Session, "before_flush")
def _only_in_transactions(session: Session, *_how: object) -> None:
    """What is changed outside of a transaction would be kept at once, and row by row."""
    if not session.info.get(WRITING):
        raise RuntimeError("Nothing can be changed outside of a transaction().")
