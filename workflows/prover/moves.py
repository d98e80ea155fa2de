"""What can happen next to a case: the rules of the engine and of the clock, on nodes instead of cases."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from workflows.engine import START, By, Clock, Facts, Since, Step
from workflows.prover.guards_read import reading_of
from workflows.prover.nodes import OPINION, TOO_LATE, WORKED, Move, Node
from workflows.prover.outcomes import Memory, after
from workflows.prover.subject import Subject

AT_DESKS = (By.OFFICER, By.APPEAL)
VALID = ("holds", "suspended", "expired")


class Moves:
    """The moves of one subject."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.reading = reading_of(subject)
        self.waits_for = {state.code: state.waits_for for state in subject.workflow.states} | {START: By.APPLICANT}
        self.running = {state.code for state in subject.workflow.states if state.clock == Clock.RUNS}
        barring = frozenset(action for step in subject.workflow.steps for action in step.never_by)
        self.memory = Memory(
            subject, self.reading.flags, barring, bool(self.reading.appeals), self.reading.counts_opinions,
            self.reading.asks_of_appeals,
        )  # fmt: skip
        self._open: dict[tuple[object, ...], tuple[Step, ...]] = {}
        self._appealable = {source for step in self.reading.appeals for source in step.sources}

    def ways(self, node: Node) -> Iterator[tuple[Move, Node]]:
        """Every move from here, with where it leads."""
        for move in self._moves(node):
            for target in after(self.memory, node, move):
                yield move, target

    def open_steps(self, node: Node) -> tuple[Step, ...]:
        """The rows whose source and guard fit, in the order of the table; where a certificate ends, on one of the days
        on which the case may stand here: in time to renew it, or not."""
        renewing = self.reading.asks_of_renewal and self._is_known(Since.VALIDITY, node)
        key = (*node[:3], node.out, node.given, node.in_time, node.appealed, node.taken, renewing)
        if key not in self._open:
            answers = self.reading.answers[node.answers]
            facts = Facts(
                answers, node.fee, node.out, node.in_time, node.taken, node.given, appealed=node.appealed
            )  # fmt: skip
            days = (facts, replace(facts, in_time_to_renew=True)) if renewing else (facts,)
            steps = [step for step in self.subject.workflow.steps if node.place in step.sources]
            self._open[key] = tuple(step for step in steps if any(map(step.when, days)))
        return self._open[key]

    def rings(self, node: Node) -> list[list[Step]]:
        """The alarms that can ring next: of those that count from the same day only the earliest; the inner lists
        are alarms of one and the same day. Alarms that count from different days may ring in any order."""
        waiting = [
            (step.alarm.since, step.alarm.working, step.alarm.days, step)
            for step in self.open_steps(node)
            if step.alarm and step.action not in node.rung and self._is_known(step.alarm.since, node)
        ]
        waiting.sort(key=lambda ring: ring[:3])
        first = []
        for _origin, group in groupby(waiting, key=lambda ring: ring[:2]):
            alarms = list(group)
            first.append([step for _since, _working, days, step in alarms if days == alarms[0][2]])
        return first

    def may_act(self, node: Node, step: Step) -> list[int]:
        """The officials who may take a step; of those who did the same so far only one, for names do not matter."""
        barred = {*step.never_by} | ({WORKED} if step.by == By.APPEAL else set())
        different: dict[tuple[frozenset[str], bool], int] = {}
        for person in self.subject.people(step.by):
            did = node.people[person]
            if not did & barred:
                different.setdefault((did, self.subject.is_in_both(person)), person)
        matters = step.action in self.memory.barring or (step.by == By.OFFICER and self.subject.in_both > 0)
        return list(different.values()) if matters else list(different.values())[:1]

    def _moves(self, node: Node) -> Iterator[Move]:
        seen: set[tuple[By, str]] = set()
        for step in self.open_steps(node):
            if step.by not in (By.CLOCK, By.REVIEWER) and (step.by, step.action) not in seen:
                seen.add((step.by, step.action))
                yield from self._taken_by_people(node, step)
        yield from self._opinions(node)
        yield from (Move(alarms[0]) for alarms in self.rings(node))
        if node.in_time and node.place in self._appealable:
            yield Move(TOO_LATE)

    def _taken_by_people(self, node: Node, step: Step) -> Iterator[Move]:
        waits_for = self.waits_for[node.place]
        if step.by in AT_DESKS:
            if (step.by == By.APPEAL) == (waits_for == By.APPEAL):
                yield from (Move(step, person) for person in self.may_act(node, step))
        elif step.by == By.APPLICANT or (node.due and waits_for == By.PAYMENT):
            yield Move(step)

    def _opinions(self, node: Node) -> Iterator[Move]:
        """The opinion after which the case goes on takes the reviewers' step; the others only come in."""
        if node.out:
            heard = after(self.memory, node, Move(OPINION))[0]
            last = [step for step in self.open_steps(heard) if step.by == By.REVIEWER]
            if last:
                yield Move(last[0])
            elif node.out > 1:
                yield Move(OPINION)

    def _is_known(self, since: Since, node: Node) -> bool:
        return {
            Since.ENTRY: True,
            Since.DEADLINE: node.place in self.running,
            Since.OPINIONS: node.out > 0,
            Since.NEXT_OPINION: node.out > 0,
            Since.VALIDITY: self.subject.certificate_expires and node.paper in VALID,
        }[since]
