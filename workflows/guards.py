"""The named guards of the standard tables: pure functions of the facts."""

from workflows.engine import Facts


def fee_due(facts: Facts) -> bool:
    """A fee must be paid before the case is looked at."""
    return facts.fee_due


def nothing_due(facts: Facts) -> bool:
    """The service is free in this case."""
    return not facts.fee_due


def all_opinions_in(facts: Facts) -> bool:
    """Every office that was asked has answered."""
    return facts.opinions_out == 0


def contests(facts: Facts) -> bool:
    """The citizen says that he does not owe what is asked."""
    return facts.answers.get("contests") is True


def accepts(facts: Facts) -> bool:
    """The citizen does not contest what is asked."""
    return not contests(facts)


def not_yet_upheld(facts: Facts) -> bool:
    """Nobody has decided about an objection so far: there is one objection, then the court."""
    return "uphold" not in facts.taken


def may_appeal(facts: Facts) -> bool:
    """The last day to appeal has not passed, and there was no appeal yet: after the appeal body comes the court."""
    return facts.in_time_to_appeal and "appeal" not in facts.taken
