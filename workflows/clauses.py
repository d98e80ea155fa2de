"""Clauses that a law may add to a standard table: each is a small difference under its own name."""

from workflows.engine import STAY, Alarm, By, Clock, Since, State, Step, Workflow
from workflows.guards import all_opinions_in, may_appeal
from workflows.words import N_


def with_opinions(workflow: Workflow) -> Workflow:
    """Other offices are asked for their opinion, several at once, each by its own day; silence is no opinion."""
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
                N_("All opinions are in"), when=all_opinions_in,
            ),
            Step(
                "go_on", ("opinions",), "assessment", By.OFFICER, N_("Go on without waiting"),
                N_("Assessment goes on without waiting for opinions"), needs_reason=True, does="close_opinions",
            ),
            Step(
                "opinions_overdue", ("opinions",), "assessment", By.CLOCK, N_("Go on without late opinions"),
                N_("The time for opinions is over"), alarm=Alarm(Since.OPINIONS, 1), does="close_opinions",
            ),
            Step(
                "escalate", ("opinions",), STAY, By.CLOCK, N_("Tell the superior"),
                N_("The deadline has passed: the head of the office was told"),
                alarm=Alarm(Since.DEADLINE, 1), does="escalate",
            ),
        ),
    )  # fmt: skip


def deemed_approved(workflow: Workflow) -> Workflow:
    """Silence is consent: when the deadline has passed for ten days and nobody has decided, the permit is granted.

    A case that waits for opinions then waits no longer: it comes back to the officer and is granted on the same day.
    """
    deciding = tuple(state.code for state in workflow.states if state.waits_for == By.OFFICER)
    advising = tuple(state.code for state in workflow.states if state.waits_for == By.REVIEWER)
    silence = Step(
        "opinions_too_late", advising, "assessment", By.CLOCK, N_("Go on without late opinions"),
        N_("The time for opinions is over"), alarm=Alarm(Since.DEADLINE, 10), does="close_opinions",
    )  # fmt: skip
    step = Step(
        "deem_approved", deciding, "issued", By.CLOCK, N_("Approve by silence"),
        N_("Approved, since the office did not decide in time"), decides="approved", does="issue",
        alarm=Alarm(Since.DEADLINE, 10),
    )  # fmt: skip
    steps = (silence, step) if advising else (step,)
    return workflow.changed(f"{workflow.name}, approved by silence", steps=steps)


def appealable(workflow: Workflow) -> Workflow:
    """A refusal or a revocation can be brought before the appeal body, which confirms it or sends the case back."""
    refusals = tuple({step.target for step in workflow.steps if step.decides in ("refused", "revoked")})
    ends = tuple(code for code in sorted(refusals) if workflow.state(code).clock == Clock.ENDED)
    return workflow.changed(
        f"{workflow.name}, with appeal",
        states=(
            State("appealed", N_("Under appeal"), N_("The appeal body is looking at your case."), By.APPEAL),
            State(
                "confirmed", N_("Confirmed on appeal"), N_("The appeal body confirmed the decision."), None, Clock.ENDED
            ),
        ),
        steps=(
            Step(
                "appeal", ends, "appealed", By.APPLICANT, N_("Appeal"), N_("Appeal received"),
                needs_reason=True, when=may_appeal, restarts=True,
            ),
            Step(
                "confirm", ("appealed",), "confirmed", By.APPEAL, N_("Confirm the decision"),
                N_("The appeal body confirmed the decision"), needs_reason=True, decides="refused",
            ),
            Step(
                "annul", ("appealed",), "assessment", By.APPEAL, N_("Annul the decision"),
                N_("The appeal body annulled the decision: the office decides anew"), needs_reason=True,
                decides="annulled", restarts=True,
            ),
            Step(
                "escalate", ("appealed",), STAY, By.CLOCK, N_("Tell the superior"),
                N_("The deadline has passed: the head of the office was told"),
                alarm=Alarm(Since.DEADLINE, 1), does="escalate",
            ),
        ),
    )  # fmt: skip
