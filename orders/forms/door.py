"""The checks made at the door: one tap for each condition, on the page of the visit."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict

from common.forms import GovukForm, RadioField, SelectField, TextAreaField, TextField
from offenders.models import Particular
from orders.actions import DoorCheck
from orders.door import DoorCondition
from orders.forms.checks import REASONS, missing
from orders.forms.examinations import DoorDevices
from orders.models import CheckResult

PREFIX = "check_"
PARTS = ("result", "reason", "notes", "examined", "means")


ANSWER = re.compile(rf"{PREFIX}(\d{{1,18}})_result", re.ASCII)
GONE = (
    "A condition that you answered for has ended or was taken off since you opened this page. Save again without it,"
    " and record what you found on the page of its order."
)


def answers_besides(data: Mapping[str, Any], known: Collection[int]) -> list[str]:
    """The notes of the answers about conditions that are not among those known, as the browser sent them."""
    asked = [found for name, value in data.items() if value and (found := ANSWER.fullmatch(name))]
    return [str(data.get(f"{PREFIX}{found[1]}_notes") or "") for found in asked if int(found[1]) not in known]


class DoorBlock(NamedTuple):
    """One condition and its fields."""

    condition: DoorCondition
    result: BoundField
    reason: BoundField
    notes: BoundField
    examined: BoundField | None  # None: on a device, told below for all of them
    means: BoundField | None
    faulty: bool


class DoorChecksForm(DoorDevices, GovukForm):
    """Nothing is required: a condition that nobody answers for stays due. `devices`: those to look into, None: none."""

    def __init__(
        self,
        *args: Any,
        conditions: Sequence[DoorCondition],
        devices: Sequence[Particular] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.conditions, self.devices = conditions, devices
        for condition in conditions:
            self._add(condition)
        if devices is not None:
            self.add_devices()

    def _add(self, condition: DoorCondition) -> None:
        name, about = f"{PREFIX}{condition.id}", f"condition {condition.number} of {condition.order_ref}"
        self.fields[f"{name}_result"] = RadioField(
            label=f"What came of {about}?", label_size="", noun=f"what came of {about}", choices=CheckResult.choices,
            required=False, mark_optional=False, inline=True, small=True,
        )  # fmt: skip
        self.fields[f"{name}_reason"] = SelectField(
            label=f"Why was {about} not checked?", label_size="", noun="why", choices=REASONS, required=False,
            mark_optional=False,
        )  # fmt: skip
        self.fields[f"{name}_notes"] = TextAreaField(
            label=f"Note on {about}", label_size="", noun="the note", rows=2, required=False, mark_optional=False
        )
        if condition.digital:
            return
        self.fields[f"{name}_examined"] = TextField(
            label="What was looked at", label_size="", max_length=1000, required=False, mark_optional=False
        )
        self.fields[f"{name}_means"] = TextField(
            label="By what means", label_size="", required=False, mark_optional=False
        )

    def clean(self) -> dict[str, Any]:
        """As on the form of one check. An answer about a condition that no longer binds is said, never dropped."""
        data = super().clean() or {}
        for note in answers_besides(self.data, {condition.id for condition in self.conditions}):
            self.add_error(None, f"{GONE} You wrote: “{note}”" if note else GONE)
        for condition in self.conditions:
            found = [data.get(f"{PREFIX}{condition.id}_{part}") for part in ("result", "reason", "notes")]
            for part, sentence in missing(*found):
                where = f"condition {condition.number} of {condition.order_ref}"
                self.add_error(f"{PREFIX}{condition.id}_{part}", f"{sentence}: {where}")
        for name, sentence in self.device_faults(data):
            self.add_error(name, sentence)
        return data

    def blocks(self) -> list[DoorBlock]:
        """The conditions with their fields: those that are due first."""
        return [self._block(condition) for condition in self.conditions]

    def _block(self, condition: DoorCondition) -> DoorBlock:
        names = [f"{PREFIX}{condition.id}_{part}" for part in PARTS]
        result, reason, notes = (self[name] for name in names[:3])
        examined, means = (self[name] if name in self.fields else None for name in names[3:])
        faulty = any(name in self.errors for name in names)
        return DoorBlock(condition, result, reason, notes, examined, means, faulty)

    def answered(self) -> list[DoorCheck]:
        """The checks that were made, or not made with a reason."""
        data = self.cleaned_data
        return [
            DoorCheck(
                condition.id,
                data[f"{PREFIX}{condition.id}_result"],
                **{part: data.get(f"{PREFIX}{condition.id}_{part}", "") for part in PARTS[1:]},
            )
            for condition in self.conditions
            if data.get(f"{PREFIX}{condition.id}_result")
        ]

    def as_kept(self) -> DoorChecksForm:
        """The form as it was left, without complaining of what is not filled in yet."""
        self.full_clean()
        self._errors = ErrorDict()
        return self
