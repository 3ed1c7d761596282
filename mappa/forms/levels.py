"""Category, level and area."""

from __future__ import annotations

from typing import Any

from common.forms import DateField, FormToken, RadioField, SelectField, TextAreaField, TextField
from mappa.models import Area, Category, MappaLevel
from offenders.forms.base import DayForm

LEVEL_HINTS = {
    1: "The lead agency manages the case without formal meetings; others may still help",
    2: "Meetings add value, and the risk of harm is high, active co-ordination is needed, or it was stepped down",
    3: "As level 2, and senior people are needed",
}
NONE = "none"


class Decided(DayForm):
    """What every decision says: from when, why, by whom."""

    token = FormToken()
    effective_from = DateField(label="From", noun="The day", error_messages={"required": "Enter the day"})
    decided_by = TextField(
        label="Decided by", max_length=200, help_text="The person and role, or the meeting",
        error_messages={"required": "Enter who decided"},
    )  # fmt: skip
    reason = TextAreaField(label="Reason", rows=4, error_messages={"required": "Enter why"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        day = kwargs["on"]
        super().__init__(*args, **kwargs)
        self.fields["effective_from"].initial = day


class LevelForm(Decided):
    """The level, or the same level once more as a review."""

    submit = "Save the level"
    level = RadioField(
        label="MAPPA level",
        choices=[(str(code), text) for code, text in MappaLevel.choices],
        hints={str(code): text for code, text in LEVEL_HINTS.items()},
        error_messages={"required": "Select the level"},
    )
    field_order = ("token", "level", "effective_from", "decided_by", "reason")


class KeepForm(Decided):
    """The review of the level that keeps it."""

    submit = "Keep the level"


class CategoryForm(Decided):
    """One category at a time."""

    submit = "Save the category"
    category = RadioField(
        label="MAPPA category",
        choices=[*((str(code), text) for code, text in Category.choices), (NONE, "No longer in a category")],
        error_messages={"required": "Select the category"},
    )
    field_order = ("token", "category", "effective_from", "decided_by", "reason")

    def category_chosen(self) -> int | None:
        """The number, or None for no category."""
        chosen = self.cleaned_data["category"]
        return None if chosen == NONE else int(chosen)


class AreaForm(DayForm):
    """The area that manages the case."""

    submit = "Save the area"
    token = FormToken()
    area = SelectField(label="MAPPA area", error_messages={"required": "Select the area"})
    effective_from = DateField(label="From", noun="The day", error_messages={"required": "Enter the day"})
    reason = TextAreaField(label="Reason", rows=4, error_messages={"required": "Enter why"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        day = kwargs["on"]
        super().__init__(*args, **kwargs)
        rows = Area.objects.order_by("name").values_list("pk", "name")
        self.fields["area"].choices = [("", "Select the area"), *((str(pk), name) for pk, name in rows)]  # type: ignore[attr-defined]
        self.fields["effective_from"].initial = day

    def area_chosen(self) -> Area:
        """The area."""
        return Area.objects.get(pk=int(self.cleaned_data["area"]))
