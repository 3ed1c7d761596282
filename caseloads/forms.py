"""What is asked when cases change hands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from caseloads.filters import NOBODY
from common.forms import GovukForm, RadioField, TextAreaField


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
        field: Any = self.fields["officer"]
        field.choices = [*named, (NOBODY, "Nobody for now")]
        field.widget.hints = {**loads, NOBODY: "Unallocated: alerts go to the team's supervisors."}
