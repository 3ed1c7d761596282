"""Other names, particulars, children, expected release, a death."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from common.forms import DateField, RadioField, TextField, WholeNumberField
from offenders.forms.base import DayForm, VersionedForm, reason_field, version_field
from offenders.models import AliasKind, ChildrenAnswer, KnownBy, ParticularKind
from offenders.models.life import DIGITAL

SOURCE = "Where does this come from?"
SOURCE_HINT = "For example: the person, on the visit of 3 March; probation, by telephone"


def source_field(label: str = SOURCE, required: str = "Enter where this comes from") -> TextField:
    """Who says so."""
    return TextField(
        label=label, noun="where this comes from", help_text=SOURCE_HINT, error_messages={"required": required}
    )


def known_by_field() -> RadioField:
    """Declared, found undeclared, or told of."""
    return RadioField(
        label="How did it become known?",
        noun="how it became known",
        choices=[*KnownBy.choices, ("", "Not recorded")],
        small=True,
        required=False,
        mark_optional=False,
    )


class AliasForm(DayForm):
    """Another name."""

    submit = "Save name"
    kind = RadioField(
        label="What kind of name is it?",
        noun="kind of name",
        choices=AliasKind.choices,
        small=True,
        error_messages={"required": "Select what kind of name it is"},
    )
    given_names = TextField(label="Given names", required=False, mark_optional=False, width="30")
    family_name = TextField(
        label="Family name",
        required=False,
        mark_optional=False,
        width="30",
        help_text="A nickname can stand here alone",
    )
    noted_on = DateField(
        label="Known since",
        noun="The day it became known",
        error_messages={"required": "Enter the day it became known"},
    )
    source = source_field()
    known_by = known_by_field()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not {"family_name", "given_names"} & set(self.errors) and not (data["family_name"] or data["given_names"]):
            self.add_error("given_names", "Enter a family name or given names")
        return data


# For each kind: the question, its hint.
QUESTIONS: dict[str, tuple[str, str]] = {
    ParticularKind.WARNING: ("What is the warning?", "For example: large dog loose in the garden; not to be visited by "
                             "one officer alone. It stands first on every page of the record"),
    ParticularKind.INTERPRETER: ("Which language, and is an interpreter needed?", "For example: Polish; interpreter "
                                 "needed for anything that counts; reads English"),
    ParticularKind.HEARING: ("What must be known of their hearing?", "For example: deaf, signs; lip-reads if faced; "
                             "hears on the left side only"),
    ParticularKind.MENTAL_HEALTH: ("What must the visit take into account?", "What helps, what to avoid, whom to ring. "
                                   "No more of a diagnosis than that needs"),
    ParticularKind.HOUSEHOLD: ("Who lives there?", "By what they are to the person: mother, lodger. Never a child’s "
                               "name"),
    ParticularKind.PARTNER: ("Who is the partner?", "Name, and whether they live together. Children are recorded by "
                             "age only"),
    ParticularKind.PRACTITIONER: ("Who is the probation practitioner?", "Name and office"),
    ParticularKind.EMPLOYMENT: ("What work do they do, and where?", "Employer, place and the usual hours"),
    ParticularKind.VEHICLE: ("Which vehicle?", "Make, colour and registration mark"),
    ParticularKind.DEVICE: ("Which device?", "For example: black smartphone, laptop in the bedroom. No serial numbers"),
    ParticularKind.ACCOUNT: ("Which online account?", "The service and the name used there. Never a bank, card or "
                             "document number: the national record holds those"),
    ParticularKind.RESTRAINING_ORDER: ("What does the restraining order say, in outline?", "Not to contact whom, not "
                                       "to go where, made by which court"),
    ParticularKind.BAIL: ("What is the bail condition, in outline?", "For example: to live and sleep at the home "
                          "address; to report on Mondays"),
    ParticularKind.VICTIM_CONTACT: ("What must the visit take into account?", "For example: victim liaison is told of "
                                    "every move. No victim’s name"),
    ParticularKind.EXCLUSION_ZONE: ("Which area is excluded?", "The area and its bounds, and under what. No victim’s "
                                    "name or address"),
}  # fmt: skip


class ParticularForm(DayForm):
    """One thing known in outline, of the kind that its page is for."""

    submit = "Save"
    may_lie_ahead = ("to_on",)
    text = TextField(label="", max_length=500, error_messages={"required": "Enter what is known"})
    source = source_field()
    known_by = known_by_field()
    noted_on = DateField(
        label="From",
        noun="The day from which it holds",
        help_text="Or the day it was learnt. For example, 27 3 2026",
        error_messages={"required": "Enter the day from which it holds, or on which it was learnt"},
    )
    to_on = DateField(
        label="Until", noun="The last day", required=False, help_text="Leave blank if it still holds, or has no end"
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = self.fields["text"]
        text.label, text.help_text = QUESTIONS[kind]
        text.noun = "what is known"  # type: ignore[attr-defined]
        if kind not in DIGITAL:
            del self.fields["known_by"]


class EditParticularForm(ParticularForm, VersionedForm):
    """Put one right; it carries the version that was shown."""

    submit = "Save changes"
    version = version_field()


class EndParticularForm(DayForm):
    """It no longer holds."""

    submit = "Save the end"
    to_on = DateField(
        label="When did it end?",
        noun="The day it ended",
        help_text="The first day on which it no longer held. For example, 27 3 2026",
        error_messages={"required": "Enter the day it ended"},
    )


class ChildrenForm(DayForm):
    """What is known about children: the answer has its day; not asked is no answer."""

    submit = "Save answer"
    answer = RadioField(
        label="What is known about children?",
        noun="what is known about children",
        choices=ChildrenAnswer.choices,
        hints={
            "known": "Children who live or stay there, or whom the person sees",
            "none_known": "Somebody asked, and none are known",
        },
        error_messages={"required": "Select what is known about children"},
    )
    count = WholeNumberField(
        label="How many?", required=False, mark_optional=False, max_value=30, width="2",
        help_text="Leave blank where none are known",
    )  # fmt: skip
    ages = TextField(
        label="Ages", required=False, width="20", help_text="In years, for example: 4, 7, 15. Never a name",
    )  # fmt: skip
    asked_on = DateField(
        label="When were they asked about?",
        noun="The day of asking",
        error_messages={"required": "Enter the day on which somebody asked"},
    )
    source = source_field("Who was asked?", "Enter who was asked")

    def clean_ages(self) -> list[int]:
        text = str(self.cleaned_data["ages"])
        if re.search(r"[^\d,;\s]|\d{3}", text):
            raise forms.ValidationError("Enter ages as numbers from 0 to 17, with commas between them")
        ages = [int(part) for part in re.findall(r"\d+", text)]
        if any(age > 17 for age in ages):
            raise forms.ValidationError("Enter ages as numbers from 0 to 17, with commas between them")
        return ages


class ReleaseForm(DayForm):
    """When release is expected."""

    submit = "Save release date"
    may_lie_ahead = ("release_on",)
    release_on = DateField(
        label="Expected release", noun="The expected release", error_messages={"required": "Enter the expected release"}
    )
    said_on = DateField(
        label="When was this said?", noun="The day it was said", error_messages={"required": "Enter when it was said"}
    )
    source = source_field("Who said so?", "Enter who said so")


class DeathReportForm(DayForm):
    """Somebody says that the person died."""

    submit = "Save the report"
    reported_on = DateField(
        label="When was it reported?",
        noun="The day of the report",
        error_messages={"required": "Enter the day of the report"},
    )
    source = source_field("Who reported it?", "Enter who reported the death")
    died_on = DateField(label="Date of death", required=False, help_text="Leave blank if not known")


class ConfirmDeathForm(DayForm):
    """It is so, on evidence."""

    submit = "Confirm the death"
    died_on = DateField(label="Date of death", error_messages={"required": "Enter the date of death"})
    evidence = TextField(
        label="What proves it?",
        noun="what proves it",
        max_length=500,
        help_text="For example: death certificate seen at the register office on 3 March",
        error_messages={"required": "Enter what proves it"},
    )


class UndoForm(DayForm):
    """Take back what turned out wrong."""

    submit = "Undo"
    reason = reason_field("Why is it undone?", "Enter why it is undone")
