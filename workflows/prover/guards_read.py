"""What the guards of a table look at, found by trying them: only this must be remembered of a case."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, cast

from workflows.engine import Facts, Guard, Step, Workflow, always
from workflows.prover.subject import Subject

YES_OR_NO = (True, False)
NUMBERS = (0, 1, 2)  # of opinions


@dataclass(frozen=True)
class Reading:
    """The answers to try, the actions whose having been taken matters, the steps that ask whether an appeal is in
    time; whether any guard counts the opinions that came in, asks whether a renewal is in time, or whether the last
    decision was appealed."""

    answers: tuple[Mapping[str, Any], ...]
    flags: frozenset[str]
    appeals: tuple[Step, ...]
    counts_opinions: bool
    asks_of_renewal: bool
    asks_of_appeals: bool


class _Watched(Mapping[str, Any]):
    """Answers that remember which of them were looked at; those that are not ``known`` all have one value."""

    def __init__(self, known: Mapping[str, Any], value: object) -> None:
        self.known, self.value, self.keys_read = known, value, set[str]()

    def __getitem__(self, key: str) -> Any:
        self.keys_read.add(key)
        return self.known.get(key, self.value)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def reading_of(subject: Subject) -> Reading:
    """What the guards of the subject's workflow read."""
    workflow = subject.workflow
    guards = {step.when for step in workflow.steps} - {always}
    answers = _answers(guards, dict(subject.choices), _situations([{}]))
    situations = _situations(answers)
    actions = {step.action for step in workflow.steps}
    looking_back = [guard for guard in guards if _looks_back(guard, situations)]
    flags = {a for a in actions if any(_reads_flag(guard, a, actions, situations) for guard in looking_back)}
    timely = {guard for guard in guards if any(_reads_time(guard, facts, actions) for facts in situations)}
    return Reading(
        answers=answers,
        flags=frozenset(flags),
        appeals=_steps_with(workflow, timely),
        counts_opinions=any(_reads_number(guard, facts) for guard in guards for facts in situations),
        asks_of_renewal=any(_reads(guard, "in_time_to_renew", facts) for guard in guards for facts in situations),
        asks_of_appeals=any(_reads(guard, "appealed", facts) for guard in guards for facts in situations),
    )


def _answers(
    guards: set[Guard], choices: Mapping[str, tuple[object, ...]], situations: list[Facts]
) -> tuple[Mapping[str, Any], ...]:
    """Every combination of values of the answers that some guard looks at: also those that it looks at only after
    another one had a certain value."""
    keys: set[str] = set()
    usual = [{name: values[place] for name, values in choices.items()} for place in (0, -1)]
    while True:
        tried = _combinations(keys, choices)
        known = [{**others, **answers} for others, answers in product(usual, tried)]
        found = keys | {key for guard, facts in product(guards, situations) for key in _read(guard, facts, known)}
        if found == keys:
            return tried
        keys = found


def _combinations(names: set[str], choices: Mapping[str, tuple[object, ...]]) -> tuple[Mapping[str, Any], ...]:
    ordered = sorted(names)
    return tuple(
        dict(zip(ordered, values, strict=True))
        for values in product(*(choices.get(name, YES_OR_NO) for name in ordered))
    )


def _read(guard: Guard, facts: Facts, known: Iterable[Mapping[str, Any]]) -> set[str]:
    """Which answers the guard looks at."""
    read: set[str] = set()
    for answers, value in product(known, YES_OR_NO):
        watched = _Watched(answers, value)
        guard(_with(facts, answers=watched))
        read |= watched.keys_read
    return read


def _situations(answers: list[Mapping[str, Any]] | tuple[Mapping[str, Any], ...]) -> list[Facts]:
    nothing = (frozenset[str](),)
    of_each = product(answers, YES_OR_NO, NUMBERS, YES_OR_NO, nothing, NUMBERS, YES_OR_NO, YES_OR_NO)
    return [Facts(*facts) for facts in of_each]


def _looks_back(guard: Guard, situations: list[Facts]) -> bool:
    """Whether the guard looks at what was taken: then it fails on something that is no set of actions."""
    no_set = cast(frozenset[str], object())
    try:
        for facts in situations:
            guard(_with(facts, taken=no_set))
    except (TypeError, AttributeError):
        return True
    return False


def _reads_flag(guard: Guard, action: str, actions: set[str], situations: list[Facts]) -> bool:
    """Whether it matters to the guard that the action was taken, when nothing else was, or everything."""
    pairs = [
        (frozenset[str](), frozenset({action})),
        (frozenset(actions), frozenset(actions - {action})),
    ]
    return any(
        guard(_with(facts, taken=one)) != guard(_with(facts, taken=other))
        for facts in situations
        for one, other in pairs
    )


def _reads_time(guard: Guard, facts: Facts, actions: set[str]) -> bool:
    early, late = _with(facts, in_time_to_appeal=True), _with(facts, in_time_to_appeal=False)
    everything = frozenset(actions)
    return guard(early) != guard(late) or guard(_with(early, taken=everything)) != guard(_with(late, taken=everything))


def _reads_number(guard: Guard, facts: Facts) -> bool:
    return len({guard(_with(facts, opinions_in=number)) for number in NUMBERS}) > 1


def _reads(guard: Guard, fact: str, facts: Facts) -> bool:
    """Whether it matters to the guard if a fact that is true or false is the one or the other."""
    both: list[dict[str, Any]] = [{fact: value} for value in YES_OR_NO]
    return len({guard(_with(facts, **one)) for one in both}) > 1


def _with(facts: Facts, **changes: Any) -> Facts:
    """The same facts but for some: ``dataclasses.replace`` takes three times as long, and this is done 40,000 times."""
    other = object.__new__(Facts)
    other.__dict__.update(facts.__dict__, **changes)
    return other


def _steps_with(workflow: Workflow, guards: set[Guard]) -> tuple[Step, ...]:
    return tuple(step for step in workflow.steps if step.when in guards)
