"""The base of the record's forms: they know the day, so that no date lies ahead of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from common.forms import DateField, GovukForm, TextAreaField
from common.text import plain_date
from offenders.actions.errors import Conflict


class DayForm(GovukForm):
    """A form filled in on a day: no date may lie after it, except those that `may_lie_ahead` names."""

    keep_words = True
    may_lie_ahead: tuple[str, ...] = ()

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, DateField) and name not in self.may_lie_ahead:
                field.latest = on


def version_field() -> forms.IntegerField:
    """The version that was shown, carried by the form."""
    return forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        max_value=2**31 - 1,
        error_messages={"required": "This page was not complete. Open it again"},
    )


class VersionedForm(DayForm):
    """A form that changes a row which somebody else may have changed meanwhile. It has a field `version`."""

    def show_conflict(self, conflict: Conflict) -> list[tuple[str, str, str]]:
        """The fields that differ, as (label, yours, theirs); the form goes on with the version that is saved now."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["version"] = str(conflict.version)
        self.data = data
        return [
            (
                str(self.fields[name].label),
                self._words(name, conflict.yours[name]),
                self._words(name, conflict.theirs[name]),
            )
            for name in self.fields
            if name in conflict.yours
        ]

    def _words(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(field, DateField):
            return plain_date(value)
        if isinstance(field, forms.ChoiceField):
            value = dict(field.choices).get(str(value) if value is not None else "", value)  # type: ignore[arg-type]
        return "blank" if value in (None, "") else str(value)


def reason_field(label: str, required: str, hint: str = "") -> TextAreaField:
    """A reason, in a few lines."""
    return TextAreaField(label=label, help_text=hint, rows=4, max_length=4000, error_messages={"required": required})
