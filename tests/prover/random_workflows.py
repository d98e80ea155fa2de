"""Random workflows that are sound by construction: whoever waits has an alarm, whoever pays is served or paid back."""

from dataclasses import replace
from random import Random

from tests.prover.tables import place, rings, row
from workflows.clauses import appealable
from workflows.engine import START, STAY, Alarm, By, Clock, Since, State, Step, Workflow
from workflows.guards import all_opinions_in, fee_due, nothing_due
from workflows.prover.subject import Subject


class Builder:
    """Puts a workflow together: some stages at the office one after the other, each with some of what can happen."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.states: list[State] = [place(code, waits_for=None, clock=Clock.ENDED) for code in ("issued", "refused")]
        self.steps: list[Step] = []
        self.stages = ["assessment", *(f"stage_{number}" for number in range(1, self.dice.randint(1, 4)))]
        self.expires, self.silent, self.fee = self.likely(), self.likely(), self.likely()
        self.officers = self.dice.randint(2, 4)

    def likely(self, chance: float = 0.5) -> bool:
        return self.dice.random() < chance

    def days(self) -> int:
        return self.dice.randint(15, 90)

    def build(self) -> Subject:
        self.start()
        for number, stage in enumerate(self.stages):
            self.stage(stage, [*self.stages, "issued"][number + 1])
        self.certificate()
        if self.likely(0.3):
            self.end("withdrawn")
            self.steps.append(row("withdraw", "assessment", "withdrawn", by=By.APPLICANT, does="owe_back"))
        self.dice.shuffle(self.steps)
        table = Workflow("a random workflow", tuple(self.states), tuple(self.steps))
        return Subject(
            appealable(table) if self.likely() else table,
            fees=self.dice.choice([(True, False), (False, True)]) if self.fee else (False,),
            certificate_expires=self.expires,
            days=80,
            officers=self.officers,
            two_persons_required=any(step.never_by and step.decides for step in self.steps),
            reviewers=tuple((f"Office {number}", 1) for number in range(self.dice.randint(1, 4))),
        )

    def start(self) -> None:
        submit = row("submit", START, "assessment", by=By.APPLICANT)
        if not self.fee:
            self.steps.append(submit)
            return
        self.states.append(place("to_pay", waits_for=By.PAYMENT, clock=Clock.STANDS))
        self.end("lapsed")
        self.steps += [
            replace(submit, target="to_pay", when=fee_due, does="charge"),
            replace(submit, when=nothing_due),
            row("pay", "to_pay", "assessment", by=By.PAYMENT),
            rings("lapse", "to_pay", "lapsed", self.days(), does="drop_charge", working=self.likely()),
        ]
        if self.likely():
            self.steps.append(rings("remind", "to_pay", STAY, self.dice.randint(1, 14)))

    def end(self, code: str) -> None:
        if code not in {state.code for state in self.states}:
            self.states.append(place(code, waits_for=None, clock=Clock.ENDED))

    def stage(self, stage: str, following: str) -> None:
        self.states.append(place(stage))
        self.steps.append(rings(f"escalate_{stage}", stage, STAY, 1, since=Since.DEADLINE, does="escalate"))
        if stage == "assessment" or self.likely():
            self.steps.append(row(f"refuse_{stage}", stage, "refused", decides="refused", needs_reason=True))
        if self.likely():
            self.ask_more(stage)
        if self.likely(0.4):
            self.opinions(stage)
        if following == "issued" and self.likely():
            self.second_look(stage)
        elif following == "issued":
            self.steps.append(row("approve", stage, "issued", decides="approved", does="issue"))
        else:
            self.steps.append(row(f"go_to_{following}", stage, following))
            if self.likely(0.3):
                self.back_once(stage, following)
        if self.silent:
            self.steps.append(self.silence(stage))

    def back_once(self, stage: str, following: str) -> None:
        """A way back that can be gone a single time, as its guard remembers."""
        action = f"back_to_{stage}"
        self.steps.append(row(action, following, stage, when=lambda facts: action not in facts.taken))

    def silence(self, stage: str) -> Step:
        return rings(
            f"silence_{stage}", stage, "issued", 10, since=Since.DEADLINE, decides="approved", does="issue"
        )  # fmt: skip

    def ask_more(self, stage: str) -> None:
        asked = f"more_{stage}"
        self.states.append(place(asked, waits_for=By.APPLICANT, clock=Clock.STANDS))
        self.end("lapsed")
        self.steps += [
            row(f"ask_{asked}", stage, asked, needs_reason=True),
            row("answer", asked, stage, by=By.APPLICANT),
            rings(f"lapse_{asked}", asked, "lapsed", self.days(), does="owe_back"),
        ]

    def opinions(self, stage: str) -> None:
        waiting = f"opinions_{stage}"
        late = self.dice.randint(1, 5)
        self.states.append(place(waiting, waits_for=By.REVIEWER))
        self.steps += [
            row("ask_opinions", stage, waiting),
            row("opinions_in", waiting, stage, by=By.REVIEWER, when=all_opinions_in),
        ]
        if self.likely():
            last = rings(f"late_{waiting}", waiting, stage, late, since=Since.OPINIONS, does="close_opinions")
            self.steps.append(last)
        else:
            silent = self.dice.choice(["close_opinions", "count_consent"])
            over = rings(f"end_{waiting}", waiting, stage, 0, when=all_opinions_in, does="close_opinions")
            self.steps += [rings(f"late_{waiting}", waiting, STAY, late, since=Since.NEXT_OPINION, does=silent), over]
        if self.likely():
            self.steps.append(row(f"go_on_{waiting}", waiting, stage, needs_reason=True, does="close_opinions"))
        if self.silent:
            over = rings(f"over_{waiting}", waiting, stage, 10, since=Since.DEADLINE, does="close_opinions")
            self.steps.append(over)

    def second_look(self, stage: str) -> None:
        self.states.append(place("second_look"))
        self.steps += [
            row("propose", stage, "second_look"),
            row("approve", "second_look", "issued", decides="approved", does="issue", never_by=("propose",)),
            row("send_back", "second_look", stage, needs_reason=True, never_by=("propose",)),
            rings("escalate_second_look", "second_look", STAY, 1, since=Since.DEADLINE, does="escalate"),
        ]
        if self.silent:
            self.steps.append(self.silence("second_look"))

    def certificate(self) -> None:
        self.end("revoked")
        self.steps.append(row("revoke", "issued", "revoked", decides="revoked", needs_reason=True, does="revoke"))
        if self.expires:
            self.end("expired")
            alarm = Alarm(Since.VALIDITY, 1)
            self.steps.append(row("expire", "issued", "expired", by=By.CLOCK, alarm=alarm))
        if self.likely():
            self.states.append(place("suspended", waits_for=None, clock=Clock.STANDS))
            self.steps += [
                row("suspend", "issued", "suspended", needs_reason=True, does="suspend"),
                row("reinstate", "suspended", "issued", needs_reason=True, does="reinstate"),
                row("strike", "suspended", "revoked", decides="revoked", needs_reason=True, does="revoke"),
            ]


def random_workflow(seed: int) -> Subject:
    """A sound workflow and its service, the same for the same seed."""
    return Builder(seed).build()
