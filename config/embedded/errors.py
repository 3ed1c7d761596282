"""What can go wrong with the embedded services, in words for the person at the keyboard."""

from pathlib import Path

TAIL_LINES = 12


class ServiceError(RuntimeError):
    """An embedded service cannot be found, started or reached; the text says why and what to do."""


def tail(log: Path) -> str:
    """Return the end of a log file, indented, for an error message; empty if there is none."""
    try:
        lines = log.read_text(errors="replace").splitlines()[-TAIL_LINES:]
    except OSError:
        return ""
    return "".join(f"\n    {line}" for line in lines)
