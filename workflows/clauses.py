"""Clauses that a law may add to a standard table: each is a small difference under its own name."""

from dataclasses import replace
from enum import StrEnum

from workflows.appeals import APPEAL
from workflows.engine import STAY, Alarm, By, Clock, Guard, Since, State, Step, Workflow, always
from workflows.guards import all_opinions_in, may_appeal, was_published
from workflows.shared_rows import escalation
from workflows.words import N_

SILENT_FOR = 10  # days after the legal deadline, until silence means something


class Silence(StrEnum):
    """What holds when an office that was asked stays silent until its day, named by what the step then does."""

    NO_OPINION = "close_opinions"
    CONSENT = "count_consent"


def with_opinions(
    workflow: Workflow, *, enough: Guard = all_opinions_in, silence: Silence = Silence.NO_OPINION
) -> Workflow:
    """Other offices are asked for their opinion, several at once, each by its own day.

    ``enough`` says when the case goes on: all are in, or ``two_opinions_in``. ``silence`` says what it means that an
    office let its day pass; whoever was asked by a later day may still answer, where there are not enough yet.
    """
    goes_on_early = "" if enough is all_opinions_in else Silence.NO_OPINION
    return workflow.changed(
        f"{workflow.name}, with opinions",
        states=(
            State("opinions", N_("Waiting for opinions"), N_("Other offices are giving their opinion."), By.REVIEWER),
        ),
        steps=(
            Step(
                "ask_opinions", ("assessment",), "opinions", By.OFFICER, N_("Ask for opinions"),
                N_("Opinions asked from other offices"),
            ),
            Step(
                "opinions_in", ("opinions",), "assessment", By.REVIEWER, N_("Give an opinion"),
                N_("All opinions are in") if enough is all_opinions_in else N_("Enough opinions are in"),
                when=enough, does=goes_on_early,
            ),
            Step(
                "go_on", ("opinions",), "assessment", By.OFFICER, N_("Go on without waiting"),
                N_("Assessment goes on without waiting for opinions"), needs_reason=True, does="close_opinions",
            ),
            Step(
                "opinion_overdue", ("opinions",), STAY, By.CLOCK, N_("Wait no longer for an office"),
                _of_the_silent(silence), alarm=Alarm(Since.NEXT_OPINION, 1), does=silence,
            ),
            Step(
                "opinions_overdue", ("opinions",), "assessment", By.CLOCK, N_("Go on without late opinions"),
                N_("The time for opinions is over"), when=enough, alarm=Alarm(Since.ENTRY, 0), does="close_opinions",
            ),
            escalation("opinions"),
        ),
    )  # fmt: skip


def deemed_approved(workflow: Workflow) -> Workflow:
    """Silence is consent: when the deadline has passed for ten days and nobody has decided, the permit is granted.

    A case that waits for opinions then waits no longer: it comes back to the officer and is granted on the same day.
    """
    granted = Step(
        "deem_approved", _deciding(workflow), "issued", By.CLOCK, N_("Approve by silence"),
        N_("Approved, since the office did not decide in time"), decides="approved", does="issue",
        alarm=Alarm(Since.DEADLINE, SILENT_FOR),
    )  # fmt: skip
    return workflow.changed(f"{workflow.name}, approved by silence", steps=(*_no_longer_advised(workflow), granted))


def deemed_refused(workflow: Workflow) -> Workflow:
    """Silence is refusal: when the deadline has passed for ten days and nobody has decided, the applicant may appeal.

    Nobody writes reasons; the law gives them, and they are the words of the step.
    """
    denied = Step(
        "deem_refused", _deciding(workflow), "refused", By.CLOCK, N_("Refuse by silence"),
        N_("Refused, since the office did not decide in time and the law takes its silence for a refusal"),
        decides="refused", alarm=Alarm(Since.DEADLINE, SILENT_FOR),
    )  # fmt: skip
    return workflow.changed(f"{workflow.name}, refused by silence", steps=(*_no_longer_advised(workflow), denied))


def with_publication(workflow: Workflow, *, days: int) -> Workflow:
    """An approval needs that the application was published before, for so many calendar days; anybody may object.

    The legal clock stands meanwhile. An objection comes to an officer, who writes it down: the case is assessed anew,
    and he decides what it is worth. Silence of the office, where it means something, does not wait for a publication.
    """
    published = workflow.changed(
        f"{workflow.name}, with publication",
        states=(
            State(
                "published", N_("Published"), N_("Your application is published. Whoever is concerned may object."),
                None, Clock.STANDS,
            ),
        ),
        steps=(
            Step(
                "publish", ("assessment",), "published", By.OFFICER, N_("Publish the application"),
                N_("Application published"),
            ),
            Step(
                "object", ("published",), "assessment", By.OFFICER, N_("Write down an objection"),
                N_("Somebody objected"), needs_reason=True,
            ),
            Step(
                "end_publication", ("published",), "assessment", By.CLOCK, N_("End the publication"),
                N_("The time to object is over"), alarm=Alarm(Since.ENTRY, days),
            ),
        ),
    )  # fmt: skip
    steps = tuple(_once_published(step) if _approves(workflow, step) else step for step in published.steps)
    return replace(published, steps=steps)


def appealable(workflow: Workflow) -> Workflow:
    """A refusal or a revocation can be brought before the appeal body, which confirms it or sends the case back.

    Raises ValueError for a table that refuses nothing.
    """
    refusals = tuple({step.target for step in workflow.steps if step.decides in ("refused", "revoked")})
    ends = tuple(code for code in sorted(refusals) if workflow.state(code).clock == Clock.ENDED)
    refused_in = next((step.sources[0] for step in workflow.steps if step.decides == "refused"), "")
    if not refused_in:
        raise ValueError(f"workflow {workflow.name} refuses nothing that could be appealed: keep a step that refuses")
    return workflow.changed(
        f"{workflow.name}, with appeal",
        states=(
            State("appealed", N_("Under appeal"), N_("The appeal body is looking at your case."), By.APPEAL),
            State(
                "confirmed", N_("Confirmed on appeal"), N_("Only a court can change this now."), None, Clock.ENDED
            ),
        ),
        steps=appeal(ends, "appealed", confirmed="confirmed", annulled=refused_in),
    )  # fmt: skip


def appeal(ends: tuple[str, ...], heard_in: str, *, confirmed: str, annulled: str) -> tuple[Step, ...]:
    """From the ends that can be appealed to where the appeal is heard, and to where it leads from there."""
    return (
        Step(
            APPEAL, ends, heard_in, By.APPLICANT, N_("Appeal"), N_("Appeal received"),
            needs_reason=True, when=may_appeal, restarts=True,
        ),
        Step(
            "confirm", (heard_in,), confirmed, By.APPEAL, N_("Confirm the decision"),
            N_("The appeal body confirmed the decision"), needs_reason=True, decides="refused",
        ),
        Step(
            "annul", (heard_in,), annulled, By.APPEAL, N_("Annul the decision"),
            N_("The appeal body annulled the decision: the office decides anew"), needs_reason=True,
            decides="annulled", restarts=True,
        ),
        escalation(heard_in),
    )  # fmt: skip


def _of_the_silent(silence: Silence) -> str:
    """What is said when an office has let its day pass."""
    if silence == Silence.CONSENT:
        return N_("An office that was asked did not answer in time: its silence means that it agrees")
    return N_("An office that was asked did not answer in time: it has no opinion")


def _no_longer_advised(workflow: Workflow) -> tuple[Step, ...]:
    """Where the silence of the deciding office means something, a case no longer waits for the silence of others."""
    overdue = next((step for step in workflow.steps if step.action == "opinions_overdue"), None)
    if overdue is None:
        return ()
    return (replace(overdue, action="opinions_too_late", when=always, alarm=Alarm(Since.DEADLINE, SILENT_FOR)),)


def _deciding(workflow: Workflow) -> tuple[str, ...]:
    return tuple(state.code for state in workflow.states if state.waits_for == By.OFFICER)


def _once_published(step: Step) -> Step:
    if step.when is not always:
        raise ValueError(f"step {step.action!r} has a condition of its own: let that one ask for the publication")
    return replace(step, when=was_published)


def _approves(workflow: Workflow, step: Step) -> bool:
    """Whether an officer's step leads from the assessment to an approval, or to the colleague who gives it."""
    onward = step.decides == "approved" or step.target in _deciding(workflow)
    return step.by == By.OFFICER and "assessment" in step.sources and step.target != STAY and onward
