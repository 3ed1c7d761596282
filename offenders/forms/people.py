"""Who manages the person."""

from __future__ import annotations

from typing import Any

from common.forms import SelectField
from offenders.forms.base import DayForm, reason_field

NOBODY = "-"


class AllocateForm(DayForm):
    """Give the person to an offender manager, or to nobody."""

    submit = "Save"
    officer = SelectField(label="Offender manager", error_messages={"required": "Select an offender manager"})
    reason = reason_field("Reason", "Enter the reason")

    def __init__(self, *args: Any, officers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Select an offender manager"), *officers, (NOBODY, "Nobody: leave unallocated")]
        self.fields["officer"].choices = choices  # type: ignore[attr-defined]
