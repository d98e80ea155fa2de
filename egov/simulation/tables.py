"""The table of the workflow with the shares and times of a design beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from egov.simulation.chance import Time
from egov.simulation.design import ASK_OPINIONS, SILENCE, Design, Shares
from workflows.engine import By, Facts, Step, Workflow


@dataclass(frozen=True)
class Option:
    """A step that may come next (None: nobody does anything), and how often it does."""

    step: Step | None
    weight: float


class Table:
    """A workflow in which somebody has counted."""

    def __init__(self, workflow: Workflow, shares: Shares, times: Mapping[str, Time]) -> None:
        self.workflow = workflow
        self.states = {state.code: state for state in workflow.states}
        self._times = times
        self._options = {code: self._options_in(code, shares.get(code, {})) for code in self.states}
        self._clocks = {code: self._clock_of(code) for code in self.states}
        asking = [step for step in workflow.steps if step.action == ASK_OPINIONS]
        self._asking = {code: step for step in asking for code in step.sources}

    def asking_for_opinions(self, state: str) -> Step | None:
        """The step that asks for opinions, where the table has it."""
        return self._asking.get(state)

    def choose(self, state: str, facts: Facts, chance: float) -> Step | None:
        """What happens next to a case; None when nobody does anything."""
        possible = [option for option in self._options[state] if option.step is None or option.step.when(facts)]
        left = chance * sum(option.weight for option in possible)
        for option in possible:
            left -= option.weight
            if left < 0:
                return option.step
        return None

    def clock_of(self, state: str) -> Workflow | None:
        """The rows that the clock takes from a state, as a table of their own which is read faster."""
        return self._clocks[state]

    def time_of(self, step: Step) -> Time:
        """How long a step takes."""
        return self._times.get(step.action) or self._times[step.by]

    def _clock_of(self, code: str) -> Workflow | None:
        steps = tuple(step for step in self.workflow.steps if code in step.sources and step.by == By.CLOCK)
        return replace(self.workflow, steps=steps) if steps else None

    def _options_in(self, code: str, shares: Mapping[str, float]) -> list[Option]:
        steps = [step for step in self.workflow.steps if code in step.sources and step.by != By.CLOCK]
        options = [Option(step, shares.get(step.action, 0)) for step in steps]
        return [option for option in (*options, Option(None, shares.get(SILENCE, 0))) if option.weight > 0]


def table_of(design: Design) -> Table:
    """The table as the law has it."""
    return Table(design.workflow, design.shares, design.times)


def table_for_one_officer(design: Design) -> Table:
    """The table for cases that need no second officer: who would propose decides himself."""
    workflow, shares, times = design.workflow, dict(design.shares), dict(design.times)
    for check in [step for step in workflow.steps if step.never_by and step.decides and step.by == By.OFFICER]:
        for proposal in [s for s in workflow.steps if s.action in check.never_by and s.target in check.sources]:
            alone = replace(check, sources=proposal.sources, never_by=())
            others = [step for step in workflow.steps if step not in (check, proposal)]
            workflow = replace(workflow, steps=(*others, alone))
            times[check.action] = design.times.get(proposal.action) or design.times[By.OFFICER]
            for code in proposal.sources:
                old = design.shares.get(code, {})
                shares[code] = {**old, check.action: old.get(proposal.action, 0)}
    return Table(workflow, shares, times)
