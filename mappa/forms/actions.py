"""Actions: agreed, looked at again, closed, handed over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from common.forms import DateField, FormToken, SelectField, TextAreaField
from mappa.models import Agency
from offenders.forms.base import DayForm, VersionedForm, version_field


class ActionForm(DayForm):
    """One agency, one day, and where the agency is ours one officer."""

    submit = "Agree the action"
    may_lie_ahead = ("due_on",)
    token = FormToken()
    what = TextAreaField(  # a field named `action` would hide the form's own from a script
        label="What is to be done?", noun="what is to be done", rows=3,
                           error_messages={"required": "Say what is to be done"})  # fmt: skip
    agency = SelectField(label="Which agency does it?", noun="the agency", choices=(),
                         error_messages={"required": "Select the agency"})  # fmt: skip
    owner = SelectField(label="Which officer, where it is ours?", noun="the officer", choices=(), required=False,
                        mark_optional=False)  # fmt: skip
    due_on = DateField(label="To be done by", noun="The day", error_messages={"required": "Enter the day"})

    def __init__(
        self, *args: Any, agencies: Sequence[Agency], owners: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {str(row.pk): row for row in agencies}
        chosen = [(key, row.name) for key, row in self.agencies.items()]
        self.fields["agency"].choices = [("", "Select the agency"), *chosen]  # type: ignore[attr-defined]
        self.fields["owner"].choices = [("", "Another agency’s action"), *owners]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ours has an officer."""
        data = super().clean() or {}
        agency = self.agencies.get(data.get("agency", ""))
        if agency is not None and agency.ours and not data.get("owner"):
            self.add_error("owner", "Select the officer who does it")
        return data


class ReviewActionForm(DayForm):
    """How an earlier action stands."""

    submit = "Save how it stands"
    note = TextAreaField(label="How does it stand?", noun="how it stands", rows=3,
                         error_messages={"required": "Say how it stands"})  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)

    def show_conflict(self, conflict: Any) -> list[tuple[str, str, str]]:
        """Both notes; the form goes on with the one saved now."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = conflict.theirs["note"]
        self.data = data
        return [("How it stands", conflict.yours["note"], conflict.theirs["note"])]


class CloseActionForm(VersionedForm):
    """Done, with what shows it."""

    submit = "Close the action"
    version = version_field()
    done_on = DateField(label="Done on", noun="The day", error_messages={"required": "Enter the day it was done"})
    evidence = TextAreaField(
        label="What shows that it was done?", noun="what shows that it was done", rows=4,
        help_text="Or why it need not be done any more, and who decided that",
        error_messages={"required": "Say what shows that it was done, or why it need not be done any more"},
    )  # fmt: skip


class HandOverForm(VersionedForm):
    """Another officer does it."""

    submit = "Hand it over"
    version = version_field()
    owner = SelectField(label="Which officer does it now?", noun="the officer", choices=(),
                        error_messages={"required": "Select the officer"})  # fmt: skip

    def __init__(self, *args: Any, owners: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", "Select the officer"), *owners]  # type: ignore[attr-defined]

    def _words(self, name: str, value: Any) -> str:
        return getattr(value, "full_name", "") or "nobody"
