"""The procedure as a text in the manner of a law: who may do what, by when, with what consequence."""

from dataclasses import dataclass
from textwrap import fill

from workflows.drawing.words import Say, clock_of, condition_of, time_of
from workflows.engine import START, STAY, By, Clock, State, Step, Workflow
from workflows.words import N_

WHO = {
    By.APPLICANT: N_("The applicant"),
    By.OFFICER: N_("An officer of the deciding office"),
    By.REVIEWER: N_("An office that was asked for its opinion"),
    By.PAYMENT: N_("Whoever pays"),
    By.APPEAL: N_("The appeal body"),
}
OUTCOMES = {
    "approved": N_("This is a decision: approved."),
    "refused": N_("This is a decision: refused."),
    "revoked": N_("This is a decision: revoked."),
    "annulled": N_("This is a decision: annulled."),
}
CONSEQUENCES = {
    "charge": N_("The fee is asked for."),
    "drop_charge": N_("What was not paid is no longer asked for."),
    "issue": N_("The certificate is issued."),
    "renew": N_("A new certificate is issued, which goes on where the old one ends."),
    "revoke": N_("The certificate is revoked."),
    "suspend": N_("The certificate does not hold for the time being."),
    "reinstate": N_("The certificate holds again."),
    "escalate": N_("The head of the office is told."),
    "close_opinions": N_("What is overdue or no longer needed is not waited for."),
    "count_consent": N_("Whoever was asked and did not answer is taken to agree."),
    "correct": N_("The answers are corrected, and the certificate is replaced by one that holds just as long."),
    "drop_correction": N_("What was proposed is dropped."),
}
IN_WRITING, WITH_REASONS = N_("This is done in writing."), N_("The reasons are given in writing.")
LINE = 78


@dataclass(frozen=True)
class Section:
    """What holds in one state: its title, how it stands there, and a sentence for each step out of it."""

    title: str
    intro: str
    sentences: tuple[str, ...]


def procedure_of(workflow: Workflow, say: Say, days: int = 0) -> list[Section]:
    """A section for the beginning and one for each state, in the order of the table."""
    codes = [START, *(state.code for state in workflow.states)]
    number = {code: index for index, code in enumerate(codes, 1)}
    sections = []
    for code in codes:
        state = None if code == START else workflow.state(code)
        steps = [step for step in workflow.steps if code in step.sources]
        sections.append(
            Section(
                say(state.label) if state else say(N_("Start")),
                _intro(state, bool(steps), days, say),
                tuple(sentence_of(workflow, step, say, number) for step in steps),
            )
        )
    return sections


def sentence_of(workflow: Workflow, step: Step, say: Say, number: dict[str, int] | None = None) -> str:
    """One step in words; ``number`` gives the section of each state, so that the sentence can point there."""
    parts = [_lead(step, say)]
    labels = {other.action: other.label for other in workflow.steps}
    if step.needs_reason:
        parts.append(say(IN_WRITING if step.by == By.APPLICANT else WITH_REASONS))
    barred = N_("Whoever took the step “%(step)s” may not take this one.")
    parts += [say(barred, step=say(labels[action])) for action in step.never_by]
    parts += [say(table[key]) for table, key in ((OUTCOMES, step.decides), (CONSEQUENCES, step.does)) if key in table]
    parts.append(_where_to(workflow, step, say, number or {}))
    if step.restarts:
        parts.append(say(N_("The time for the decision starts anew.")))
    return " ".join(parts)


def as_text(title: str, sections: list[Section]) -> str:
    """The whole procedure, to be printed: sections and sentences have numbers to be cited by."""
    blocks = [title, "=" * len(title), ""]
    for number, section in enumerate(sections, 1):
        blocks.append(f"{number}. {section.title}")
        if section.intro:
            blocks.append(fill(section.intro, LINE, initial_indent="   ", subsequent_indent="   "))
        for letter, sentence in enumerate(section.sentences, 1):
            head = f"   {number}.{letter} "
            blocks.append(fill(sentence, LINE, initial_indent=head, subsequent_indent=" " * len(head)))
        blocks.append("")
    return "\n".join(blocks)


def _intro(state: State | None, goes_on: bool, days: int, say: Say) -> str:
    if state is None:
        return ""
    if state.waits_for in WHO:
        waits = say(N_("Next acts: %(who)s."), who=say(WHO[state.waits_for]))
        return " ".join(filter(None, (waits, clock_of(state, days, say))))
    if state.clock == Clock.ENDED:
        return "" if goes_on else say(N_("The case is closed."))
    return ""


def _lead(step: Step, say: Say) -> str:
    label = say(step.label)
    if step.alarm:
        return say(N_("%(time)s this happens by law: “%(step)s”."), time=time_of(step.alarm, say), step=label)
    who, condition = say(WHO[step.by]), condition_of(step, say)
    if condition:
        return say(N_("%(who)s may, %(condition)s: “%(step)s”."), who=who, condition=condition, step=label)
    return say(N_("%(who)s may: “%(step)s”."), who=who, step=label)


def _where_to(workflow: Workflow, step: Step, say: Say, number: dict[str, int]) -> str:
    if step.target == STAY:
        return say(N_("The case stays where it is."))
    label = say(workflow.state(step.target).label)
    if step.target not in number:
        return say(N_("Then the case is: %(state)s."), state=label)
    return say(N_("Then the case is: %(state)s (%(number)s)."), state=label, number=number[step.target])
