"""Log lines: one event is one line, whatever somebody typed, and no personal data in it.

The text of an exception is left out in production: a database error quotes the row that caused it. What is kept is
its type and the places in the code that it came through.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
FRAMES = 12


def printable(text: str) -> str:
    """Return the text on one line: control characters and line separators are written as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class JsonLines(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message and, for an exception, its type and places."""

    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": printable(record.getMessage()),
        }
        if status := getattr(record, "status_code", None):
            event["status"] = status
        if record.exc_info and record.exc_info[0]:
            event["exception"] = record.exc_info[0].__name__
            event["where"] = _places(record.exc_info[2])
        return json.dumps(event, default=str)


class PlainLines(logging.Formatter):
    """A short line for a developer's terminal; an exception follows it in full."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = printable(record.message)
        return super().formatMessage(record)


def _places(trace: TracebackType | None) -> list[str]:
    places = []
    for frame in traceback.extract_tb(trace)[-FRAMES:]:
        path = Path(frame.filename)
        name = path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else Path(*path.parts[-3:])
        places.append(f"{name}:{frame.lineno} {frame.name}")
    return places


def logging_settings(*, as_json: bool) -> dict[str, Any]:
    """Return Django's LOGGING: everything to standard error, in one shape."""
    plain = {"()": "config.logs.PlainLines", "format": "{asctime} {levelname:7} {name}: {message}", "style": "{"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "config.logs.JsonLines"} if as_json else plain},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "INFO", "propagate": True},
            # A refused address or a forged host is the visitor's doing: it is counted, not an error of ours.
            "django.security.DisallowedHost": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }
