"""Finds what is wrong with a table of steps before a case ever meets it."""

from workflows.engine import START, STAY, By, Clock, Workflow

KNOWN_CONSEQUENCES = frozenset(
    {"", "charge", "drop_charge", "issue", "revoke", "suspend", "reinstate", "escalate", "close_opinions"}
)


def faults(workflow: Workflow) -> list[str]:
    """One sentence for each fault, none for a sound table."""
    codes = {state.code for state in workflow.states}
    found = [f"state {code!r} is listed twice" for code in sorted(codes) if _count(workflow, code) > 1]
    for step in workflow.steps:
        unknown = [code for code in (*step.sources, step.target) if code not in codes | {START, STAY}]
        found += [f"step {step.action!r} names a state {code!r} that the table does not have" for code in unknown]
        if step.does not in KNOWN_CONSEQUENCES:
            found.append(f"step {step.action!r} does {step.does!r}, which nobody can do")
        if (step.by == By.CLOCK) != (step.alarm is not None):
            found.append(f"step {step.action!r} must have an alarm if, and only if, the clock takes it")
        strange = [action for action in step.never_by if action not in {other.action for other in workflow.steps}]
        found += [f"step {step.action!r} bars who did {action!r}, which is no step of the table" for action in strange]
    return found or [*_unreachable(workflow), *_endless(workflow), *_refusals_without_reason(workflow)]


def reachable_from(workflow: Workflow, start: str) -> set[str]:
    """All states that a case can come to from ``start``, itself included."""
    seen, todo = {start}, [start]
    while todo:
        here = todo.pop()
        for step in workflow.steps:
            target = step.leads_to(here)
            if here in step.sources and target not in seen:
                seen.add(target)
                todo.append(target)
    return seen


def _count(workflow: Workflow, code: str) -> int:
    return sum(1 for state in workflow.states if state.code == code)


def _unreachable(workflow: Workflow) -> list[str]:
    reached = reachable_from(workflow, START)
    return [f"no case can ever come to state {s.code!r}" for s in workflow.states if s.code not in reached]


def _endless(workflow: Workflow) -> list[str]:
    ends = {state.code for state in workflow.states if state.clock == Clock.ENDED}
    stuck = [state.code for state in workflow.states if not reachable_from(workflow, state.code) & ends]
    return [f"a case in state {code!r} can never be closed" for code in stuck]


def _refusals_without_reason(workflow: Workflow) -> list[str]:
    refusals = [step for step in workflow.steps if step.decides == "refused" and not step.needs_reason]
    return [f"step {step.action!r} refuses without a reason" for step in refusals]
