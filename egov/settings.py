"""Each setting is of the kind of its default: an environment variable that is not would break pages, not the start."""

from collections.abc import Mapping, MutableMapping
from datetime import timedelta
from typing import Any

from egov.errors import Misconfigured


def settle(settings: MutableMapping[str, Any], defaults: Mapping[str, Any]) -> None:
    """Have 1 and 0 say yes and no, and numbers of seconds be spans of time, where the default is such a one.

    Raises Misconfigured with the setting, its value and an example for one of another kind.
    """
    for name, default in defaults.items():
        value = settings[name]
        if isinstance(default, bool) or (name == "DEMO" and value is not None):
            settings[name] = _yes_or_no(name, value)
        elif isinstance(default, int):
            _check_number(name, value, default)
        elif isinstance(default, timedelta):
            settings[name] = _span(name, value, default)


def _yes_or_no(name: str, value: object) -> bool:
    if value not in (True, False):  # 1 and 0 are equal to them
        raise _wrong(name, value, "true or false", "true")
    return bool(value)


def _check_number(name: str, value: object, default: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _wrong(name, value, "a whole number", default)


def _span(name: str, value: object, default: timedelta) -> timedelta:
    if isinstance(value, timedelta):
        return value
    _check_number(name, value, int(default.total_seconds()))
    return timedelta(seconds=int(str(value)))


def _wrong(name: str, value: object, kind: str, example: object) -> Misconfigured:
    return Misconfigured(f"{name} is {value!r} and must be {kind}. Write for example FLASK_{name}={example}.")
