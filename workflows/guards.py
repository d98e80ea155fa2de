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


def one_opinion_in(facts: Facts) -> bool:
    """One office has answered, or nobody else will: one opinion is enough."""
    return facts.opinions_in >= 1 or all_opinions_in(facts)


def two_opinions_in(facts: Facts) -> bool:
    """Two offices have answered, or nobody else will: two opinions are enough, however many were asked."""
    return facts.opinions_in >= 2 or all_opinions_in(facts)


def was_published(facts: Facts) -> bool:
    """The application was published, and everybody had time to object."""
    return "publish" in facts.taken


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
    """The last day to appeal has not passed, and the decision was not appealed: after the appeal comes the court."""
    return facts.in_time_to_appeal and not facts.appealed


def may_renew_for_a_fee(facts: Facts) -> bool:
    """It is time to renew, and that costs something."""
    return facts.in_time_to_renew and facts.fee_due


def may_renew_for_nothing(facts: Facts) -> bool:
    """It is time to renew, and that is free in this case."""
    return facts.in_time_to_renew and not facts.fee_due
