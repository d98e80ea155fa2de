"""What a process writes about itself: sentences for a person at the terminal, or one JSON object a line for machines.

Nothing personal stands in the JSON lines. Of an exception they tell its type and its place, not its words, which may
repeat what people wrote; and of the words of other libraries only those before the first value.
"""

import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from flask import Flask, has_request_context, request
from flask.logging import default_handler

from egov.operating.request_log import JSON, request_id, rule_of_request

OURS = ("egov", "services", "workflows")
MOST_FRAMES = 50
VALUE = re.compile(r"[:='\"%]")


def start_logging(app: Flask) -> None:
    """Let this process log as ``LOG_FORMAT`` says, to its standard error."""
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells each letter of each paper that is printed
    if app.config["LOG_FORMAT"] != JSON:
        logging.basicConfig(level=logging.INFO, format="%(message)s")
        return
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    app.logger.removeHandler(default_handler)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for other in logging.getLogger("gunicorn.error").handlers:  # it writes addresses into its words
        other.setFormatter(JsonLines())


class JsonLines(logging.Formatter):
    """A record as one line of JSON, with the number of the request in which it was written."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"time": moment, "level": record.levelname.lower(), "logger": record.name}
        if number := request_id():
            line["request_id"] = number
        line["message"] = _message(record)
        line.update(getattr(record, "request", {}))
        error = record.exc_info[1] if record.exc_info else None
        if error:
            line["errors"] = [type(each).__name__ for each in _chain(error)]
            line["trace"] = _trace(error)
        return json.dumps(line, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    """The sentence; our own is filled in, without the words of exceptions and without the address of the request."""
    if record.name.partition(".")[0] not in OURS:
        return VALUE.split(record.msg, 1)[0] if isinstance(record.msg, str) else type(record.msg).__name__
    arguments = record.args if isinstance(record.args, tuple) else ()
    message = str(record.msg) % tuple(map(_harmless, arguments)) if arguments else str(_harmless(record.msg))
    if has_request_context() and request.path not in ("/", rule_of_request()):
        message = message.replace(request.path, rule_of_request())
    return message


def _harmless(value: object) -> object:
    return type(value).__name__ if isinstance(value, BaseException) else value


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception, and those that led to it."""
    seen: list[BaseException] = []
    while error and error not in seen:
        seen.append(error)
        yield error
        error = error.__cause__ or error.__context__


def _trace(error: BaseException) -> list[str]:
    """The places through which an exception came, the newest last."""
    places = []
    step = error.__traceback__
    while step:
        code = step.tb_frame.f_code
        places.append(f"{code.co_filename}:{step.tb_lineno} {code.co_name}")
        step = step.tb_next
    return places[-MOST_FRAMES:]
