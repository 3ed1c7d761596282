"""ARMS: eleven factors, each as it was and confirmed, or with a new priority and evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from common.forms import CheckboxField, DateField, FormToken, RadioField, TextAreaField
from offenders.forms.base import DayForm
from risk.actions import FactorAnswer
from risk.models import PROTECTIVE, ArmsFactor, FactorCode, Priority

SELECT = "Select the priority, or confirm that nothing has changed"


class ArmsForm(DayForm):
    """`before` is the last ARMS by factor: what is confirmed as unchanged is taken from it."""

    submit = "Complete the assessment"
    keep_words = True
    completed_on = DateField(
        label="Completed on",
        noun="The day it was completed",
        error_messages={"required": "Enter the day it was completed"},
    )
    priority = RadioField(
        label="Overall priority for work",
        choices=Priority.choices,
        help_text="How much there is to do. It is not the risk level, which is proposed on its own page",
        error_messages={"required": "Select the overall priority"},
    )
    notes = TextAreaField(label="Summary for the plan", rows=4, required=False)
    token = FormToken()

    def __init__(self, *args: Any, before: Mapping[str, ArmsFactor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = before
        self.fields["completed_on"].initial = kwargs["on"]
        for code, label in FactorCode.choices:
            if code in before:
                self.fields[f"{code}_unchanged"] = CheckboxField(
                    label=f"{label}: confirmed, nothing has changed", required=False, mark_optional=False
                )
            self.fields[f"{code}_priority"] = RadioField(
                label="Priority" if code not in before else "New priority",
                noun="priority",
                choices=Priority.choices,
                required=False,
                mark_optional=False,
                label_size="s",
            )
            self.fields[f"{code}_evidence"] = TextAreaField(
                label="Evidence" if code not in before else "New evidence", rows=3, required=False, mark_optional=False
            )
        self.order_fields(["completed_on", *(n for n in self.fields if "_" in n and n != "completed_on")])

    def clean(self) -> dict[str, Any]:
        """Each factor is confirmed, or has a priority and evidence: never neither, never both."""
        data = super().clean() or {}
        for code in FactorCode.values:
            unchanged = bool(data.get(f"{code}_unchanged"))
            priority, evidence = data.get(f"{code}_priority"), data.get(f"{code}_evidence")
            if unchanged and (priority or evidence):
                self.add_error(f"{code}_unchanged", "Confirm that nothing has changed, or say what has: not both")
            elif not unchanged and not priority:
                self.add_error(f"{code}_priority", SELECT)
            elif not unchanged and not evidence:
                self.add_error(f"{code}_evidence", "Enter the evidence")
        return data

    @property
    def begun_from(self) -> int:
        """The number of the ARMS on the page now; 0 where it shows none."""
        return next((row.assessment_id for row in self.before.values()), 0)

    def confirmed(self) -> int:
        """The number of the ARMS that was on the page when it was sent; -1 where the form does not say."""
        given = self.data.get("shown", "")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else -1

    def answers(self) -> list[FactorAnswer]:
        """Ready for the action."""
        data = self.cleaned_data
        return [
            FactorAnswer(code, data[f"{code}_priority"], data[f"{code}_evidence"], bool(data.get(f"{code}_unchanged")))
            for code in FactorCode.values
        ]

    def groups(self) -> list[dict[str, Any]]:
        """The factors as the page shows them: the seven of risk, then the four that protect."""
        shown = [self._shown(code, label) for code, label in FactorCode.choices]
        return [
            {"title": "Risk factors", "factors": [one for one in shown if one["code"] not in PROTECTIVE]},
            {"title": "Protective factors", "factors": [one for one in shown if one["code"] in PROTECTIVE]},
        ]

    def _shown(self, code: str, label: str) -> dict[str, Any]:
        was = self.before.get(code)
        return {
            "code": code,
            "label": label,
            "was": was,
            "unchanged": self[f"{code}_unchanged"] if was else None,
            "priority": self[f"{code}_priority"],
            "evidence": self[f"{code}_evidence"],
        }
