"""What is asked of a planned visit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from common.forms import CheckboxesField, DateField, FormToken, GovukForm, RadioField, TextField, TimeField
from visits.choices import OTHER, Choices
from visits.models import DayPart, PlannedVisit
from visits.planning import Plan

ANY_TIME = "any"
NOT_COMPLETE = "This page was not complete. Open it again and save once more"


class PlanForm(GovukForm):
    """When, who goes, and where to. Several people at once have no time and no address of their own."""

    submit = "Save the plan"
    date = DateField(
        label="Day of the visit", noun="The day of the visit", error_messages={"required": "Enter the day"}
    )
    part = RadioField(
        label="Part of the day",
        noun="the part of the day",
        choices=[*DayPart.choices, (ANY_TIME, "Any time")],
        small=True,
        inline=True,
        initial=ANY_TIME,
        error_messages={"required": "Select a part of the day, or any time"},
    )
    time = TimeField(
        label="Time, if it is settled", help_text="For example, 14:30", required=False, mark_optional=False, noun="Time"
    )
    officers = CheckboxesField(
        label="Who goes?", noun="who goes", choices=(), small=True, error_messages={"required": "Select who goes"}
    )
    others_going = TextField(
        label="Anybody from another agency",
        help_text="By role, with a semicolon between two: probation officer; social worker",
        label_size="",
        required=False,
        max_length=400,
        noun="who goes from another agency",
    )
    address = RadioField(label="Which address?", choices=(), error_messages={"required": "Select the address"})
    warned = forms.CharField(required=False, widget=forms.HiddenInput, max_length=24)
    token = FormToken()

    def __init__(self, *args: Any, choices: Choices, on: dt.date, several: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        self.fields["date"].earliest = on  # type: ignore[attr-defined]
        self.fields["officers"].choices = choices.people  # type: ignore[attr-defined]
        places = [(code, text) for code, text in choices.places if code != OTHER]
        if several or len(places) < 2:
            del self.fields["address"]
        else:
            self.fields["address"].choices = places  # type: ignore[attr-defined]
            self.fields["address"].widget.hints = choices.place_hints
            self.fields["address"].initial = choices.first_place or places[0][0]
        if several:
            del self.fields["time"]

    def clean_others_going(self) -> list[str]:
        """Roles or agencies, one after each semicolon."""
        roles = [" ".join(role.split()) for role in self.cleaned_data["others_going"].split(";")]
        return [role for role in roles if role]

    def plan(self) -> Plan:
        """What was filled in, ready for an action. Only for a form that is valid."""
        data = self.cleaned_data
        part, chosen = data["part"], data.get("address", "")
        row = self.choices.rows.get(chosen)
        return Plan(
            date=data["date"],
            officers=tuple(data["officers"]),
            part="" if part == ANY_TIME else part,
            time=data.get("time"),
            others_going=tuple(data["others_going"]),
            address=str(row) if row is not None and chosen != self.choices.first_place else "",
        )


class ChangePlanForm(PlanForm):
    """The same for a plan that stands."""

    submit = "Save the change"
    version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        max_value=2**31 - 1,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), NOT_COMPLETE),
    )


class CancelPlanForm(GovukForm):
    """Why a visit is no longer planned."""

    submit = "Take the plan back"
    reason = TextField(
        label="Reason", help_text="For example: seen at the station, officer sick.", required=False, max_length=300
    )


def initial_of(planned: PlannedVisit, choices: Choices) -> dict[str, Any]:
    """A plan that stands, as the form shows it."""
    return {
        "date": planned.date,
        "part": planned.part or ANY_TIME,
        "time": planned.time,
        "officers": planned.officers,
        "others_going": "; ".join(planned.others_going),
        "address": choices.place_of(planned.address) or choices.first_place,
        "version": planned.version,
    }
