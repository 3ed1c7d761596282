"""The minutes of one case: a part for each thing that is said; what is missing is named, nothing is forced."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django import forms

from common.forms import DateField, FormToken, RadioField, TextAreaField, TextField, YesNoField
from mappa.actions.minutes import INFORMATION, MinutesConflict, digest
from mappa.forms.referrals import LONG, long_field
from mappa.models import Disclosure, Invitation, MappaLevel
from offenders.forms.base import DayForm, VersionedForm
from risk.plan import TITLES

PILLAR_HINTS = {
    "supervision": "Visits, office contact, health, housing",
    "monitoring": "Conditions, residence, restrictions, tagging, polygraph, orders",
    "interventions": "Programmes, treatment, support",
    "victim_safety": "What keeps victims and those at risk safe",
    "contingency": "What is done, by whom, if the plan fails",
}
LEVELS = [(str(level.value), level.label) for level in MappaLevel]
PARTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("risk", "Risk", ("risk_assessment",)),
    ("plan", "Risk management plan", tuple(TITLES)),
    (
        "disclosure",
        "Disclosure",
        (
            "disclosure_considered", "disclosure", "disclosure_reasons", "disclosure_to", "disclosure_what",
            "disclosure_by", "disclosure_necessity", "disclosure_told",
        ),
    ),
    (
        "people",
        "Victims, diversity, the person’s own view",
        ("victim_issues", "diversity", "person_view", "person_told", "person_told_why"),
    ),
    ("decision", "Decision", ("decision_level", "level_reason", "next_review_on", "dissent")),
)  # fmt: skip


def _pillar(name: str) -> TextAreaField:
    return long_field(TITLES[name], PILLAR_HINTS[name], mark_optional=False)


class MinutesForm(VersionedForm):
    """Every field may wait until the minutes are finalised."""

    may_lie_ahead = ("next_review_on",)
    submit = "Save the minutes of this case"
    token = FormToken()
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1,
        error_messages={"required": "This page was not complete. Open it again"},
    )  # fmt: skip
    plan_seen = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=2**62,
        error_messages={"required": "This page was not complete. Open it again"},
    )  # fmt: skip
    began = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)
    risk_assessment = long_field(
        "Risk summed up", "Current and expected risks: to whom, of what, how likely, how soon", 6
    )
    supervision = _pillar("supervision")
    monitoring = _pillar("monitoring")
    interventions = _pillar("interventions")
    victim_safety = _pillar("victim_safety")
    contingency = _pillar("contingency")
    disclosure_considered = YesNoField(
        label="Was disclosure considered?",
        noun="whether disclosure was considered",
        required=False,
        mark_optional=False,
    )
    disclosure = RadioField(
        label="What was decided?", noun="what was decided", choices=Disclosure.choices, required=False, inline=True,
        mark_optional=False,
    )  # fmt: skip
    disclosure_reasons = long_field("Reasons", rows=3, mark_optional=False)
    disclosure_to = long_field("To whom", rows=2)
    disclosure_what = long_field("What is disclosed", rows=3)
    disclosure_by = TextField(label="By whom", required=False)
    disclosure_necessity = long_field("Why it is necessary and proportionate", rows=3)
    disclosure_told = YesNoField(
        label="Is the person told of the disclosure?", noun="whether they are told", required=False
    )
    victim_issues = long_field("Victim issues", "Do not name victims", 3)
    diversity = long_field("Diversity considered", rows=3)
    person_view = long_field("The person’s own view", rows=3)
    person_told = YesNoField(
        label="Is the person told of the meeting and what came of it?", noun="whether they are told", required=False,
        mark_optional=False,
    )  # fmt: skip
    person_told_why = long_field("How they are told, or why not", rows=2)
    decision_level = RadioField(
        label="Level decided", noun="the level", choices=LEVELS, required=False, inline=True, mark_optional=False
    )
    level_reason = long_field("Reason for the level", rows=3, mark_optional=False)
    next_review_on = DateField(label="Next review", required=False, mark_optional=False)
    dissent = long_field("Differing views", "Who held them, and why", 3)

    def __init__(self, *args: Any, agencies: Mapping[int, Invitation], on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        self.boxes = [f"{INFORMATION}{pk}" for pk in agencies]
        for pk, row in agencies.items():
            took = f" ({row.get_attendance_display().lower()})" if row.attendance else ""
            self.fields[f"{INFORMATION}{pk}"] = TextAreaField(
                label=f"{row.agency_name}{took}", noun=f"what {row.agency_name} told", rows=3, max_length=LONG,
                required=False, mark_optional=False,
            )  # fmt: skip

    def parts(self) -> list[dict[str, Any]]:
        """The fields under their headings, in the order of the meeting."""
        told = {
            "id": "information",
            "title": "Information from agencies",
            "fields": [self[name] for name in self.boxes],
        }
        rest = [{"id": code, "title": title, "fields": [self[name] for name in names]} for code, title, names in PARTS]
        return [told, *rest] if self.boxes else rest

    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        data = dict(self.cleaned_data)
        level = data.get("decision_level")
        return {**data, "decision_level": int(level) if level else None}

    def began_with(self) -> dict[str, str]:
        """The digests that the form carried of what its boxes held when it was shown."""
        try:
            found = json.loads(self.cleaned_data.get("began") or "{}")
        except (ValueError, RecursionError):
            return {}
        return {str(name): str(mark) for name, mark in found.items()} if isinstance(found, dict) else {}

    def show_conflict(self, conflict: MinutesConflict) -> list[tuple[str, str, str]]:  # type: ignore[override]
        """Both texts of each box in which both wrote; the others hold what is saved now, or what only you changed."""
        shown = super().show_conflict(conflict)
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        for name, value in conflict.merged.items():
            for key, text in _as_sent(name, value):
                data[key] = text
        data["began"] = marks({**conflict.merged, **conflict.theirs})
        self.data = data
        return shown

    def _words(self, name: str, value: Any) -> str:
        """As text: yes, no, or what the box says."""
        if isinstance(value, bool):
            return "Yes" if value else "No"
        return super()._words(name, value) if value not in (None, "") else "blank"


def marks(values: Mapping[str, Any]) -> str:
    """What the form carries of what its boxes hold as it is shown."""
    return json.dumps({name: digest(value) for name, value in values.items()})


def _as_sent(name: str, value: Any) -> list[tuple[str, str]]:
    """A value as the form would send it."""
    if name == "next_review_on":
        parts = (value.day, value.month, value.year) if value else ("", "", "")
        return [(f"{name}_{index}", str(part)) for index, part in enumerate(parts)]
    if isinstance(value, bool):
        return [(name, "yes" if value else "no")]
    return [(name, "" if value is None else str(value))]


class AddendumForm(DayForm):
    """A correction of, or an addition to, final minutes."""

    submit = "Add it"
    token = FormToken()
    made_on = DateField(label="Date", error_messages={"required": "Enter the date"})
    text = TextAreaField(label="Addendum", rows=6, max_length=LONG, error_messages={"required": "Enter the addendum"})
