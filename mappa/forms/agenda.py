"""The agenda of a meeting: chosen from the proposals, added to by hand, put in order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms

from common.forms import CheckboxesField, TextField, WholeNumberField
from mappa.actions.agenda import CHANGED, LAST, MOST_MINUTES, Chosen, Place, order_seen
from mappa.models import AgendaItem
from mappa.policy.agenda import Proposed
from offenders.forms.base import DayForm

USUAL_MINUTES = 15
LINE = 300  # characters


def _minutes(about: str, **more: Any) -> WholeNumberField:
    return WholeNumberField(
        label=f"Minutes for {about}", noun=f"the minutes for {about}", width=3, min_value=1,
        max_value=MOST_MINUTES, required=False, mark_optional=False, **more,
    )  # fmt: skip


class BuildForm(DayForm):
    """Which of the proposed cases are discussed and for how long; why each other one is left out."""

    submit = "Put the ticked cases on the agenda"

    def __init__(
        self, *args: Any, proposed: Sequence[Proposed], there: Collection[int], lines: Mapping[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.proposed = [row for row in proposed if row.nominal_id not in there]
        self.fields["case"] = CheckboxesField(
            label="Cases to discuss", required=False, error_messages={"invalid_choice": CHANGED},
            choices=[(str(row.nominal_id), f"Discuss {row.reference}") for row in proposed],
            initial=[str(row.nominal_id) for row in self.proposed if row.nominal_id not in lines],
        )  # fmt: skip
        for row in self.proposed:
            pk, about = row.nominal_id, row.reference
            self.fields[f"minutes_{pk}"] = _minutes(about, initial=USUAL_MINUTES)
            self.fields[f"line_{pk}"] = TextField(
                label=f"If left out, why {about} is", noun="the line", max_length=LINE, required=False,
                mark_optional=False, initial=lines.get(pk, ""),
            )  # fmt: skip

    def ticked(self) -> set[str]:
        """The cases that are ticked on the page."""
        return {str(value) for value in self["case"].value() or []}

    def chosen(self) -> list[Chosen]:
        """What was ticked with its minutes."""
        data = self.cleaned_data
        return [Chosen(int(pk), data.get(f"minutes_{pk}")) for pk in data["case"]]

    def lines(self) -> dict[int, str]:
        """The line of each proposed case."""
        return {row.nominal_id: self.cleaned_data[f"line_{row.nominal_id}"] for row in self.proposed}


class ArrangeForm(DayForm):
    """The place and the minutes of each case, with the order that was shown."""

    submit = "Save order and minutes"
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000, label="Order and minutes")

    def __init__(self, *args: Any, items: Sequence[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        self.fields["seen"].initial = order_seen(items)
        for place, item in enumerate(items, 1):
            about = item.nominal.reference
            self.fields[f"place_{item.pk}"] = WholeNumberField(
                label=f"Place of {about}", noun=f"the place of {about}", width=2, min_value=1,
                max_value=LAST, required=False, mark_optional=False, initial=place,
            )  # fmt: skip
            self.fields[f"time_{item.pk}"] = _minutes(about, initial=item.minutes_allotted)

    def boxes(self, item: AgendaItem) -> list[Any]:
        """Place and minutes of a case, for the page; nothing of one that came meanwhile."""
        names = (f"place_{item.pk}", f"time_{item.pk}")
        return [self[name] for name in names if name in self.fields]

    def places(self) -> dict[int, Place]:
        """Place and minutes of each case that was on the page. A blank place is the last."""
        data = self.cleaned_data
        return {
            item.pk: Place(data[f"place_{item.pk}"] or LAST, data[f"time_{item.pk}"])
            for item in self.items
            if f"place_{item.pk}" in self.data
        }

    def show_conflict(self, conflict: Any) -> list[tuple[str, str, str]]:
        """Both orders; what was typed stays, beside the cases as they are now."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = order_seen(self.items)
        for place, item in enumerate(self.items, 1):
            if f"place_{item.pk}" not in data:  # added meanwhile
                data[f"place_{item.pk}"], data[f"time_{item.pk}"] = str(place), str(item.minutes_allotted or "")
        self.data = data
        return [(str(self.fields["seen"].label), conflict.yours["seen"], conflict.theirs["seen"])]


class AddCaseForm(DayForm):
    """A case that nothing proposes."""

    submit = "Put the case on the agenda"
    reference = TextField(
        label="Reference of the record", noun="the reference", width=20, max_length=40,
        error_messages={"required": "Enter the reference of the record"},
    )  # fmt: skip
    line = TextField(
        label="Why is the case on the agenda?", noun="the line", help_text="One line, which the papers show",
        max_length=LINE, error_messages={"required": "Say in a line why the case is on the agenda"},
    )  # fmt: skip
    minutes = _minutes("the case", initial=USUAL_MINUTES)


class TakeOffForm(DayForm):
    """A case that this meeting does not discuss after all."""

    submit = "Take the case off the agenda"
    reason = TextField(
        label="Why is the case taken off?", noun="the line",
        help_text="One line, which the next papers show among the cases not selected", max_length=LINE,
        error_messages={"required": "Say in a line why the case is taken off"},
    )  # fmt: skip
