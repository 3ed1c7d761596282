"""What the pages of supervision ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from caseloads.models import CheckWay, Stratum
from caseloads.plan_forms import NOT_COMPLETE
from common.forms import DateField, FormToken, GovukForm, RadioField, SelectField, TextAreaField, WholeNumberField


class MoveForm(GovukForm):
    """Who would take the cases that are ticked."""

    to = SelectField(label="Who would take them?", noun="who would take them",
                     error_messages={"required": "Select who would take them"})  # fmt: skip
    chosen = 0  # how many are ticked; the view says

    def __init__(self, *args: Any, people: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.choices = [("", "Select an officer"), *((one.username, one.full_name) for one in people)]

    def clean(self) -> dict[str, Any]:
        """At least one case is ticked."""
        if not self.chosen:
            raise forms.ValidationError("Select at least one nominal")
        return dict(self.cleaned_data)


class TalkForm(GovukForm):
    """The day of a talk about an officer's welfare."""

    submit = "Save the day"
    held_on = DateField(
        label="Day of the last welfare talk",
        noun="The day of the talk",
        help_text="Only the day is kept. Nothing about health belongs here",
        error_messages={"required": "Enter the day of the talk"},
    )

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].latest = on  # type: ignore[attr-defined]


class DrawForm(GovukForm):
    """From which cases, and how many."""

    submit = "Draw"
    stratum = RadioField(
        label="From which cases?",
        noun="from which cases",
        choices=Stratum.choices,
        error_messages={"required": "Select from which cases"},
    )
    size = WholeNumberField(
        label="How many?", noun="How many", required=False, mark_optional=False, min_value=1, width="3"
    )
    token = FormToken()

    def __init__(self, *args: Any, hints: Mapping[str, str], rate: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stratum: Any = self.fields["stratum"]
        stratum.widget.hints = hints
        self.fields["size"].help_text = f"Leave blank for {rate} per cent, rounded up"


class _Versioned(GovukForm):
    """A form about a check as it was when the page was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wrong = ("required", "invalid", "min_value", "max_value")
        self.fields["version"].error_messages = dict.fromkeys(wrong, NOT_COMPLETE)
        for name in ("done_on", "followed_on"):
            if name in self.fields:
                self.fields[name].latest = on  # type: ignore[attr-defined]


class DecideForm(_Versioned):
    """How a case that was drawn is looked at, and by when."""

    way = RadioField(
        label="How is this case looked at?",
        noun="how the case is looked at",
        choices=CheckWay.choices,
        error_messages={"required": "Select how the case is looked at"},
    )
    due_on = DateField(
        label="By which day?",
        noun="The day of the check",
        help_text="A day of its own: the date of the next home visit does not move",
        error_messages={"required": "Enter the day of the check"},
    )


class FindingsForm(_Versioned):
    """What was found, and what follows."""

    keep_words = True
    submit = "Save the findings"
    done_on = DateField(
        label="Day of the check", noun="The day of the check", error_messages={"required": "Enter the day of the check"}
    )
    findings = TextAreaField(
        label="What was found?", rows=5, max_length=4000, error_messages={"required": "Enter what was found"}
    )
    follow_up = TextAreaField(label="What follows?", help_text="Leave blank where nothing does", rows=3, required=False,
                              mark_optional=False, max_length=2000)  # fmt: skip
    follow_on = DateField(label="By which day does it follow?", noun="The day by which it follows", required=False)


class FollowForm(_Versioned):
    """What came of what followed."""

    keep_words = True
    submit = "Save: done"
    followed_on = DateField(
        label="Day on which it was done", noun="The day", error_messages={"required": "Enter the day"}
    )
    came_of_it = TextAreaField(
        label="What came of it?", rows=4, max_length=2000, error_messages={"required": "Enter what came of it"}
    )
