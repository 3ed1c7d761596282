"""What an auditor asks the log."""

from __future__ import annotations

from typing import Any

from django.forms import HiddenInput

from common.forms import DateField, GovukForm, SelectField, TextAreaField, TextField

OUTCOMES = (("", "Any"), ("done", "Done"), ("refused", "Refused"))


class AuditForm(GovukForm):
    """Everything that narrows the log; a page leaves out what it does not ask, or asks it first."""

    submit = "Show"
    method = "get"
    reference = TextField(label="Reference of the nominal", max_length=40, width="20", required=False)
    officer = TextField(label="Username", max_length=60, width="20", required=False)
    from_day = DateField(label="From", required=False)
    to_day = DateField(label="To, that day included", required=False)
    action = TextField(  # type: ignore[assignment]
        label="Action",
        max_length=60,
        width="20",
        required=False,
        help_text="How it begins, for example nominal. or access.refused",
    )
    outcome = SelectField(label="Outcome", choices=OUTCOMES, required=False)
    wanted = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.mark_optional = False  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("from_day"), data.get("to_day")
        if first and last and last < first:
            self.add_error("to_day", "The last day must be on or after the first")
        if self.wanted and self.wanted not in self.errors and not data.get(self.wanted):
            self.add_error(self.wanted, f"Enter {WANTED[self.wanted]}")
        return data


WANTED = {"reference": "the reference of the nominal", "officer": "a username"}


class ByPersonForm(AuditForm):
    """Who saw this person."""

    wanted = "reference"


class ByOfficerForm(AuditForm):
    """What somebody saw and did."""

    wanted = "officer"
    field_order = ("officer", "reference", "from_day", "to_day", "action", "outcome")


class ByDayForm(AuditForm):
    """What happened."""

    field_order = ("from_day", "to_day", "action", "outcome", "officer", "reference")


class AuditExportForm(AuditForm):
    """The same as a file, with the reason; what was asked travels along, hidden."""

    submit = "Download as CSV"
    method = "post"
    reason = TextAreaField(
        label="Why is the log taken out?",
        rows=3,
        error_messages={"required": "Say why the log is taken out"},
        mark_optional=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name != "reason":
                field.widget = HiddenInput()
