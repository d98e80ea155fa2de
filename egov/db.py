"""The database: one session a request, one ``transaction()`` a change, and nothing else commits."""

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar

from flask import Flask, current_app, g
from sqlalchemy import (
    JSON,
    URL,
    BigInteger,
    DateTime,
    Dialect,
    Integer,
    LargeBinary,
    MetaData,
    String,
    TypeDecorator,
    create_engine,
    event,
    inspect,
    make_url,
)
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.orm.exc import StaleDataError

from egov.errors import Conflict
from egov.texts import _

ENGINE, TURN, BEFORE_COMMIT = "engine", "turn", "before_commit"
PENDING, CHANGED = "pending", "changed"  # in session.info: entries to write at the end, and audited rows that changed
PATIENCE = 10  # seconds that a writer waits for another on SQLite
FRESH = "fresh"  # in session.info: rows that are read once a request

log = logging.getLogger(__name__)

AT_ONCE = _("Somebody changed the same thing at the same moment. Nothing of yours was saved. Look at it again.")


class Database:
    """The engine of the application, and one session an application context: a request, a command, a round of work."""

    @property
    def engine(self) -> Engine:
        engine: Engine = current_app.extensions[ENGINE]
        return engine

    @property
    def session(self) -> Session:
        if "session" not in g:
            g.session = Session(self.engine, expire_on_commit=False)
        session: Session = g.session
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
    guard of this request, and is not read twice. On SQLite the block holds the
    write lock from its first statement (``BEGIN IMMEDIATE``), since an upgrade from a read can lose updates.

    Raises Conflict when somebody else changed the same rows, or wrote the same thing, at the same moment.
    """
    session = db.session
    if session.info.get("writing"):
        raise RuntimeError("A transaction is open already: an operation must not open its own.")
    _begin_anew(session)
    with _turn():
        session.info.update({"writing": True, PENDING: [], CHANGED: {}})
        try:
            session.connection(execution_options={"writing": True})
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
            session.info["writing"] = False


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
    app.extensions[ENGINE] = create_engine(
        _url_of(app),
        hide_parameters=True,  # errors are logged, and what people wrote must not be
        **_pool_of(app),
    )
    app.extensions[TURN] = Lock() if app.extensions[ENGINE].dialect.name == "sqlite" else None
    app.teardown_appcontext(_close_session)


def _close_session(_error: BaseException | None) -> None:
    """Give the connection back. The answer is ready by now: it is not lost where the database went away meanwhile."""
    if "session" in g:
        try:
            g.session.close()
        except OperationalError as problem:
            log.warning("a connection was lost before it was given back: %s", type(problem.orig).__name__)


def _url_of(app: Flask) -> URL:
    """The database; a SQLite file that is named without a folder lies in the instance folder."""
    url = make_url(app.config["DATABASE_URL"])
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return url
    file = Path(app.instance_path, str(url.database))
    file.parent.mkdir(parents=True, exist_ok=True)
    return url.set(database=str(file))


def _pool_of(app: Flask) -> dict[str, Any]:
    """How many connections a process keeps to a database server, and for how long one of them waits for another.

    Connections are not tried before each use: after a restart of the server the first request of each process is asked
    to try again, and all its old connections are dropped with that one.
    """
    if app.config["DATABASE_URL"].startswith("sqlite"):
        return {}
    return {
        "pool_size": app.config["DATABASE_POOL_SIZE"],
        "max_overflow": app.config["DATABASE_POOL_OVERFLOW"],
        "pool_timeout": app.config["DATABASE_POOL_TIMEOUT"],
        "connect_args": {"connect_timeout": 5},
    }


@event.listens_for(Engine, "connect")
def _prepare_sqlite(dbapi_connection: Any, _record: Any) -> None:
    if not isinstance(dbapi_connection, sqlite3.Connection):
        return
    dbapi_connection.isolation_level = None  # SQLAlchemy says BEGIN, not the driver
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={PATIENCE * 1000}"):
        dbapi_connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "connect")
def _prepare_postgresql(dbapi_connection: Any, _record: Any) -> None:
    """Our questions find a few rows by an index. PostgreSQL takes those with many joins for heavy ones as long as it
    has no statistics, and compiled each of them anew, which takes far longer than to run it."""
    if type(dbapi_connection).__module__.startswith("psycopg"):
        dbapi_connection.execute("SET jit = off")
        dbapi_connection.commit()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
