"""Is the table whole? What is wrong here is told before anything is explored."""

from collections import Counter
from collections.abc import Iterator

from workflows.correction import CONFIRM
from workflows.engine import START, STAY, By, Step, Workflow
from workflows.prover.findings import Finding

BROKEN = "broken-table"
KNOWN_CONSEQUENCES = frozenset(
    {
        "", "charge", "drop_charge", "owe_back", "issue", "renew", "revoke", "suspend", "reinstate",
        "escalate", "close_opinions", "count_consent", "correct", "drop_correction",
    }
)  # fmt: skip
KNOWN_OUTCOMES = ("", "annulled", "approved", "refused", "revoked")  # each has its words in egov/cases/words.py
MOST_DAYS = 10_000
WITHOUT_HANDS = (By.CLOCK, By.PAYMENT, By.REVIEWER)  # they take a step without a page on which a reason is written


def broken_table(workflow: Workflow) -> Iterator[Finding]:
    """States listed twice, and rows that name what there is not."""
    for code, count in Counter(state.code for state in workflow.states).items():
        if count > 1:
            yield _broken(f"state {code!r} is listed twice. Remove one of them.", code)
    if not any(START in step.sources for step in workflow.steps):
        yield _broken("no step leads from the start: nobody can ever apply. Add a step 'submit' from START.", "submit")
    for step in workflow.steps:
        for sentence in (*_wrong_with(step, workflow), *_out_of_place(step), *_no_day(step)):
            yield _broken(f"step {step.action!r} {sentence}", step.action)


def _wrong_with(step: Step, workflow: Workflow) -> Iterator[str]:
    codes, actions = {s.code for s in workflow.states} | {START}, {s.action for s in workflow.steps}
    for code in (*step.sources, step.target):
        if code not in codes | {STAY}:
            yield f"names a state {code!r} that the table does not have. Add the state, or correct the code."
    if step.does not in KNOWN_CONSEQUENCES:
        known = ", ".join(sorted(KNOWN_CONSEQUENCES - {""}))
        yield f"does {step.does!r}, which nobody can do. Choose one of: {known}."
    if step.decides not in KNOWN_OUTCOMES:
        yield f"decides {step.decides!r}, which is no outcome. Choose one of: {', '.join(KNOWN_OUTCOMES[1:])}."
    if (step.by == By.CLOCK) != (step.alarm is not None):
        yield "must have an alarm if, and only if, the clock takes it."
    if step.needs_reason and step.by in WITHOUT_HANDS:
        yield "needs a reason, and nobody is there to write it."
    for action in step.never_by:
        if action not in actions:
            yield f"bars who did {action!r}, which is no step of the table."


def _out_of_place(step: Step) -> Iterator[str]:
    """What the application does only with a step of a certain name."""
    if START in step.sources and (step.action, step.by, step.needs_reason) != ("submit", By.APPLICANT, False):
        yield "cannot begin a case. That is done by the applicant with 'submit', who gives no reason."
    if step.by == By.PAYMENT and step.action != "pay":
        yield "is taken by the payment, which looks for 'pay'. Name it so, or money that comes in moves no case."
    if step.does == "correct" and step.action != CONFIRM:
        yield "corrects what nobody proposed. Use correctable(...)."


def _no_day(step: Step) -> Iterator[str]:
    """An alarm for which no day can be reckoned: whoever pays, or decides, would be the one to hear of it."""
    days = step.alarm.days if step.alarm else 0
    if days < 0 and step.alarm and step.alarm.working:
        yield "counts working days backwards, which no calendar here does. Leave working=True out."
    if abs(days) > MOST_DAYS:
        yield f"rings after {days} days. Write {MOST_DAYS} or less."


def _broken(sentence: str, word: str) -> Finding:
    return Finding(BROKEN, sentence, "The table cannot be read to its end, so nothing was explored.", f'"{word}"')
