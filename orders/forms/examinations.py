"""Looks into devices: on the page of a visit, a line for each device; away from a visit, a form of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.forms.boundfield import BoundField

from common.forms import DateField, FormToken, RadioField, SelectField, TextAreaField, TextField
from offenders.forms.base import DayForm
from offenders.models import Particular
from orders.actions import DoorExamination
from orders.models import ExaminationResult

WHAT = "What was examined on it?"
WHAT_HINT = "For example: messages, photographs, browsing history, installed apps"
MEANS = "By what means?"
MEANS_HINT = "By hand, or with which tool"
SAY_WHAT, SAY_HOW = "Say what was examined", "Say by what means"
SAY_NOTES = "Say what was seen, or why it could not be examined"
NOT_EXAMINED = [("", "Not examined"), *ExaminationResult.choices]


def lacking(result: str, what: str, means: str, notes: str) -> list[tuple[str, str]]:
    """What a result still needs, by part."""
    found = []
    if result != ExaminationResult.NOT_DONE:
        found += [("what", SAY_WHAT)] if not what else []
        found += [("means", SAY_HOW)] if not means else []
    if result in (ExaminationResult.CONCERN, ExaminationResult.NOT_DONE) and not notes:
        found.append(("notes", SAY_NOTES))
    return found


class ExaminationForm(DayForm):
    """One examination of one device."""

    submit = "Save the examination"
    token = FormToken()
    examined_on = DateField(
        label="Examined on",
        noun="The day of the examination",
        error_messages={"required": "Enter the day of the examination"},
    )
    what = TextField(label=WHAT, help_text=WHAT_HINT, max_length=1000, required=False, mark_optional=False)
    means = TextField(label=MEANS, help_text=MEANS_HINT, max_length=200, required=False, mark_optional=False)
    result = RadioField(
        label="What came of it?",
        noun="what came of it",
        choices=ExaminationResult.choices,
        small=True,
        error_messages={"required": "Select what came of the examination"},
    )
    notes = TextAreaField(
        label="Note", rows=4, required=False, help_text="Needed for a concern, and where it could not be examined"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        day = kwargs["on"]
        super().__init__(*args, **kwargs)
        self.fields["examined_on"].initial = day

    def clean(self) -> dict[str, Any]:
        """What the result needs."""
        data = super().clean() or {}
        if data.get("result"):
            for part, sentence in lacking(*(data.get(name) or "" for name in ("result", "what", "means", "notes"))):
                if part not in self.errors:
                    self.add_error(part, sentence)
        return data

    def told(self, device: int) -> DoorExamination:
        """Ready for the action."""
        data = self.cleaned_data
        return DoorExamination(data["result"], device, what=data["what"], means=data["means"], notes=data["notes"])


EXAM = "check_exam"  # as all that is checked at the door, so that a draft keeps it
FOUND, FOUND_RESULT = "check_found", "check_found_result"


class DeviceLine(NamedTuple):
    """A device and what came of looking into it."""

    name: str
    result: BoundField


class DoorDevices:
    """The part of the door's form about devices, where a condition calls for it. Nothing in it is required."""

    fields: dict[str, Any]
    devices: Sequence[Particular] | None

    def add_devices(self) -> None:
        """A line for each device on record, one for a device found, and what was done with them."""
        for device in self.devices or ():
            self.fields[self._line(device)] = SelectField(
                label=device.text, label_size="", noun="what came of it", choices=NOT_EXAMINED, required=False,
                mark_optional=False,
            )  # fmt: skip
        self.fields[FOUND] = TextField(
            label="A device found that is not on record", label_size="", max_length=500, required=False,
            mark_optional=False, help_text="For example: black smartphone under the bed. No serial numbers",
        )  # fmt: skip
        self.fields[FOUND_RESULT] = SelectField(
            label="What came of examining it", label_size="", noun="what came of it", choices=NOT_EXAMINED,
            required=False, mark_optional=False,
        )  # fmt: skip
        shared: dict[str, Any] = {"label_size": "", "required": False, "mark_optional": False}
        self.fields[f"{EXAM}_what"] = TextField(
            label="What was examined on them?", help_text=WHAT_HINT, max_length=1000, **shared
        )
        self.fields[f"{EXAM}_means"] = TextField(label=MEANS, help_text=MEANS_HINT, max_length=200, **shared)
        self.fields[f"{EXAM}_notes"] = TextAreaField(label="Note on the examination", noun="the note", rows=2, **shared)

    @staticmethod
    def _line(device: Particular) -> str:
        return f"check_device_{device.pk}"

    def device_faults(self, data: dict[str, Any]) -> list[tuple[str, str]]:
        """What the answers still need, by field."""
        if self.devices is None:
            return []
        results = [data.get(self._line(device)) or "" for device in self.devices] + [data.get(FOUND_RESULT) or ""]
        told = [data.get(f"{EXAM}_{part}") or "" for part in ("what", "means", "notes")]
        faults = {(f"{EXAM}_{part}", why): None for result in results if result for part, why in lacking(result, *told)}
        if data.get(FOUND_RESULT) and not data.get(FOUND):
            faults[FOUND, "Say which device was found"] = None
        return list(faults)

    def device_lines(self) -> list[DeviceLine]:
        """The devices on record with their fields."""
        return [DeviceLine(device.text, self[self._line(device)]) for device in self.devices or ()]  # type: ignore[index]

    def device_fields(self) -> list[BoundField]:
        """The other fields, in their order."""
        names = (FOUND, FOUND_RESULT, *(f"{EXAM}_{part}" for part in ("what", "means", "notes")))
        return [self[name] for name in names]  # type: ignore[index]

    def examinations(self) -> list[DoorExamination]:
        """The looks into devices that were told, and the device found."""
        if self.devices is None:
            return []
        data = self.cleaned_data  # type: ignore[attr-defined]
        told = {part: data[f"{EXAM}_{part}"] for part in ("what", "means", "notes")}
        found = [
            DoorExamination(data[self._line(device)], device.pk, **told)
            for device in self.devices
            if data[self._line(device)]
        ]
        if data[FOUND]:
            found.append(DoorExamination(data[FOUND_RESULT], None, data[FOUND], **told))
        return found
