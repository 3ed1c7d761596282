"""The base of the record's forms: they know the day, so that no date lies ahead of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from common.forms import DateField, GovukForm, TextAreaField


class DayForm(GovukForm):
    """A form filled in on a day: no date may lie after it, except those that `may_lie_ahead` names."""

    keep_words = True
    may_lie_ahead: tuple[str, ...] = ()

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, DateField) and name not in self.may_lie_ahead:
                field.latest = on


def reason_field(label: str, required: str, hint: str = "") -> TextAreaField:
    """A reason, in a few lines."""
    return TextAreaField(label=label, help_text=hint, rows=4, max_length=4000, error_messages={"required": required})
