"""Forms of the person behind the level: an answer, something not known, who it is."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.kinds import PersonKind
from common.forms import DateField, FormToken, RadioField, TextAreaField, TextField
from offenders.forms.base import DayForm, VersionedForm, reason_field
from offenders.forms.life import source_field
from risk.policy import profile as rules
from risk.policy.profile import Question


def shown_field() -> forms.IntegerField:
    """The number of the answer that was shown, carried by the form; 0 where there was none."""
    return forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=2**31 - 1,
        error_messages={"required": "This page was not complete. Open it again"},
    )


class AnswerForm(VersionedForm):
    """One answer to one question, with its source and both grades."""

    submit = "Save the answer"
    finding = RadioField(
        label="What was found out?",
        noun="what was found out",
        choices=list(rules.FINDINGS.items()),
        small=True,
        error_messages={"required": "Select what was found out"},
    )
    text = TextAreaField(label="The answer", required=False, mark_optional=False, rows=4)
    answered_on = DateField(
        label="When was this learnt?",
        noun="The day of the answer",
        error_messages={"required": "Enter the day on which this was learnt"},
    )
    source = source_field()
    source_grade = RadioField(
        label="How reliable is the source?",
        noun="how reliable the source is",
        choices=list(rules.SOURCES.items()),
        small=True,
        error_messages={"required": "Select how reliable the source is"},
    )
    information_grade = RadioField(
        label="How does the source know?",
        noun="how far the information can be relied on",
        choices=list(rules.INFORMATION.items()),
        small=True,
        error_messages={"required": "Select how far the information can be relied on"},
    )
    version = shown_field()

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = question.asks

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("finding") == rules.KNOWN and not data.get("text") and "text" not in self.errors:
            self.add_error("text", "Enter what is known")
        return data


class GapForm(DayForm):
    """Something that is not known."""

    submit = "Save"
    what = TextField(
        label="What do we not know?",
        noun="what is not known",
        max_length=500,
        help_text="For example: who owns the van outside. Children by age, never a name",
        error_messages={"required": "Enter what is not known"},
    )
    how = TextField(
        label="How will it be found out?",
        noun="how it is to be found out",
        max_length=500,
        help_text="For example: ask probation; look at the next visit",
        error_messages={"required": "Enter how it is to be found out"},
    )
    token = FormToken()


class CloseGapForm(DayForm):
    """It was found out."""

    submit = "Save what was found out"
    found = reason_field("What was found out?", "Enter what was found out")
    closed_on = DateField(
        label="When?", noun="The day it was found out", error_messages={"required": "Enter the day it was found out"}
    )


class ManagedAsForm(DayForm):
    """As which kind of person."""

    submit = "Save"
    kind = RadioField(
        label="Managed as",
        noun="as whom the person is managed",
        choices=PersonKind.choices,
        hints={
            PersonKind.SEXUAL: "Subject to notification requirements; MAPPA category 1",
            PersonKind.VIOLENT: "MAPPA category 2 or 3",
            PersonKind.DANGEROUS: "In no MAPPA category; a present likelihood of serious harm",
        },
        error_messages={"required": "Select who it is"},
    )
    from_on = DateField(
        label="From", noun="The day from which it holds", error_messages={"required": "Enter the day it holds from"}
    )
    reason = reason_field("Reason", "Enter the reason")
