"""Whether a decision has been appealed: each decision of the office can be, once."""

from collections.abc import Sequence

from workflows.engine import By, Workflow

APPEAL = "appeal"  # the step by which the applicant appeals


def is_appealed(workflow: Workflow, actions: Sequence[str]) -> bool:
    """Whether the last decision of the office has been appealed; ``actions`` are those taken, in their order.

    What the appeal body decides is no decision of the office: it stays what the appeal has come to.
    """
    deciding = {step.action for step in workflow.steps if step.decides and step.by != By.APPEAL}
    for action in reversed(actions):
        if action == APPEAL:
            return True
        if action in deciding:
            return False
    return False
