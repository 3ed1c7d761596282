"""What a policy answers: one dated duty, worked out from the facts."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from common.tuples import maker


class Spec(NamedTuple):
    """A deadline as the rules see it on a day, before it is compared with what is stored.

    Its identity within a nominal is (kind, subject); `due_on`, `rule` and `suspended` make it the same deadline or
    another; `reason`, `counted_from` and `attempts` explain it and may be reworded without making a new one.
    """

    kind: str
    subject: str
    due_on: dt.date
    rule: str  # short snake_case code of the rule that decided
    reason: str  # one plain sentence with the facts used
    suspended: bool = False
    counted_from: dt.date | None = None  # the day that the rule counted from: the visit, the release, the move
    attempts: int = 0  # failed attempts since the person was last seen (or since the clock started again)


SPEC = maker(Spec)  # the same of all its eight parts in order, for what nearly everybody owes
