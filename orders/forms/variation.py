"""The court varied or renewed an order: each condition as it now reads, and those that it added."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict

from common.forms import (
    Button,
    CheckboxField,
    DateField,
    FormToken,
    RadioField,
    SelectField,
    TextAreaField,
    TextField,
)
from offenders.forms.base import DayForm
from orders.actions import Change, NewCondition
from orders.models import Condition, ConditionKind, ConditionVersion
from orders.models.events import CHANGES

INCOMPLETE = "This page was not complete. Open it again"
MORE, CONFIRM, SEEN_CHANGES = "more", "confirm", "seen_changes"
MOST_ADDED = 20  # conditions that one entry may add
BESIDES = ("kind", "starts_on", "supervisor", "all_countries")  # what a court changes more seldom than words and term
PARTS = ("text", "ends_on", "removed", *BESIDES)
NEW_PARTS = ("number", "kind", "text", "starts_on", "ends_on", "supervisor", "all_countries")
NOT_SENT = ("csrfmiddlewaretoken", CONFIRM, SEEN_CHANGES, MORE)


class Block(NamedTuple):
    """One condition on the form: what is always shown, and what opens on demand."""

    number: str
    kind: str
    shown: Sequence[BoundField]
    besides: Sequence[BoundField]
    opened: bool


class VaryForm(DayForm):
    """What the court did. It is shown as a difference before it is saved; `confirmed` says that it was."""

    submit = "Continue: see what changes"
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

    def __init__(
        self, *args: Any, current: Sequence[tuple[Condition, Condition | ConditionVersion]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.current = current
        for condition, terms in current:
            self._add_block(condition, terms)
        data: Any = self.data
        asked = str(data.get("added", ""))
        count = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 1
        self.added_count = max(1, min(count + (MORE in data), MOST_ADDED))
        for place in range(self.added_count):
            self._add_new(place)
        more = (Button("Add another condition", MORE, "yes", "secondary"),) if self.added_count < MOST_ADDED else ()
        self.buttons = (Button(self.submit), *more)

    def _add_block(self, condition: Condition, terms: Condition | ConditionVersion) -> None:
        name, number = f"c{condition.pk}", condition.number
        self.fields[f"{name}_text"] = TextAreaField(
            label="Words", noun=f"the words of condition {number}", rows=4, max_length=20_000, initial=terms.text,
            error_messages={"required": f"Enter the words of condition {number}"},
        )  # fmt: skip
        self.fields[f"{name}_ends_on"] = DateField(
            label="Last day", noun=f"The last day of condition {number}", required=False, mark_optional=False,
            initial=terms.ends_on, help_text="Blank: until further order",
        )  # fmt: skip
        self.fields[f"{name}_removed"] = CheckboxField(label=f"The court discharged condition {number}", required=False)
        self._add_besides(name, f"condition {number}", ConditionKind.choices, terms)

    def _add_new(self, place: int) -> None:
        name = _new(place)
        self.fields[f"{name}_number"] = TextField(
            label="The court’s number", max_length=40, width="5", required=False, mark_optional=False
        )
        self.fields[f"{name}_text"] = TextAreaField(
            label="The court’s exact words", noun="the words", rows=4, max_length=20_000, required=False,
            mark_optional=False,
        )  # fmt: skip
        self.fields[f"{name}_ends_on"] = DateField(
            label="Last day", noun="The last day", required=False, mark_optional=False,
            help_text="Leave blank if until further order",
        )  # fmt: skip
        self._add_besides(name, "the new condition", [("", "Select the kind"), *ConditionKind.choices], None)

    def _add_besides(self, name: str, about: str, kinds: Any, terms: Condition | ConditionVersion | None) -> None:
        self.fields[f"{name}_kind"] = SelectField(
            label="Kind", noun=f"the kind of {about}", choices=kinds, required=terms is not None, mark_optional=False,
            initial=terms.kind if terms else None, error_messages={"required": f"Select the kind of {about}"},
        )  # fmt: skip
        self.fields[f"{name}_starts_on"] = DateField(
            label="First day", noun=f"The first day of {about}", required=False, mark_optional=False,
            initial=terms.starts_on if terms else None,
            help_text="Blank: when the order was served" if terms else "Blank: the day of the hearing",
        )  # fmt: skip
        self.fields[f"{name}_supervisor"] = TextField(
            label="Supervisor", max_length=200, required=False, mark_optional=False,
            initial=terms.supervisor if terms else "",
        )  # fmt: skip
        self.fields[f"{name}_all_countries"] = CheckboxField(
            label="Bans travel to every country outside the United Kingdom", required=False,
            initial=terms.all_countries if terms else False,
        )  # fmt: skip

    @property
    def hearing(self) -> list[BoundField]:
        """The fields about the hearing itself."""
        return [self[name] for name in ("kind", "on", "court", "note")]

    def blocks(self) -> list[Block]:
        """The conditions in the order of their numbers, for the template."""
        return [
            self._block(f"c{condition.pk}", PARTS[:3], BESIDES, condition.number, terms.get_kind_display())
            for condition, terms in self.current
        ]

    def new_blocks(self) -> list[Block]:
        """The conditions that the court added."""
        return [
            self._block(_new(place), ("number", "kind", "text", "ends_on"), ("starts_on", *BESIDES[2:]), "", "")
            for place in range(self.added_count)
        ]

    def _block(self, name: str, shown: Sequence[str], besides: Sequence[str], number: str, kind: str) -> Block:
        fields = [self[f"{name}_{part}"] for part in besides]
        opened = any(field.errors for field in fields) or (
            self.is_bound and any(field.name in self.changed_data for field in fields)
        )
        return Block(number, kind, [self[f"{name}_{part}"] for part in shown], fields, opened)

    def clean(self) -> dict[str, Any]:
        """A new condition needs its number, its kind and its words."""
        data = super().clean() or {}
        asked = {"number": "Enter the court’s number", "kind": "Select the kind", "text": "Enter the words"}
        for place in range(self.added_count):
            name = _new(place)
            if any(data.get(f"{name}_{part}") for part in NEW_PARTS):
                for part, sentence in asked.items():
                    if not data.get(f"{name}_{part}") and f"{name}_{part}" not in self.errors:
                        self.add_error(f"{name}_{part}", sentence)
        return data

    def changes(self) -> list[Change]:
        """What the court made of each condition; those that stay the same are sorted out by the action."""
        data = self.cleaned_data
        return [
            Change(
                condition.pk,
                removed=data[f"c{condition.pk}_removed"],
                terms={part: data[f"c{condition.pk}_{part}"] for part in PARTS if part != "removed"},
            )
            for condition, _ in self.current
        ]

    def added(self) -> list[NewCondition]:
        """The conditions that the court added."""
        data = self.cleaned_data
        return [
            NewCondition(number, {part: data[f"{_new(place)}_{part}"] for part in NEW_PARTS[1:]})
            for place in range(self.added_count)
            if (number := data[f"{_new(place)}_number"])
        ]

    @property
    def wants_more(self) -> bool:
        """Whether room for another condition was asked for, and nothing to be saved yet."""
        return MORE in self.data

    def as_kept(self) -> VaryForm:
        """The form as it was left, without complaining of what is not filled in yet."""
        self.full_clean()
        self._errors = ErrorDict()
        return self

    @property
    def fingerprint(self) -> str:
        """What was sent, in short: the difference that was shown is that of these very answers, or it is shown anew."""
        data: Mapping[str, Any] = self.data
        sent = sorted((name, str(data[name])) for name in data if name not in NOT_SENT)
        return hashlib.sha256(json.dumps(sent).encode()).hexdigest()

    @property
    def confirmed(self) -> bool:
        """Whether what is sent was shown as a difference, unchanged since, and its saving asked for."""
        return CONFIRM in self.data and self.data.get(SEEN_CHANGES) == self.fingerprint


def _new(place: int) -> str:
    """The prefix of the fields of a condition that was added: `new`, `new2`, `new3`."""
    return "new" if place == 0 else f"new{place + 1}"
