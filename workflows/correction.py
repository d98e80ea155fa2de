"""The correction of what was issued: a clause for every table that issues something, applied last."""

from workflows.engine import By, State, Step, Workflow
from workflows.shared_rows import escalation
from workflows.words import N_

ASK, PROPOSE, CONFIRM = "ask_correction", "propose_correction", "confirm_correction"
ASKED, PROPOSED = "correction_asked", "correcting"


def correctable(workflow: Workflow) -> Workflow:
    """A clerical or obvious error in what was issued is put right, and nothing is decided anew.

    The holder asks for it, or an officer sees it himself. One officer writes down what is right, another one confirms
    it: then the paper is replaced by one that holds just as long. Who asked gets an answer by the legal deadline, with
    reasons where nothing is corrected; meanwhile what was issued holds as it is. Raises ValueError for a table that
    issues nothing.
    """
    home = next((step.target for step in workflow.steps if step.does == "issue"), "")
    if not home:
        raise ValueError(f"workflow {workflow.name} issues nothing that could be corrected")
    return workflow.changed(f"{workflow.name}, correctable", states=STATES, steps=_rows(home))


STATES = (
    State(
        ASKED, N_("Correction asked for"),
        N_("An officer looks at what is to be corrected. Your certificate holds meanwhile."), By.OFFICER,
    ),
    State(
        PROPOSED, N_("Correction waiting for a second officer"),
        N_("A second officer checks the correction. Your certificate holds meanwhile."), By.OFFICER,
    ),
)  # fmt: skip


def _rows(home: str) -> tuple[Step, ...]:
    """From the state ``home``, where something is issued, and back to it."""
    propose, proposed = N_("Propose a correction"), N_("Correction proposed to a second officer")
    reject, rejected = N_("Reject the correction"), N_("Not corrected: what was issued stays as it is")
    return (
        Step(
            ASK, (home,), ASKED, By.APPLICANT, N_("Ask for a correction"), N_("Correction asked for"),
            needs_reason=True, restarts=True,
        ),
        Step(PROPOSE, (home,), PROPOSED, By.OFFICER, propose, proposed, needs_reason=True, restarts=True),
        Step(PROPOSE, (ASKED,), PROPOSED, By.OFFICER, propose, proposed, needs_reason=True),
        Step("reject_correction", (ASKED,), home, By.OFFICER, reject, rejected, needs_reason=True),
        escalation(ASKED),
        Step(
            CONFIRM, (PROPOSED,), home, By.OFFICER, N_("Confirm the correction"), N_("Corrected"),
            never_by=(PROPOSE,), does="correct",
        ),
        Step(
            "reject_correction", (PROPOSED,), home, By.OFFICER, reject, rejected,
            needs_reason=True, never_by=(PROPOSE,), does="drop_correction",
        ),
        escalation(PROPOSED),
    )  # fmt: skip
