"""What becomes of a running case under a new edition: pure functions of the two services and of where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from egov.cases.moving import Standing
from egov.catalogue import Service
from egov.forms.base import Answer
from egov.forms.carrying import Carried, carry, with_nothing_said
from egov.texts import Text, _, listed
from workflows.engine import By, Clock, State, Step, Workflow, always


class Fate(StrEnum):
    """What a new edition means for a case."""

    UNTOUCHED = "untouched"
    MOVES = "moves"
    NEEDS_MAPPING = "needs_mapping"
    FINISHES = "finishes"


@dataclass(frozen=True)
class Crossing:
    """How cases cross over where the new edition does not say it by itself.

    ``states``: the new state by the old one. ``answers``: what counts as answered, by question, where nothing was
    (as it is stored). ``choices``: the new choice by the old one, by question.
    """

    states: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """The fate of one case, why, and where it would stand under the new edition if it can go there.

    ``state``, ``questions`` and ``unfit`` say what a mapping has to supply: the state that is gone, the questions
    without an answer, and by name the answers that they cannot read.
    """

    fate: Fate
    why: Text | str = ""
    standing: Standing | None = None
    state: str = ""
    questions: tuple[Answer, ...] = ()
    unfit: Mapping[str, Any] = field(default_factory=dict)


class Judge:
    """Judges the cases of one edition by the next one."""

    def __init__(self, old: Service, new: Service, mapping: Crossing, *, same_otherwise: bool) -> None:
        """``same_otherwise``: apart from the table of steps the two editions do not differ."""
        self.old, self.new, self.mapping, self.same_otherwise = old, new, mapping, same_otherwise

    def verdict(self, case: Standing) -> Verdict:
        """What becomes of a case that stands there."""
        state = self.old.workflow.state(case.state)
        if state.waits_for is None:
            decided = state.clock == Clock.ENDED
            why = (
                _("It was decided under its own edition.") if decided else _("It was published under its own edition.")
            )
            return Verdict(Fate.FINISHES, why)
        if state.waits_for == By.APPEAL:
            return Verdict(Fate.FINISHES, _("The appeal body judges by the law of the decision."))
        target = self._target(case.state)
        if target is None:
            why = _("The new edition has no state “%(state)s”.", state=Text(state.label))
            return Verdict(Fate.NEEDS_MAPPING, why, state=case.state)
        if state.waits_for == By.PAYMENT and target.waits_for != By.PAYMENT:
            return Verdict(Fate.FINISHES, _("Its fee is about to be paid."))
        if target.waits_for not in (state.waits_for, By.OFFICER, By.APPLICANT):  # a step leads there, and brings more
            why = _("No case is moved to “%(state)s”: only a step leads there.", state=Text(target.label))
            return Verdict(Fate.NEEDS_MAPPING, why, state=case.state)
        return self._answered(case, target)

    def _target(self, code: str) -> State | None:
        wanted = self.mapping.states.get(code, code)
        return next((state for state in self.new.workflow.states if state.code == wanted), None)

    def _answered(self, case: Standing, target: State) -> Verdict:
        carried = self._carried(case.answers)
        if carried.missing or carried.set_aside:
            asked = listed(question.question for question in carried.missing)
            why = _("The new edition needs another answer: %(questions)s", questions=asked)
            return Verdict(Fate.NEEDS_MAPPING, why, questions=carried.missing, unfit=carried.set_aside)
        standing = Standing(target.code, with_nothing_said(self.new.pages, carried.answers))
        same = target.code == case.state and standing.answers == case.answers and self.same_otherwise
        if same and ahead(self.old.workflow, case.state) == ahead(self.new.workflow, case.state):
            return Verdict(Fate.UNTOUCHED, _("Nothing that lies ahead of it changes."), standing)
        return Verdict(Fate.MOVES, "", standing)

    def _carried(self, stored: Mapping[str, Any]) -> Carried:
        mapped = {name: self._chosen(name, value) for name, value in stored.items()}
        supplied = {name: value for name, value in self.mapping.answers.items() if mapped.get(name) in (None, "", [])}
        return carry(self.new.pages, {**mapped, **supplied})

    def _chosen(self, name: str, value: Any) -> Any:
        choices = self.mapping.choices.get(name, {})
        if isinstance(value, list) and choices:
            return list(dict.fromkeys(choices.get(one, one) for one in value))
        return choices.get(value, value) if isinstance(value, str) else value


def ahead(workflow: Workflow, code: str) -> tuple[frozenset[State], frozenset[tuple[Step, str]]]:
    """The states and the steps that can still come after a state; each step with its guard by name."""
    seen, fresh = {code}, [code]
    while fresh:
        source = fresh.pop()
        targets = {step.leads_to(source) for step in workflow.steps if source in step.sources}
        fresh += targets - seen
        seen |= targets
    steps = (step for step in workflow.steps if seen & set(step.sources))
    named = frozenset((replace(step, when=always), step.when.__qualname__) for step in steps)
    return frozenset(state for state in workflow.states if state.code in seen), named
