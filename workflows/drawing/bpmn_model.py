"""A workflow in the terms of BPMN 2.0: activities where a case waits, gateways, tasks for steps, timers for the clock.

A state is an activity of whom the case waits for; the alarms of the clock are timers on its border, which end it when
they move the case and leave it alone when they only remind. What somebody may do then is a choice (exclusive gateway)
between tasks, each in the lane of its role. Opinions are asked in parallel (multi-instance).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from workflows.drawing.procedure import sentence_of
from workflows.drawing.words import Say, clock_of, condition_of, time_of
from workflows.engine import START, STAY, Alarm, By, State, Step, Workflow
from workflows.words import N_

BEGIN = "case_begins"


class Element(StrEnum):
    """The elements of BPMN that are used, by their names in XML."""

    START = "startEvent"
    END = "endEvent"
    GATEWAY = "exclusiveGateway"
    TASK = "task"
    USER = "userTask"
    SERVICE = "serviceTask"
    TIMER = "boundaryEvent"


@dataclass(frozen=True)
class Node:
    """A node of the diagram; ``host`` is the activity on whose border a timer sits, which ``ends`` it or not."""

    id: str
    element: Element
    name: str
    lane: By
    documentation: str = ""
    parallel: bool = False
    host: str = ""
    ends: bool = True
    alarm: Alarm | None = None


@dataclass(frozen=True)
class Flow:
    """An arrow; ``condition`` is the expression under which a gateway chooses it."""

    source: str
    target: str
    name: str = ""
    condition: str = ""

    @property
    def id(self) -> str:
        return f"from_{self.source}_to_{self.target}"


@dataclass
class Process:
    """All nodes and flows, each once."""

    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)

    def add(self, node: Node) -> str:
        self.nodes.setdefault(node.id, node)
        return node.id

    def join(self, flow: Flow) -> None:
        self.flows.setdefault(flow.id, flow)

    @property
    def lanes(self) -> list[By]:
        """The roles that have something to do, in their usual order."""
        return [role for role in By if any(node.lane == role for node in self.nodes.values())]


def process_of(workflow: Workflow, say: Say, days: int = 0) -> Process:
    """The process of a workflow; ``days`` are the working days of the law, for the documentation."""
    return _Builder(workflow, say, days).build()


class _Builder:
    def __init__(self, workflow: Workflow, say: Say, days: int) -> None:
        self.workflow, self.say, self.days = workflow, say, days
        self.process = Process()

    def build(self) -> Process:
        begin = Node(BEGIN, Element.START, self.say(N_("Start")), By.APPLICANT)
        self.process.add(begin)
        for state in self.workflow.states:
            self._state(state)
        for rows in self._actions():
            self._step(rows)
        self._ways(begin, self._leaving(START))
        for state in self.workflow.states:
            self._ways(self.process.nodes[_id(state.code)], self._leaving(state.code))
        return self.process

    def _leaving(self, code: str) -> list[Step]:
        return [step for step in self.workflow.steps if code in step.sources]

    def _actions(self) -> Iterator[list[Step]]:
        """The rows of the table that are one action of one role."""
        for task in dict.fromkeys(map(_task, self.workflow.steps)):
            yield [step for step in self.workflow.steps if _task(step) == task]

    def _state(self, state: State) -> None:
        lane = state.waits_for or next((s.by for s in self.workflow.steps if s.target == state.code), By.OFFICER)
        if not self._leaving(state.code):
            self.process.add(Node(_id(state.code), Element.END, self.say(state.label), lane))
            return
        element = Element.USER if state.waits_for else Element.TASK
        words = clock_of(state, self.days, self.say) if state.waits_for else ""
        parallel = state.waits_for == By.REVIEWER
        self.process.add(Node(_id(state.code), element, self.say(state.label), lane, words, parallel))

    def _step(self, rows: list[Step]) -> None:
        """The task of an action, and the choice behind it where its rows lead to several states."""
        step = rows[0]
        element = Element.SERVICE if step.by in (By.CLOCK, By.PAYMENT) else Element.USER
        words = " ".join(dict.fromkeys(sentence_of(self.workflow, row, self.say) for row in rows))
        task = self.process.add(Node(_task(step), element, self.say(step.label), step.by, words))
        targets: dict[str, Step] = {}
        for row in rows:
            for source in row.sources:
                stays = row.target == STAY and row.by == By.CLOCK
                after = self._stop(task, By.CLOCK, "") if stays else _id(row.leads_to(source))
                targets.setdefault(after, row)
        if len(targets) == 1:
            self.process.join(Flow(task, *targets))
            return
        choice = self.process.add(Node(f"after_{task}", Element.GATEWAY, "", step.by))
        self.process.join(Flow(task, choice))
        for target, row in targets.items():
            self.process.join(Flow(choice, target, condition_of(row, self.say), row.when.__name__))

    def _ways(self, here: Node, steps: list[Step]) -> None:
        """The ways out of a state: timers on its border, and a choice where there are several tasks."""
        for step in steps:
            if step.alarm:
                self._timer(here, step, step.alarm)
        actions = list({_task(step): step for step in steps if not step.alarm}.values())
        rests = here.element == Element.TASK
        source = here.id
        if len(actions) + rests > 1:
            source = self.process.add(Node(f"ways_{here.id}", Element.GATEWAY, "", here.lane))
            self.process.join(Flow(here.id, source))
        for step in actions:
            chosen = f'step == "{step.action}"' if source != here.id else ""
            self.process.join(Flow(source, _task(step), "", chosen))
        if rests:
            stop = self._stop(here.id, here.lane, here.name)
            self.process.join(Flow(source, stop, "", 'step == ""' if source != here.id else ""))

    def _timer(self, here: Node, step: Step, alarm: Alarm) -> None:
        name = f"timer_{step.action}_{here.id}"
        words, ends = time_of(alarm, self.say), step.target != STAY
        node = Node(name, Element.TIMER, words, here.lane, words, host=here.id, ends=ends, alarm=alarm)
        self.process.join(Flow(self.process.add(node), _task(step)))

    def _stop(self, place: str, lane: By, name: str) -> str:
        return self.process.add(Node(f"end_{place}", Element.END, name, lane))


def _id(code: str) -> str:
    return f"state_{code}"


def _task(step: Step) -> str:
    return f"step_{step.by}_{step.action}"
