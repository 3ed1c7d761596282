"""Forms of cohorts and sanctions."""

from __future__ import annotations

from common.forms import DateField, RadioField, TextField, WholeNumberField
from offenders.forms.base import DayForm, reason_field
from risk.models import Cohort


class EnterCohortForm(DayForm):
    """Into a cohort."""

    submit = "Save"
    cohort = RadioField(
        label="Cohort",
        choices=Cohort.choices,
        hints={
            Cohort.FIXED: "Persistent offenders of neighbourhood crime, such as burglary and robbery",
            Cohort.FLEX: "Chosen locally",
            Cohort.FREE: "Taken on where there is room",
        },
        error_messages={"required": "Select the cohort"},
    )
    from_on = DateField(label="From", noun="The day of entry", error_messages={"required": "Enter the day of entry"})
    reason = reason_field("Reason", "Enter the reason")


class LeaveCohortForm(DayForm):
    """Out of it."""

    submit = "Save the end"
    to_on = DateField(
        label="Left on", noun="The day of leaving", help_text="The first day on which it no longer held",
        error_messages={"required": "Enter the day of leaving"},
    )  # fmt: skip
    reason = reason_field("Reason", "Enter the reason")


class SanctionForm(DayForm):
    """Sanctions of one day for one kind of offence."""

    submit = "Save the sanction"
    sanctioned_on = DateField(
        label="Date of the sanction",
        noun="The day of the sanction",
        error_messages={"required": "Enter the day of the sanction"},
    )
    offence = TextField(
        label="Offence", help_text="In outline, without a name", error_messages={"required": "Enter the offence"}
    )
    count = WholeNumberField(
        label="How many sanctions?", noun="how many sanctions", initial=1, min_value=1, max_value=500, width="3",
        error_messages={"required": "Enter how many sanctions"},
    )  # fmt: skip
