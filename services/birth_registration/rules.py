"""What the Civil Registration Act says about births: pure functions of the answers and a date."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from workflows.schedule import Schedule

DAYS_TO_REPORT = 30
LATE_FEE = Schedule({date(2024, 1, 1): 1000})  # minor units

Answers = Mapping[str, Any]


def mother_applies(answers: Answers) -> bool:
    return answers.get("you_are") == "mother"


def father_applies(answers: Answers) -> bool:
    return answers.get("you_are") == "father"


def is_late(answers: Answers, on: date) -> bool:
    """A birth is reported late after 30 days."""
    return "born" in answers and answers["born"] + timedelta(days=DAYS_TO_REPORT) < on


def fee(answers: Answers, on: date) -> int:
    """Free in time; a late report costs a fee."""
    return LATE_FEE.on(on) if is_late(answers, on) else 0


def record(answers: Answers) -> dict[str, str]:
    """The facts of the birth as the register keeps them."""
    return {
        "name": answers["child_name"],
        "born": answers["born"].isoformat(),
        "sex": answers["sex"],
        "place": answers["place"],
        "mother": answers["mother"]["identifier"],
        "father": answers["father"]["identifier"] if answers.get("father") else "",
    }
