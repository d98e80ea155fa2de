"""What a drawing shows, before it has a size: places, and the ways out of them, told to one kind of reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from workflows.drawing.words import ROLES, ROLES_FOR_CITIZENS, Say, clock_of, condition_of, time_of
from workflows.engine import START, STAY, By, Clock, State, Step, Workflow
from workflows.words import N_

AT_OFFICES = (By.OFFICER, By.REVIEWER)


class Kind(StrEnum):
    """What a place means for the citizen; the style sheet gives each its colour."""

    START = "start"
    YOU = "you"
    OFFICE = "office"
    GOOD = "good"
    BAD = "bad"
    END = "end"


Move = tuple[str, str, str]  # the state before, the action, the state after


@dataclass(frozen=True)
class Exit:
    """A way out of a place: ``who`` acts or when, what happens, and to which place; no ``target``: the case stays.

    ``moves`` are what it stands for in the table.
    """

    who: str
    words: str
    target: str
    moves: frozenset[Move]


@dataclass(frozen=True)
class Place:
    """One or several states of the table under one title. ``inner`` are further states merged into it."""

    code: str
    title: str
    note: str
    kind: Kind
    members: frozenset[str]
    exits: tuple[Exit, ...] = ()
    inner: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Way:
    """How far a case has come: the state it is in, and the moves made so far."""

    now: str = ""
    taken: frozenset[Move] = frozenset()

    def is_at(self, place: Place) -> bool:
        return self.now in place.members

    def went_by(self, way_out: Exit) -> bool:
        return bool(self.taken & way_out.moves)

    def came_through(self, place: Place) -> bool:
        return any(source in place.members for source, _action, _target in self.taken) and not self.is_at(place)


NOWHERE = Way()
Teller = Callable[[Step], tuple[str, str]]


def for_citizens(workflow: Workflow, say: Say) -> Picture:
    """What the citizen meets: the work inside the offices is one place, and reminders are left out."""
    home = _merged(workflow)

    def tell(step: Step) -> tuple[str, str]:
        who = time_of(step.alarm, say) if step.alarm else say(ROLES_FOR_CITIZENS[step.by])
        return who, _with(say(step.done if step.alarm else step.label), condition_of(step, say))

    places = [Place(START, say(N_("You start here")), "", Kind.START, frozenset({START}))]
    for state in (state for state in workflow.states if home[state.code] == state.code):
        inner = tuple((s.code, say(s.for_applicant)) for s in workflow.states if home[s.code] == state.code != s.code)
        members = frozenset({state.code, *(code for code, _words in inner)})
        kind = kind_of(workflow, state)
        places.append(Place(state.code, say(state.label), say(state.for_applicant), kind, members, inner=inner))
    told = [replace(place, exits=_exits(workflow, place, home, tell)) for place in places]
    moving = [replace(p, exits=tuple(e for e in p.exits if e.target not in ("", p.code))) for p in told]
    return Picture(in_order(moving))


def for_officials(workflow: Workflow, say: Say, days: int = 0) -> Picture:
    """Every state, step, role and clock; ``days`` are the working days in which the law asks for a decision."""
    home = {START: START, **{state.code: state.code for state in workflow.states}}
    labels = {step.action: step.label for step in workflow.steps}

    def tell(step: Step) -> tuple[str, str]:
        who = time_of(step.alarm, say) if step.alarm else say(ROLES[step.by])
        barred = [say(N_("never by who did: %(step)s"), step=say(labels[action])) for action in step.never_by]
        return who, _with(say(step.label), condition_of(step, say), *barred)

    places = [Place(START, say(N_("Start")), "", Kind.START, frozenset({START}))]
    for state in workflow.states:
        note, kind = clock_of(state, days, say) if state.waits_for else "", kind_of(workflow, state)
        places.append(Place(state.code, say(state.label), note, kind, frozenset({state.code})))
    return Picture(in_order([replace(place, exits=_exits(workflow, place, home, tell)) for place in places]))


def kind_of(workflow: Workflow, state: State) -> Kind:
    """Good and bad ends are told by the decisions that lead to them; a payment makes a good end."""
    if state.waits_for in (By.APPLICANT, By.PAYMENT):
        return Kind.YOU
    if state.waits_for:
        return Kind.OFFICE
    leading = [step for step in workflow.steps if step.target == state.code]
    if any(step.decides in ("refused", "revoked") for step in leading):
        return Kind.BAD
    if any(step.decides == "approved" or step.by == By.PAYMENT for step in leading) and state.clock == Clock.ENDED:
        return Kind.GOOD
    return Kind.END


@dataclass(frozen=True)
class Picture:
    """Places from the start downwards."""

    places: tuple[Place, ...]

    def around(self, state: str) -> Picture:
        """Only the place of this state, and the titles of those that come next."""
        here = next(place for place in self.places if state in place.members)
        targets = {way_out.target for way_out in here.exits}
        following = [p for p in self.places if p.code in targets and p is not here]
        inner = tuple((code, words) for code, words in here.inner if code == state)
        return Picture((replace(here, inner=inner), *(replace(p, note="", inner=(), exits=()) for p in following)))


def in_order(places: Iterable[Place]) -> tuple[Place, ...]:
    """By layers: fewest steps from the start first; in a layer what goes on stands before what ends, and each near
    the places that lead to it (their mean position, the barycentre)."""
    table = {place.code: place for place in places}
    layers = _layers(table)
    rank = {code: number for number, code in enumerate(table)}
    order: list[str] = []
    for layer in sorted(set(layers.values())):
        position = {code: number for number, code in enumerate(order)}
        inside = [code for code in table if layers[code] == layer]
        inside.sort(key=lambda code: (_weight(table[code]), _barycentre(code, table, position), rank[code]))
        order += inside
    return tuple(table[code] for code in order)


def _layers(table: Mapping[str, Place]) -> dict[str, int]:
    layers, todo = {START: 0}, [START]
    for code in todo:
        for way_out in table[code].exits:
            if way_out.target and way_out.target not in layers:
                layers[way_out.target] = layers[code] + 1
                todo.append(way_out.target)
    return {code: layers.get(code, len(table)) for code in table}


def _weight(place: Place) -> int:
    return {Kind.GOOD: 1, Kind.BAD: 2, Kind.END: 3}.get(place.kind, 0)


def _barycentre(code: str, table: Mapping[str, Place], position: Mapping[str, int]) -> float:
    found = [position[p.code] for p in table.values() if p.code in position and any(e.target == code for e in p.exits)]
    return sum(found) / len(found) if found else len(position)


def _exits(workflow: Workflow, place: Place, home: Mapping[str, str], tell: Teller) -> tuple[Exit, ...]:
    """The ways out; what reads the same and leads to the same place is one way."""
    found: dict[tuple[str, str, str], Exit] = {}
    for step in workflow.steps:
        here = [source for source in step.sources if source in place.members]
        if not here:
            continue
        target = "" if step.target == STAY else home[step.target]
        who, words = tell(step)
        known = found.get((who, words, target))
        moves = frozenset((source, step.action, step.leads_to(source)) for source in here)
        found[who, words, target] = Exit(who, words, target, moves | (known.moves if known else frozenset()))
    return tuple(found.values())


def _merged(workflow: Workflow) -> dict[str, str]:
    """For each state the one under which the citizen sees it: states between which offices move a case without a
    decision are one."""
    home = {START: START, **{state.code: state.code for state in workflow.states}}
    inside = {state.code for state in workflow.states if state.waits_for in AT_OFFICES}
    for step in workflow.steps:
        if step.by in (*AT_OFFICES, By.CLOCK) and not step.decides and step.target in inside:
            for source in inside & set(step.sources):
                first, second = sorted((home[source], home[step.target]), key=list(home).index)
                home = {code: first if place == second else place for code, place in home.items()}
    return home


def _with(words: str, *remarks: str) -> str:
    said = [f"({remark})" for remark in remarks if remark]
    return " ".join([words, *said])
