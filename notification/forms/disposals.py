"""A conviction, finding, caution or notice; an end set by hand."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms

from common.forms import (
    CheckboxField,
    DateField,
    FormToken,
    RadioField,
    SelectField,
    TextAreaField,
    TextField,
    WholeNumberField,
)
from notification.models import EventKind, Jurisdiction, Outcome
from notification.models.disposals import LONGEST, LONGEST_TERM, UNITS
from offenders.forms.base import DayForm, VersionedForm, version_field
from offenders.models.nominal import misspelt

UNIT_CHOICES = [("", "Select"), *UNITS]
AS_GIVEN = "As the court gave it. Do not turn weeks into months"


def amount_field(label: str, hint: str = "") -> WholeNumberField:
    """How long, in a unit that a field beside it names."""
    return WholeNumberField(
        label=label, help_text=hint, width="5", min_value=1, max_value=LONGEST_TERM, required=False,
        mark_optional=False,
    )  # fmt: skip


def unit_field(label: str) -> SelectField:
    """Days, weeks, months or years."""
    return SelectField(label=label, choices=UNIT_CHOICES, required=False, mark_optional=False)


def unfitting(event: str, outcome: str) -> str:
    """What is wrong with an outcome that cannot follow from the event; blank where it can."""
    if event == EventKind.CAUTION and outcome not in ("", Outcome.CAUTION):
        return "A caution has no sentence: select “Caution”"
    if outcome == Outcome.CAUTION and event not in (EventKind.CAUTION, EventKind.FOREIGN_NOTICE):
        return "A conviction or finding does not end in a caution: select what was given"
    return ""


class SentenceForm(DayForm):
    """What the period is worked out from; the entry and the calculator share it."""

    event = RadioField(
        label="What happened?", noun="what happened", choices=EventKind.choices, small=True,
        error_messages={"required": "Select what happened"},
    )  # fmt: skip
    event_on = DateField(
        label="On", noun="The day", help_text="The plea or verdict, the finding, the caution; abroad, the foreign one",
        error_messages={"required": "Enter the day of the plea or verdict, finding or caution"},
    )  # fmt: skip
    outcome = SelectField(
        label="Sentence or outcome", choices=[("", "Not known yet"), *Outcome.choices], required=False,
        mark_optional=False,
    )  # fmt: skip
    sentenced_on = DateField(label="Sentenced on", noun="The day of the sentence", required=False)
    term_value = amount_field("Term", AS_GIVEN)
    term_unit = unit_field("Term in")
    extension_value = amount_field("Extension period", "For an extended sentence")
    extension_unit = unit_field("Extension in")
    depends_on_sentence = CheckboxField(
        label="The offence is listed in Schedule 3 only because of the sentence (s.132)", required=False
    )
    notice_served_on = DateField(label="Notice under s.96ZA served on", noun="The day of service", required=False)

    def clean(self) -> dict[str, Any]:
        """A term has its unit, and an end is not before its beginning."""
        data = super().clean() or {}
        for name in ("term", "extension", "overlap"):
            value, unit = data.get(f"{name}_value"), data.get(f"{name}_unit")
            if value is not None and not unit and f"{name}_unit" in self.fields:
                self.add_error(f"{name}_unit", "Select days, weeks, months or years")
            if unit and value is None and f"{name}_value" not in self.errors:
                self.add_error(f"{name}_value", "Enter how long")
            if value is not None and value > LONGEST.get(unit or "", value):
                self.add_error(f"{name}_value", f"Enter a number of {unit} from 1 to {LONGEST[unit or '']}")
        if data.get("event") and (wrong := unfitting(data["event"], data.get("outcome", ""))):
            self.add_error("outcome", wrong)
        if data.get("consecutive_to") and data.get("overlaps"):
            self.add_error("overlaps", "Select what it follows or what it overlaps, not both")
        for name in ("sentenced_on", "notice_served_on"):
            if data.get(name) and data.get("event_on") and data[name] < data["event_on"]:
                self.add_error(name, "Enter a day on or after that of the conviction or finding")
        return data


class DisposalForm(SentenceForm, VersionedForm):
    """The whole entry. Without a token it changes one, without a version it makes one."""

    submit = "Save"
    token = FormToken()
    version = version_field()
    disposal_ref = TextField(
        label="Our reference", max_length=40, width="20",
        help_text="Letters, digits, full stops, underscores or hyphens. No other disposal has it",
        error_messages={"required": "Enter our reference"},
    )  # fmt: skip
    schedule_3 = CheckboxField(label="A Schedule 3 offence", required=False, initial=True)
    consecutive_to = SelectField(label="Consecutive to", choices=(), required=False, mark_optional=False)
    overlaps = SelectField(label="Partly concurrent with", choices=(), required=False, mark_optional=False)
    overlap_value = amount_field("Overlapping by")
    overlap_unit = unit_field("Overlap in")
    breach_of = SelectField(
        label="For the breach of", help_text="An SRO: the full requirements then apply until it ends (s.122I)",
        choices=(), required=False, mark_optional=False,
    )  # fmt: skip
    jurisdiction = RadioField(
        label="Where was it dealt with?", noun="where it was dealt with", choices=Jurisdiction.choices, small=True,
        initial=Jurisdiction.ENGLAND_WALES.value,
        help_text="The clocks of Scotland and Northern Ireland are not worked out here",
        error_messages={"required": "Select where it was dealt with"},
    )  # fmt: skip
    court = TextField(label="Court or police station", max_length=200, required=False)
    rest = (
        Fieldset("What happened", "event", "event_on", "jurisdiction", "court", "schedule_3", "depends_on_sentence",
                 "notice_served_on"),
        Fieldset("Sentence", "outcome", "sentenced_on", "term_value", "term_unit", "extension_value", "extension_unit"),
        Fieldset("With other sentences", "consecutive_to", "overlaps", "overlap_value", "overlap_unit", "breach_of"),
        "disposal_ref",
    )  # fmt: skip

    def __init__(self, *args: Any, new: bool, others: list[str], orders: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("version" if new else "token")
        self.layout = Layout("token" if new else "version", *self.rest)
        for name, refs, none in (("consecutive_to", others, "None"), ("overlaps", others, "None"),
                                 ("breach_of", orders, "No order")):  # fmt: skip
            self.fields[name].choices = [("", none), *((ref, ref) for ref in refs)]  # type: ignore[attr-defined]

    def clean_disposal_ref(self) -> str:
        reference = str(self.cleaned_data["disposal_ref"])
        if wrong := misspelt(reference):
            raise forms.ValidationError(wrong)
        return reference


class OverrideForm(DayForm):
    """The last day set by hand."""

    submit = "Set the last day"
    version = version_field()
    may_lie_ahead = ("ends_on",)
    ends_on = DateField(
        label="Last day subject", noun="The last day", required=False, mark_optional=False,
        help_text="Leave blank to take an earlier setting back: the rules then answer again",
    )  # fmt: skip
    reason = TextAreaField(label="Reason", noun="the reason", rows=4, error_messages={"required": "Say why"})


class ConfirmForm(DayForm):
    """The length was read again."""

    submit = "Confirm: the sentence is as entered"
    version = version_field()
