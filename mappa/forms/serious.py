"""A serious further offence: notified, decided, concluded."""

from __future__ import annotations

from common.forms import DateField, FormToken, RadioField, TextAreaField, TextField
from mappa.models import SeriousDecision
from offenders.forms.base import DayForm, VersionedForm, version_field


class SeriousForm(DayForm):
    """What, when, who told the co-ordinator."""

    token = FormToken()
    offence = TextAreaField(label="The offence charged", help_text="Do not name victims", rows=3,
                            error_messages={"required": "Say what the offence is"})  # fmt: skip
    occurred_on = DateField(label="Date of the offence", required=False)
    charged_on = DateField(label="Date of the charge", required=False)
    notified_on = DateField(label="When was the co-ordinator told?", noun="The day",
                            error_messages={"required": "Enter the day the co-ordinator was told"})  # fmt: skip
    notified_by = TextField(label="By whom?", noun="who told them", required=False)


class SeriousDecisionForm(VersionedForm):
    """Whether the case is reviewed."""

    version = version_field()
    decision = RadioField(label="Is the case reviewed?", noun="whether the case is reviewed",
                          choices=SeriousDecision.choices,
                          error_messages={"required": "Select whether the case is reviewed"})  # fmt: skip
    decided_on = DateField(label="Decided on", noun="The day", error_messages={"required": "Enter the day"})
    decided_by = TextField(label="Who decided?", noun="who decided", help_text="Such as the strategic management board",
                           error_messages={"required": "Enter who decided"})  # fmt: skip
    reasons = TextAreaField(label="Reasons", rows=4, error_messages={"required": "Give the reasons"})


class SeriousOutcomeForm(VersionedForm):
    """What came of it."""

    version = version_field()
    outcome = TextAreaField(label="What came of it?", noun="what came of it", rows=5,
                            error_messages={"required": "Say what came of it"})  # fmt: skip
    outcome_on = DateField(label="On", noun="The day", error_messages={"required": "Enter the day"})
