"""Template variables that do not exist fail the test, in the product's own templates.

Django formats `string_if_invalid` with the variable's name when it cannot be found outside a condition or a loop.
Templates of other packages (the admin's lean on empty variables) keep Django's ordinary behaviour.
"""

import inspect
from pathlib import Path

from django.template.base import Origin

OURS = Path(__file__).resolve().parents[2]
NOT_OURS = (OURS / ".venv", OURS / "node_modules")


class MissingVariableError(AssertionError):
    """A template used a variable that its view does not give it."""


class MissingVariable(str):
    """The value of `string_if_invalid` in the tests: `%s`, which cannot be filled in."""

    __slots__ = ()

    def __mod__(self, name: object) -> str:
        template = _template_in_progress()
        if template and template.is_relative_to(OURS) and not any(template.is_relative_to(other) for other in NOT_OURS):
            raise MissingVariableError(f"{template.relative_to(OURS)}: there is no variable “{name}”.")
        return ""


def _template_in_progress() -> Path | None:
    """Return the file of the template being rendered: the nearest node on the stack that knows its origin."""
    frame = inspect.currentframe()
    while frame := frame.f_back if frame else None:
        origin = getattr(frame.f_locals.get("self"), "origin", None)
        if isinstance(origin, Origin):
            return Path(origin.name)
    return None
