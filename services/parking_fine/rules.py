"""What the Road Traffic Act says about parking notices: pure functions of the answers and a date."""

from collections.abc import Mapping
from datetime import date
from typing import Any

Answers = Mapping[str, Any]


def contests(answers: Answers) -> bool:
    return answers.get("contests") is True


def amount(answers: Answers, _on: date) -> int:
    """What the notice asks for, in minor units; nothing while it is contested."""
    return int(answers["notice"]["facts"]["amount"])


def number(answers: Answers) -> str:
    """There is one open case about a notice."""
    return str(answers["notice"]["key"])
