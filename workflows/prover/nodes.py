"""Where a case can stand, as far as it matters to what can happen next: the states of the exploration."""

from typing import NamedTuple

from workflows.engine import START, STAY, By, Step

NO_ACTIONS: frozenset[str] = frozenset()
WORKED = "*"  # in the place of an action: an official who hears appeals too has worked on the case as an officer

# Two things that happen without a row of the table: an opinion that is not the last, and a day that passes.
OPINION = Step("opinion", (), STAY, By.REVIEWER, "Give an opinion", "Opinion given")
TOO_LATE = Step("too_late_to_appeal", (), STAY, By.CLOCK, "", "The last day to appeal passes")


class Node(NamedTuple):
    """A case: ``fee`` says whether one must be paid, ``answers`` which of the tried answers were given, ``due``,
    ``paid`` and ``owed_back`` where the money is, ``renewal_paid`` whether the renewal asked for last is paid, ``out``
    how many opinions are out, ``given`` how many came in, if any guard asks, ``people`` which actions that the
    four-eyes rule asks about each official took, ``paper`` how the certificate stands, ``decided`` whether a decision
    holds, ``in_time`` whether it can be appealed, ``appealed`` whether it was, ``taken`` the actions that guards ask
    about, ``rung`` the alarms that rang since the case came to its ``place``."""

    place: str
    fee: bool
    answers: int
    people: tuple[frozenset[str], ...]
    due: bool = False
    paid: bool = False
    owed_back: bool = False
    out: int = 0
    given: int = 0
    paper: str = ""
    decided: bool = False
    in_time: bool = False
    appealed: bool = False
    taken: frozenset[str] = NO_ACTIONS
    rung: frozenset[str] = NO_ACTIONS
    renewal_paid: bool = False


class Move(NamedTuple):
    """A step, and the number of the official who takes it (0 for anybody else)."""

    step: Step
    who: int = 0


def start_node(fee: bool, answers: int, people: int) -> Node:
    """A case before it is submitted."""
    return Node(START, fee, answers, (NO_ACTIONS,) * people)
