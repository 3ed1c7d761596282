"""Who manages the person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from common.forms import RadioField, SelectField, TextAreaField
from offenders.forms.base import DayForm, reason_field

NOBODY = "-"


class OfferForm(DayForm):
    """Offer the case to another team or force."""

    submit = "Offer the case"
    team = SelectField(
        label="Which team is it offered to?", noun="team", error_messages={"required": "Select the team"}
    )
    reason = reason_field("Reason", "Enter the reason", "The team to which it is offered reads it")

    def __init__(self, *args: Any, teams: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [("", "Select a team"), *teams]  # type: ignore[attr-defined]


class AnswerTransferForm(DayForm):
    """Accept a case for an officer of the team, or return it with a reason."""

    submit = "Save answer"
    answer = RadioField(
        label="Your answer",
        choices=[("accept", "Accept"), ("return", "Return")],
        hints={"accept": "It is your team’s case from today", "return": "It stays with the team that offered it"},
        error_messages={"required": "Select accept or return"},
    )
    officer = SelectField(
        label="Who takes it?", noun="officer", required=False, mark_optional=False, help_text="Needed if you accept it"
    )
    reason = TextAreaField(
        label="Reason", required=False, mark_optional=False, rows=4, max_length=4000,
        help_text="Needed if you return it",
    )  # fmt: skip

    def __init__(self, *args: Any, officers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = [("", "Select an offender manager"), *officers]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An acceptance names the officer, a return says why."""
        data = super().clean() or {}
        if data.get("answer") == "accept" and not data.get("officer"):
            self.add_error("officer", "Select who takes the case")
        if data.get("answer") == "return" and not data.get("reason"):
            self.add_error("reason", "Enter why you are returning it")
        return data


class AllocateForm(DayForm):
    """Give the person to an offender manager, or to nobody."""

    submit = "Save"
    officer = SelectField(label="Offender manager", error_messages={"required": "Select an offender manager"})
    reason = reason_field("Reason", "Enter the reason")

    def __init__(self, *args: Any, officers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Select an offender manager"), *officers, (NOBODY, "Nobody: leave unallocated")]
        self.fields["officer"].choices = choices  # type: ignore[attr-defined]
