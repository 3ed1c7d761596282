"""What is asked when cases change hands and when a proposal is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from caseloads.filters import NOBODY
from common.forms import Button, GovukForm, RadioField, TextAreaField


class AssignForm(GovukForm):
    """Who takes the chosen nominals, and why."""

    officer = RadioField(
        label="Who takes them?", noun="officer", label_size="m", error_messages={"required": "Select who takes them"}
    )
    reason = TextAreaField(
        label="Reason",
        help_text="It stays on the record of each nominal. For example: new to the team, long-term absence, area.",
        max_length=500,
        rows=2,
        error_messages={"required": "Enter the reason"},
    )

    def __init__(self, *args: Any, people: Sequence[Any], loads: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = {person.team_id for person in people}
        named = [
            (
                person.username,
                f"{person.full_name}, {person.team}" if len(teams) > 1 and person.team else person.full_name,
            )
            for person in people
        ]
        field = self.fields["officer"]
        field.choices = [*named, (NOBODY, "Nobody for now")]
        field.widget.hints = {**loads, NOBODY: "Unallocated: alerts go to the team's supervisors."}


class AnswerForm(GovukForm):
    """Approve a proposal, or return it with a reason."""

    answer = RadioField(
        label="Your answer",
        label_size="m",
        choices=(("approve", "Approve"), ("return", "Return")),
        hints={"approve": "It counts from today.", "return": "It goes back to whoever proposed it, with your reason."},
        error_messages={"required": "Select approve or return"},
    )
    reason = TextAreaField(
        label="Reason for returning it", required=False, mark_optional=False, max_length=1000, rows=3, noun="reason"
    )
    buttons = (Button("Save the answer"),)

    def clean(self) -> dict[str, Any]:
        """A proposal is returned with a reason."""
        data = super().clean() or {}
        if data.get("answer") == "return" and not data.get("reason"):
            self.add_error("reason", "Enter why you are returning it")
        return data
