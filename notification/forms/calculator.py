"""The calculator: a date of birth, and as many disposals and orders as are tried together. Nothing is saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms.utils import ErrorDict

from common.forms import CheckboxField, DateField, GovukForm, SelectField
from common.text import plain_date
from notification.calculate import name
from notification.forms.disposals import SentenceForm, amount_field, unit_field
from offenders.forms.base import DayForm
from orders.models import OrderKind

MOST = 6  # disposals, and orders, that can be tried together


class BirthForm(DayForm):
    """Whose requirement it is: only the date of birth matters."""

    submit = ""
    keep_words = False
    born = DateField(label="Date of birth", noun="The date of birth", required=False)


class TriedDisposalForm(SentenceForm):
    """One disposal. It may follow or overlap one before it."""

    submit = ""
    keep_words = False
    other_offence = CheckboxField(label="Not a Schedule 3 offence: its term adds nothing (s.82(3))", required=False)

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.number = number
        if number == 1:
            return
        others = [("", "None"), *((name(other), name(other)) for other in range(1, number))]
        self.fields["consecutive_to"] = SelectField(
            label="Consecutive to", choices=others, required=False, mark_optional=False
        )
        self.fields["overlaps"] = SelectField(
            label="Partly concurrent with", choices=others, required=False, mark_optional=False
        )
        self.fields["overlap_value"] = amount_field("Overlapping by")
        self.fields["overlap_unit"] = unit_field("Overlap in")

    def clean(self) -> dict[str, Any]:
        """An overlap says by how much."""
        data = super().clean() or {}
        if data.get("overlaps") and data.get("overlap_value") is None and "overlap_value" not in self.errors:
            self.add_error("overlap_value", "Enter by how much it overlaps")
        return data


class TriedOrderForm(DayForm):
    """One order that prolongs the requirement, or makes one."""

    submit = ""
    keep_words = False
    may_lie_ahead = ("last_day",)
    kind = SelectField(
        label="Order", choices=[("", "Select"), *OrderKind.choices], error_messages={"required": "Select the order"}
    )
    made_on = DateField(label="Made on", noun="The day it was made", error_messages={"required": "Enter the day"})
    served_on = DateField(label="Served on", noun="The day of service", required=False)
    last_day = DateField(
        label="Last day of its longest term", noun="The last day", required=False, mark_optional=False,
        help_text="Leave blank for until further order",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Served and ended after it was made."""
        data = super().clean() or {}
        for field in ("served_on", "last_day"):
            if data.get(field) and data.get("made_on") and data[field] < data["made_on"]:
                self.add_error(field, "Enter a day on or after the day it was made")
        return data


class Calculator:
    """Every form of the page, from what was posted. `more` asks for another one and checks nothing yet."""

    def __init__(self, data: Mapping[str, Any] | None, *, on: Any, born: Any) -> None:
        posted = data or {}
        self.more = posted.get("more", "") if data is not None else ""
        disposals, orders = _count(posted.get("disposals"), 1), _count(posted.get("orders"), 0)
        disposals = min(MOST, disposals + (self.more == "disposal"))
        orders = min(MOST, orders + (self.more == "order"))
        common: dict[str, Any] = {"data": data, "on": on}
        self.birth = BirthForm(**common, initial={"born": born})
        self.disposals = [
            TriedDisposalForm(**common, number=n, prefix=f"d{n}" if n > 1 else None) for n in range(1, disposals + 1)
        ]
        self.orders = [TriedOrderForm(**common, prefix=f"o{n}") for n in range(1, orders + 1)]
        if self.more:
            for form in self.forms:
                form._errors = ErrorDict()  # type: ignore[attr-defined]  # what was typed is shown, not judged

    @property
    def forms(self) -> list[GovukForm]:
        """All of them, in the order of the page."""
        return [self.birth, *self.disposals, *self.orders]

    @property
    def judged(self) -> bool:
        """Whether what was typed is to be checked, and not just given room for more."""
        return self.birth.is_bound and not self.more

    @property
    def most(self) -> int:
        """How many of each there can be."""
        return MOST

    def is_valid(self) -> bool:
        """Whether everything that was typed can be worked out; each form says what is wrong with it."""
        if self.more or not all(form.is_valid() for form in self.forms):
            return False
        born = self.birth.cleaned_data["born"]
        for form in self.disposals:
            if born is not None and form.cleaned_data["event_on"] < born:
                form.add_error("event_on", f"Enter a day on or after {plain_date(born)}, the date of birth")
        return not any(form.errors for form in self.disposals)


def _count(text: Any, least: int) -> int:
    number = int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 3 else least
    return max(least, min(MOST, number))
