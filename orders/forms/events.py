"""What happens to an order: varied or renewed condition by condition, or anything else on a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField

from common.forms import CheckboxField, DateField, FormToken, RadioField, SelectField, TextAreaField, TextField
from offenders.forms.base import DayForm
from orders.actions import Change, NewCondition
from orders.models import Condition, ConditionKind, ConditionVersion, OrderEventKind
from orders.models.events import CHANGES

HINTS = {
    OrderEventKind.REVIEWED.value: "Looked at again, and it stays as it is",
    OrderEventKind.TO_RENEW.value: "Before it ends: the court is asked to prolong or change it",
    OrderEventKind.TO_LAPSE.value: "Before it ends: it is let go, and why",
    OrderEventKind.EXPIRED.value: "Its last day has passed",
    OrderEventKind.DISCHARGED.value: "The court ended it: it is over on that day",
    OrderEventKind.QUERIED.value: "A term that the law does not seem to allow",
    OrderEventKind.PASSPORTS.value: "Every passport, under a ban on travel to all countries",
}
ORDER = (
    OrderEventKind.REVIEWED, OrderEventKind.TO_RENEW, OrderEventKind.TO_LAPSE, OrderEventKind.DISCHARGED,
    OrderEventKind.EXPIRED, OrderEventKind.QUERIED, OrderEventKind.ANSWERED, OrderEventKind.PASSPORTS,
)  # fmt: skip


INCOMPLETE = "This page was not complete. Open it again"


class EventForm(DayForm):
    """Anything that changes no condition."""

    submit = "Save"
    token = FormToken()
    kind = RadioField(
        label="What happened?",
        noun="what happened",
        choices=[(kind.value, kind.label) for kind in ORDER],
        hints=HINTS,
        small=True,
        error_messages={"required": "Select what happened"},
    )
    on = DateField(label="On", noun="The day", error_messages={"required": "Enter the day"})
    court = TextField(label="Court", required=False, help_text="Where a court was concerned")
    note = TextAreaField(label="Reason or note", noun="the reason", required=False, rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        day = kwargs["on"]
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = day


class Block(NamedTuple):
    """The fields of one condition on the form of a variation."""

    number: str
    kind: str
    text: BoundField
    ends_on: BoundField
    removed: BoundField


class VaryForm(DayForm):
    """The court varied or renewed the order: each condition as it now reads, and perhaps a new one."""

    submit = "Save the variation"
    token = FormToken()
    seen = forms.CharField(
        widget=forms.HiddenInput, max_length=40, error_messages={"required": INCOMPLETE, "max_length": INCOMPLETE}
    )
    kind = RadioField(
        label="What did the court do?",
        noun="what the court did",
        choices=[(kind.value, kind.label) for kind in CHANGES],
        inline=True,
        error_messages={"required": "Select varied or renewed"},
    )
    on = DateField(
        label="Date of the hearing", noun="The day of the hearing", error_messages={"required": "Enter the date"}
    )
    court = TextField(label="Court", required=False)
    note = TextAreaField(label="Why", noun="why", required=False, rows=3)
    new_number = TextField(label="The court’s number", max_length=40, width="5", required=False, mark_optional=False)
    new_kind = SelectField(
        label="Kind", choices=[("", "Select the kind"), *ConditionKind.choices], required=False, mark_optional=False
    )
    new_text = TextAreaField(
        label="The court’s exact words", noun="the words", rows=4, max_length=20_000, required=False,
        mark_optional=False,
    )  # fmt: skip
    new_ends_on = DateField(
        label="Last day", noun="The last day", required=False, mark_optional=False,
        help_text="Leave blank if until further order",
    )  # fmt: skip
    new_supervisor = TextField(label="Supervisor", required=False, mark_optional=False)

    def __init__(
        self, *args: Any, current: Sequence[tuple[Condition, Condition | ConditionVersion]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.current = current
        self.fields["new_ends_on"].latest = None  # type: ignore[attr-defined]
        for condition, terms in current:
            self._add_block(condition, terms)

    def _add_block(self, condition: Condition, terms: Condition | ConditionVersion) -> None:
        name = f"c{condition.pk}"
        number = condition.number
        self.fields[f"{name}_text"] = TextAreaField(
            label="Words", noun=f"the words of condition {number}", rows=4, max_length=20_000, initial=terms.text,
            error_messages={"required": f"Enter the words of condition {number}"},
        )  # fmt: skip
        self.fields[f"{name}_ends_on"] = DateField(
            label="Last day", noun=f"The last day of condition {number}", required=False, mark_optional=False,
            initial=terms.ends_on, help_text="Blank: until further order",
        )  # fmt: skip
        self.fields[f"{name}_removed"] = CheckboxField(label=f"The court discharged condition {number}", required=False)

    def blocks(self) -> list[Block]:
        """The conditions in the order of their numbers, for the template."""
        return [
            Block(
                condition.number,
                terms.get_kind_display(),
                *(self[f"c{condition.pk}_{part}"] for part in ("text", "ends_on", "removed")),
            )
            for condition, terms in self.current
        ]

    def clean(self) -> dict[str, Any]:
        """A new condition needs its number, its kind and its words."""
        data = super().clean() or {}
        asked = {"new_number": "Enter the court’s number", "new_kind": "Select the kind", "new_text": "Enter the words"}
        if any(data.get(name) for name in (*asked, "new_ends_on", "new_supervisor")):
            for name, sentence in asked.items():
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        return data

    def changes(self) -> list[Change]:
        """What the court made of each condition; those that stay the same are sorted out by the action."""
        data = self.cleaned_data
        return [
            Change(
                condition.pk,
                removed=data[f"c{condition.pk}_removed"],
                terms={"text": data[f"c{condition.pk}_text"], "ends_on": data[f"c{condition.pk}_ends_on"]},
            )
            for condition, _ in self.current
        ]

    def added(self) -> list[NewCondition]:
        """The condition that the court added, if it did."""
        data = self.cleaned_data
        if not data["new_number"]:
            return []
        names = ("kind", "text", "ends_on", "supervisor")
        return [NewCondition(data["new_number"], {name: data[f"new_{name}"] for name in names})]
