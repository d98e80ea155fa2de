"""Processes that look at one moment of the database together, portion by portion.

On PostgreSQL they share the snapshot of the one who started them. SQLite has no such thing: there they all begin to
read while a lock keeps everybody from writing, for some milliseconds.
"""

import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

from sqlalchemy import URL, exists, func, select, text
from sqlalchemy.orm import Session

from egov.audit.evidence import Evidence, Facts
from egov.audit.models import Entry
from egov.db import Model, db
from egov.engine import engine_at, seeing_one_moment

AHEAD = 3  # portions of each helper that may be done before their turn: more would only fill the memory

Portion = TypeVar("Portion")
Result = TypeVar("Result")
Work = Callable[[Evidence, Portion], Result]


class HelperFailed(RuntimeError):
    """A process of the crew could not do its work; the message is what it said."""


@dataclass(frozen=True)
class Told:
    """What a helper needs: where the database is, which snapshot of it (PostgreSQL) to look at, and the facts."""

    url: URL
    snapshot: str
    facts: Facts


@dataclass
class Crew:
    """Works on evidence: each of the ``hands`` is the pipe to a helper; where there are none, it works by itself."""

    evidence: Evidence
    hands: list[Connection] = field(default_factory=list)

    def each(self, work: Work[Portion, Result], portions: Iterable[Portion]) -> Iterator[Result]:
        """What comes of each portion, in their order. Raises HelperFailed."""
        if not self.hands:
            yield from (work(self.evidence, portion) for portion in portions)
            return
        waiting, idle = enumerate(portions), [*self.hands]
        busy: dict[Connection, int] = {}
        done: dict[int, Result] = {}
        turn = 0
        while True:
            while idle and len(busy) + len(done) < AHEAD * len(self.hands) and (next_one := next(waiting, None)):
                busy[idle[-1]] = next_one[0]
                idle.pop().send((work, next_one[1]))
            if turn in done:
                yield done.pop(turn)
                turn += 1
            elif busy:
                for hand in [hand for hand in wait([*busy]) if isinstance(hand, Connection)]:
                    done[busy.pop(hand)] = _heard(hand)
                    idle.append(hand)
            else:
                return


@contextmanager
def crew(session: Session, helpers: int, facts: Callable[[], Facts]) -> Iterator[Crew]:
    """A crew that sees one moment, whatever others write meanwhile. ``facts`` are asked for just before this moment."""
    context = get_context("spawn")
    # A helper knows the same tables: they are described where they are described here.
    modules = sorted({mapper.class_.__module__ for mapper in Model.registry.mappers})
    hands: list[Connection] = []
    helping = []
    try:
        for _helper in range(helpers):
            ours, theirs = context.Pipe()
            helping.append(context.Process(target=_help, args=(theirs, modules), daemon=True))
            helping[-1].start()
            theirs.close()
            hands.append(ours)
        for hand in hands:
            _heard(hand)
        yield Crew(_begin_together(session, hands, facts()), hands)
    finally:
        for hand in hands:
            hand.close()
        for process in helping:
            process.join()
        session.rollback()


def _begin_together(session: Session, hands: list[Connection], facts: Facts) -> Evidence:
    if session.get_bind().dialect.name == "postgresql" or not hands:
        return _all_begin(session, hands, facts)
    with db.engine.connect().execution_options(writing=True) as gate, gate.begin():
        return _all_begin(session, hands, facts)


def _all_begin(session: Session, hands: list[Connection], facts: Facts) -> Evidence:
    told = Told(db.engine.url, _begin(session, ""), facts)
    for hand in hands:
        hand.send(told)
    for hand in hands:
        _heard(hand)
    return Evidence(session, facts)


def _begin(session: Session, snapshot: str) -> str:
    """Begin to read at this snapshot, or at this moment; the name of the snapshot for others (PostgreSQL)."""
    session.rollback()
    dialect = session.get_bind().dialect.name
    session.connection(execution_options=seeing_one_moment(dialect))
    if dialect != "postgresql":
        session.execute(select(exists().select_from(Entry)))  # SQLite begins with the first look
        return ""
    if snapshot:
        session.execute(text(f"SET TRANSACTION SNAPSHOT '{snapshot}'"))
    return session.scalar(select(func.pg_export_snapshot())) or ""


def _help(pipe: Connection, modules: list[str]) -> None:
    """The life of a helper: he says when he is ready, begins when told so, and works until the pipe is closed."""
    for name in modules:
        import_module(name)
    pipe.send(None)
    try:
        told: Told = pipe.recv()
        engine = engine_at(told.url)
        with closing(engine.connect()) as connection, Session(connection) as session:
            _begin(session, told.snapshot)
            evidence = Evidence(session, told.facts)
            pipe.send(None)
            while True:
                pipe.send(_done(evidence, *pipe.recv()))
    except (EOFError, BrokenPipeError):
        return


def _done(evidence: Evidence, work: Callable[[Evidence, Any], Any], portion: Any) -> Any:
    try:
        return work(evidence, portion)
    except Exception:  # whatever it was: the one who waits for it must hear of it
        return HelperFailed(traceback.format_exc())


def _heard(hand: Connection) -> Any:
    try:
        said = hand.recv()
    except EOFError:
        raise HelperFailed("A helping process died.") from None
    if isinstance(said, HelperFailed):
        raise said
    return said
