"""What is asked when somebody is away, and when somebody stands in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from accounts.models import AbsenceKind
from common.forms import DateField, FormToken, GovukForm, RadioField, SelectField, TextAreaField, TextField

SOMEBODY_ELSE = "+"  # no username
LAST_DAY = "The last day away, not the day back. For example, 27 3 2026"


class AbsenceForm(GovukForm):
    """Who is away, why and when. Those who record only their own are asked neither who nor why: it is their leave."""

    submit = "Save the absence"
    officer = SelectField(label="Who is away?", noun="who is away", error_messages={"required": "Select who is away"})
    kind = RadioField(
        label="Why?",
        noun="the reason",
        choices=AbsenceKind.choices,
        small=True,
        inline=True,
        help_text="No more is kept: no diagnosis, no note",
        error_messages={"required": "Select leave, sickness or other"},
    )
    from_on = DateField(
        label="First day", noun="The first day", error_messages={"required": "Enter the first day of the absence"}
    )
    to_on = DateField(
        label="Last day",
        noun="The last day",
        required=False,
        help_text="The last day away, not the day back. Leave blank if it is not known, and give a day to look again",
    )
    review_on = DateField(label="Day to look again", noun="The day to look again", required=False)
    token = FormToken()

    def __init__(self, *args: Any, people: Sequence[Any], own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            for name in ("officer", "kind", "review_on"):
                del self.fields[name]
            self.submit = "Save the leave"
            self.fields["to_on"].required = True
            self.fields["to_on"].help_text = LAST_DAY
            self.fields["to_on"].error_messages["required"] = "Enter the last day of the leave"
        else:
            named = [(person.username, person.full_name) for person in people]
            self.fields["officer"].choices = [("", "Select who is away"), *named]  # type: ignore[attr-defined]


class ChangeAbsenceForm(GovukForm):
    """Another end. An absence without one has a day to look again."""

    submit = "Save the dates"
    to_on = DateField(label="Last day", noun="The last day", required=False, help_text=LAST_DAY)
    review_on = DateField(
        label="Day to look again",
        noun="The day to look again",
        required=False,
        help_text="Only where the last day is not known",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, *args: Any, leave: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = "This page was not complete. Open it again and save once more"
        self.fields["version"].error_messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), words)
        if leave:
            del self.fields["review_on"]


class BackForm(GovukForm):
    """The first day back at work."""

    submit = "Save: back at work"
    back_on = DateField(
        label="First day back at work",
        noun="The first day back",
        help_text="The absence ends with the day before",
        error_messages={"required": "Enter the first day back at work"},
    )


class AbsenceErrorForm(GovukForm):
    """Why an absence was entered in error."""

    submit = "Mark as entered in error"
    reason = TextAreaField(
        label="What was wrong?",
        help_text="For example: wrong person, wrong days. No health detail",
        max_length=300,
        rows=2,
        error_messages={"required": "Say what was wrong"},
    )


class CoverForm(GovukForm):
    """Who stands in, for one case or all, from when to when. Those of the team come with what speaks for each."""

    submit = "Arrange cover"
    officer = RadioField(
        label="Who stands in?",
        noun="who stands in",
        label_size="m",
        help_text="Best placed first: who has visited these cases, who works in the same postcode districts, who has"
        " room",
        error_messages={"required": "Select who stands in"},
    )
    other = SelectField(
        label="Somebody in another team",
        required=False,
        mark_optional=False,
        help_text="Only where nobody above stands in. They will be able to open these cases and log visits until the"
        " last day",
    )
    case = TextField(
        label="Reference of one case",
        required=False,
        max_length=40,
        width="10",
        help_text="Leave blank for the whole caseload. Cover for one case goes before cover for the rest",
    )
    from_on = DateField(
        label="First day", noun="The first day", error_messages={"required": "Enter the first day of the cover"}
    )
    to_on = DateField(
        label="Last day",
        noun="The last day",
        help_text="Cover always has an end. For example, 27 3 2026",
        error_messages={"required": "Enter the last day of the cover"},
    )
    token = FormToken()

    def __init__(
        self, *args: Any, people: Sequence[Any], hints: Mapping[str, str], others: Sequence[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["officer"]
        team = [(person.username, person.full_name) for person in people]
        field.choices = [*team, (SOMEBODY_ELSE, "Somebody in another team")]  # type: ignore[attr-defined]
        field.widget.hints = {**hints, SOMEBODY_ELSE: "Select who below"}
        elsewhere = [(person.username, f"{person.full_name}, {person.team or 'no team'}") for person in others]
        self.fields["other"].choices = [("", "Select who"), *elsewhere]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Who was chosen, from either list, as `username`."""
        data = super().clean() or {}
        chosen = data.get("officer", "")
        if chosen == SOMEBODY_ELSE:
            chosen = data.get("other", "")
            if not chosen:
                self.add_error("other", "Select who stands in")
        data["username"] = chosen
        return data


def first_day(absence: Any, on: dt.date) -> dt.date:
    """The day from which cover is offered."""
    return max(on, absence.from_on)
