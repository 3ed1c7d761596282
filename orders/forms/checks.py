"""A check of one condition away from a visit."""

from __future__ import annotations

from typing import Any

from common.forms import DateField, RadioField, SelectField, TextAreaField, TextField
from offenders.forms.base import DayForm
from orders.actions import DoorCheck
from orders.models import CheckResult, NotCheckedReason

REASONS = [("", "Select why"), *NotCheckedReason.choices]
RESULT_HINTS = {CheckResult.NOT_CHECKED.value: "It stays due"}


class CheckForm(DayForm):
    """What came of it, and what was looked at."""

    submit = "Save the check"
    keep_words = True
    checked_on = DateField(
        label="Checked on", noun="The day of the check", error_messages={"required": "Enter the day of the check"}
    )
    result = RadioField(
        label="What came of it?",
        noun="what came of it",
        choices=CheckResult.choices,
        hints=RESULT_HINTS,
        error_messages={"required": "Select what came of the check"},
    )
    reason = SelectField(label="Why it was not checked", choices=REASONS, required=False, mark_optional=False)
    notes = TextAreaField(label="Note", rows=4, required=False, help_text="Needed for a concern or a suspected breach")
    examined = TextField(label="What was looked at", max_length=1000, required=False)
    means = TextField(label="By what means", required=False, help_text="By hand, or with which tool")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        day = kwargs["on"]
        super().__init__(*args, **kwargs)
        self.fields["checked_on"].initial = day

    def clean(self) -> dict[str, Any]:
        """Why it was not checked; what was seen where that matters."""
        data = super().clean() or {}
        for name, sentence in missing(data.get("result"), data.get("reason"), data.get("notes")):
            self.add_error(name, sentence)
        return data

    def check(self, condition: int) -> DoorCheck:
        """Ready for the action."""
        names = ("result", "notes", "reason", "examined", "means")
        return DoorCheck(condition, **{name: self.cleaned_data[name] for name in names})


def missing(result: str | None, reason: str | None, notes: str | None) -> list[tuple[str, str]]:
    """What a result still needs, by field."""
    if result == CheckResult.NOT_CHECKED and not reason:
        return [("reason", "Select why it was not checked")]
    if result in (CheckResult.CONCERN, CheckResult.BREACH) and not notes:
        return [("notes", "Say what was seen")]
    return []
