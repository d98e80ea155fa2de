"""A workflow as a Mermaid state diagram (https://mermaid.js.org/syntax/stateDiagram.html)."""

from workflows.drawing.words import ROLES, Say, condition_of, time_of
from workflows.engine import START, Step, Workflow

EDGE = "[*]"
SPECIAL = str.maketrans('":;#{}\n', "'–,-() ")


def mermaid_of(workflow: Workflow, say: Say, *, right_to_left: bool = False) -> str:
    """States with their labels, steps with who takes them; what nothing leads out of is an end."""
    lines = ["stateDiagram-v2", f"    direction {'RL' if right_to_left else 'TB'}"]
    lines += [f'    state "{_plain(say(state.label))}" as {state.code}' for state in workflow.states]
    for step in workflow.steps:
        for source in step.sources:
            start = EDGE if source == START else source
            lines.append(f"    {start} --> {step.leads_to(source)}: {_plain(_label(step, say))}")
    left = {source for step in workflow.steps for source in step.sources}
    lines += [f"    {state.code} --> {EDGE}" for state in workflow.states if state.code not in left]
    return "\n".join(lines) + "\n"


def _label(step: Step, say: Say) -> str:
    who = time_of(step.alarm, say) if step.alarm else say(ROLES[step.by])
    condition = condition_of(step, say)
    return f"{who} – {say(step.label)}" + (f" ({condition})" if condition else "")


def _plain(text: str) -> str:
    """Without the signs that mean something to Mermaid."""
    return text.translate(SPECIAL)
