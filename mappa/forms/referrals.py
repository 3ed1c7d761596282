"""A referral to level 2 or 3, and its screening."""

from __future__ import annotations

from typing import Any

from common.forms import Button, DateField, FormToken, RadioField, TextAreaField, TextField, YesNoField
from mappa.models import MappaLevel, ReferralDecision
from offenders.forms.base import DayForm, VersionedForm, version_field

LEVELS = [(str(level.value), level.label) for level in (MappaLevel.TWO, MappaLevel.THREE)]
LEVEL_HINTS = {
    "2": "Meetings add value, and the risk is high or very high, or co-ordination is needed, or stepped down from 3",
    "3": "As level 2, and senior people are needed",
}
LONG = 12_000


def long_field(label: str, hint: str = "", rows: int = 5, **more: Any) -> TextAreaField:
    """A text that need not be there."""
    return TextAreaField(label=label, help_text=hint, rows=rows, max_length=LONG, required=False, **more)


class ReferralForm(DayForm):
    """What is known is filled in; the reasons are the officer's own."""

    submit = "Send the referral"
    token = FormToken()
    proposed_level = RadioField(
        label="Which level is asked for?", noun="the level", choices=LEVELS, hints=LEVEL_HINTS,
        error_messages={"required": "Select level 2 or level 3"},
    )  # fmt: skip
    referred_on = DateField(label="Date of the referral", error_messages={"required": "Enter the date of the referral"})
    referring_agency = TextField(
        label="Agency that refers", error_messages={"required": "Enter the agency that refers"}
    )
    form_code = TextField(
        label="Form", help_text="Its letter, such as MAPPA A. Letters changed between editions", width=10,
        max_length=20, required=False,
    )  # fmt: skip
    form_edition = TextField(label="Edition of the form", width=10, max_length=40, required=False)
    offences = long_field("Convictions and findings", "Filled in from the record: check it")
    detention = long_field("Custody, hospital, licence and release", "Filled in from the record: check it")
    risk = long_field("Risk", "Who is at risk, of what, how it is assessed. Do not name victims")
    management = long_field("What is being done now", "Filled in from the record: check it")
    reasons = TextAreaField(
        label="Why level 1 is not enough", rows=6, max_length=LONG,
        error_messages={"required": "Say why level 1 is not enough"},
    )  # fmt: skip


class ScreenForm(VersionedForm):
    """The tests of the levels, one by one, then the decision."""

    buttons = (Button("Save the decision"), Button("Save and ask for more", "ask", "yes", "secondary"))
    version = version_field()
    meetings_add_value = YesNoField(
        label="Do meetings add value?", noun="whether meetings add value", required=False, mark_optional=False
    )
    high_risk_of_harm = YesNoField(
        label="Is the risk of serious harm high or very high?",
        noun="the risk of serious harm",
        required=False,
        mark_optional=False,
    )
    coordination_needed = YesNoField(
        label="Is active co-ordination needed, though the risk is lower?",
        noun="co-ordination",
        required=False,
        mark_optional=False,
    )
    stepped_down = YesNoField(
        label="Was the case stepped down from level 3?", noun="stepping down", required=False, mark_optional=False
    )
    senior_needed = YesNoField(
        label="Are senior people needed?", noun="senior people", required=False, mark_optional=False,
        help_text="Level 3 only: for example for resources at short notice",
    )  # fmt: skip
    screening_notes = long_field("Notes, and what is still missing")
    decision = RadioField(
        label="Decision", choices=ReferralDecision.choices, required=False, inline=True, mark_optional=False
    )
    decided_level = RadioField(
        label="Accepted at", noun="the level", choices=LEVELS, required=False, inline=True, mark_optional=False
    )
    decided_on = DateField(label="Date of the decision", required=False, mark_optional=False)
    reasons = TextAreaField(label="Reasons", rows=5, max_length=LONG, required=False, mark_optional=False)

    @property
    def asks(self) -> bool:
        """Whether it was sent without a decision, to ask for more."""
        return "ask" in self.data

    def clean(self) -> dict[str, Any]:
        """A decision has reasons; to ask for more takes none."""
        data = super().clean() or {}
        if not self.asks and not data.get("decision"):
            self.add_error("decision", "Select accepted or refused, or save and ask for more")
        if not self.asks and data.get("decision") and not data.get("reasons"):
            self.add_error("reasons", "Give the reasons")
        return data


class VoidForm(DayForm):
    """Entered in error."""

    submit = "Mark as entered in error"
    reason = TextAreaField(label="What was wrong?", rows=3, error_messages={"required": "Enter what was wrong"})
