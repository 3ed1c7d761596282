"""The form of the risk management plan."""

from __future__ import annotations

from typing import Any

from django import forms

from common.forms import DateField, TextAreaField
from offenders.forms.base import VersionedForm, reason_field
from risk.models import PARTS
from risk.plan import TITLES

HINTS = {
    "supervision": "Visits and who makes them, contact with other agencies, health, housing",
    "monitoring": "Conditions and who checks them, residence, restrictions, tagging, polygraph, orders, licence",
    "interventions": "Programmes, treatment, work on what drives the risk, what supports the person in desisting",
    "victim_safety": "Known and potential victims: contact, exclusion zones, victim liaison, safeguarding. No names",
    "contingency": "What would tell that the plan fails, and who does what then, out of hours too",
}


def _part(name: str) -> TextAreaField:
    return TextAreaField(
        label=TITLES[name], help_text=HINTS[name], rows=6, required=False, mark_optional=False, max_length=20_000
    )


class RiskPlanForm(VersionedForm):
    """A new version. `version` is the one that was shown; 0 where there was none."""

    submit = "Save as a new version"
    may_lie_ahead = ("review_on",)
    supervision = _part("supervision")
    monitoring = _part("monitoring")
    interventions = _part("interventions")
    victim_safety = _part("victim_safety")
    contingency = _part("contingency")
    what_changed = reason_field(
        "What has changed, and why",
        "Enter what has changed, or that nothing has",
        "For whoever reads the list of versions. Say so if the plan was reviewed and nothing has changed",
    )
    review_on = DateField(
        label="Review the plan by",
        noun="The day of the review",
        error_messages={"required": "Enter the day by which the plan is reviewed"},
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=2**63 - 1,
        error_messages={"required": "This page was not complete. Open it again"},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(part) for part in PARTS) and not set(PARTS) & set(self.errors):
            self.add_error(PARTS[0], "Enter the plan under at least one heading")
        return data
