"""The forms about visits: shape and wording only; what may be saved is the actions' and the policy's to say."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict

from common.forms import (
    CheckboxesField,
    ChoiceButtonsField,
    DateField,
    FormToken,
    GovukForm,
    RadioField,
    TextAreaField,
    TextField,
    TimeField,
    YesNoField,
)
from offenders.policy import home_on, place
from visits.actions import Account
from visits.choices import OTHER, Choices
from visits.models import Decision, Outcome
from visits.policy import sees

HINTS = {
    Outcome.SEEN_AT_ADDRESS: "You spoke to them in person",
    Outcome.NO_REPLY: "Nobody came to the door",
    Outcome.THIRD_PARTY_SEEN: "You spoke to somebody, but not to them",
    Outcome.REFUSED: "They would not let you in",
    Outcome.ADDRESS_VACATED: "They have left: a whereabouts enquiry opens",
    Outcome.SEEN_ELSEWHERE: "At the station, at work, in the street",
    Outcome.ABANDONED: "You left before you could find out",
}
DOORSTEP_ORDER = tuple(HINTS)
LONGEST_NOTES = 10_000


class OutcomeForm(GovukForm):
    """The first page: what came of it. Each answer is a button that leads on."""

    submit = ""
    method = "get"
    outcome = ChoiceButtonsField(
        choices=[(outcome.value, outcome.label) for outcome in DOORSTEP_ORDER],
        hints={outcome.value: hint for outcome, hint in HINTS.items()},
        label="What came of the visit?",
        error_messages={"required": "Select what came of the visit"},
    )


class VisitForm(GovukForm):
    """The second page: only what the outcome asks, the rest filled in."""

    keep_words = True
    token = FormToken()
    warned = forms.CharField(required=False, widget=forms.HiddenInput, max_length=400)
    outcome = forms.ChoiceField(choices=Outcome.choices, widget=forms.HiddenInput)
    entry_sought_for_risk_search = YesNoField(
        label="Did you seek entry to search to assess risk?",
        help_text="Only such attempts count towards a warrant under section 96B.",
        noun="whether you sought entry to search",
        error_messages={"required": "Select whether you sought entry to search to assess risk"},
    )
    third_party = TextField(
        label="Who did you speak to?",
        help_text="What they are to the person, for example mother or neighbour.",
        error_messages={"required": "Enter who you spoke to"},
    )
    third_party_said = TextAreaField(
        label="What did they say?", rows=3, max_length=4000, error_messages={"required": "Enter what they said"}
    )
    address = RadioField(
        label="Which address?", error_messages={"required": "Select the address you went to"}, choices=()
    )
    other_address = TextField(
        label="Where was it?", label_size="", max_length=500, required=False, mark_optional=False, noun="where it was"
    )
    date = DateField(
        label="Date", help_text="", noun="Date of the visit", error_messages={"required": "Enter the date of the visit"}
    )
    time = TimeField(label="Time", help_text="", required=False, mark_optional=False, noun="Time of the visit")
    officers = CheckboxesField(
        label="Who was there?", noun="who was there", required=False, mark_optional=False, choices=()
    )
    others_present = TextField(
        label="Anybody from another agency",
        help_text="By role, with a semicolon between two: probation officer; social worker",
        label_size="",
        required=False,
        noun="who was there from another agency",
    )
    announced = YesNoField(
        label="Did they know you were coming?",
        yes="Yes, announced",
        no="No, unannounced",
        noun="whether the visit was announced",
        error_messages={"required": "Select whether the visit was announced"},
    )
    notes = TextAreaField(label="Notes", rows=4, max_length=LONGEST_NOTES, required=False)
    despite_reason = TextField(
        label="Reason, if there is one to give", label_size="", max_length=1000, required=False, mark_optional=False
    )

    def __init__(self, data: Any = None, *, choices: Choices, outcome: str, on: dt.date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.choices, self.chosen = choices, outcome
        self.initial.setdefault("outcome", outcome)
        if sees(outcome):
            del self.fields["entry_sought_for_risk_search"]
        if outcome != Outcome.THIRD_PARTY_SEEN:
            del self.fields["third_party"], self.fields["third_party_said"]
        if outcome == Outcome.SEEN_ELSEWHERE:  # by chance, perhaps
            self.fields["address"].label = "Where were they seen?"
            self.fields["announced"].required = False
        self.fields["address"].choices = choices.places  # type: ignore[attr-defined]
        self.fields["address"].widget.hints = choices.place_hints
        self.fields["officers"].choices = choices.people  # type: ignore[attr-defined]
        self.fields["date"].error_messages["too_late"] = "%(noun)s must be today or in the past"
        self.fields["date"].latest = on  # type: ignore[attr-defined]

    def clean_others_present(self) -> list[str]:
        """Roles or agencies, one after each semicolon."""
        roles = [" ".join(role.split()) for role in self.cleaned_data["others_present"].split(";")]
        return [role for role in roles if role]

    def clean(self) -> dict[str, Any]:
        """Somewhere else needs saying where."""
        data = super().clean() or {}
        if data.get("address") == OTHER and not data.get("other_address") and "other_address" not in self.errors:
            self.add_error("other_address", "Enter the address or the place")
        return data

    def place_text(self) -> str:
        """The address as it is stored: blank for the home of the day of the visit."""
        data = self.cleaned_data
        chosen = data.get("address", "")
        if chosen == OTHER:
            return str(data.get("other_address", "")).strip()
        row = self.choices.rows.get(chosen)
        if row is None:
            return ""
        home = home_on(self.choices.facts, data["date"]) if data.get("date") else None
        at_home = home is not None and place(home.address, home.postcode).same_as(place(row.address, row.postcode))
        return "" if at_home else str(row)

    def account(self, *, write_up_owed: bool = False, saved_despite: tuple[str, ...] = ()) -> Account:
        """What was told, ready for an action. Only for a form that is valid."""
        data = self.cleaned_data
        return Account(
            date=data["date"],
            outcome=data["outcome"],
            time=data["time"],
            address=self.place_text(),
            officers=tuple(data["officers"]),
            others_present=tuple(data["others_present"]),
            announced=data["announced"],
            entry_sought_for_risk_search=data.get("entry_sought_for_risk_search"),
            third_party=data.get("third_party", ""),
            third_party_said=data.get("third_party_said", ""),
            notes=data["notes"],
            write_up_owed=write_up_owed,
            saved_despite=saved_despite,
            despite_reason=data["despite_reason"] if saved_despite else "",
        )

    @property
    def form_token(self) -> uuid.UUID:
        return self.cleaned_data["token"]

    @property
    def warned_of(self) -> frozenset[str]:
        """The warnings that this form has shown already."""
        return frozenset(self.cleaned_data.get("warned", "").split(","))

    def as_kept(self) -> VisitForm:
        """The form as it was left, without complaining of what is not filled in yet."""
        self._errors = ErrorDict()
        return self


class CorrectionForm(VisitForm):
    """A visit as it really was, and what was wrong."""

    reason = TextField(
        label="What was wrong?",
        help_text="The first entry stays on the record, struck through, with this reason.",
        max_length=1000,
        error_messages={"required": "Enter what was wrong"},
    )


class WriteUpForm(GovukForm):
    """The account of a visit that was saved in a hurry."""

    keep_words = True
    submit = "Save the account"
    token = FormToken()
    seen_notes = forms.CharField(required=False, strip=False, widget=forms.HiddenInput, max_length=LONGEST_NOTES)
    notes = TextAreaField(
        label="Account of the visit",
        rows=12,
        max_length=LONGEST_NOTES,
        count=True,
        error_messages={"required": "Write the account of the visit"},
    )

    def clean_seen_notes(self) -> str:
        """Line ends as the database has them."""
        return str(self.cleaned_data["seen_notes"]).replace("\r\n", "\n").replace("\r", "\n")


class VoidForm(GovukForm):
    """Why a row was entered in error."""

    reason = TextField(
        label="Why was it entered in error?",
        help_text="It stays on the record, struck through, with this reason.",
        max_length=1000,
        error_messages={"required": "Enter why it was entered in error"},
    )


class DecisionForm(GovukForm):
    """What is done after failed visits."""

    keep_words = True
    submit = "Save the decision"
    token = FormToken()
    decision = RadioField(
        label="What has been decided?",
        choices=Decision.choices,
        hints={
            Decision.WARRANT.value: "A superintendent or above applies to a justice",
            Decision.WHEREABOUTS_ENQUIRY.value: "Find out where the person is",
            Decision.OTHER.value: "Say what in the reason, for example to try again at another hour",
        },
        error_messages={"required": "Select what has been decided"},
    )
    reason = TextAreaField(
        label="Reason", rows=4, max_length=4000, error_messages={"required": "Enter the reason for the decision"}
    )
    look_again_on = DateField(label="Date to look at it again", required=False)

    def __init__(self, data: Any = None, *, on: dt.date, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["look_again_on"].earliest = on + dt.timedelta(days=1)  # type: ignore[attr-defined]

    def as_kept(self) -> DecisionForm:
        """The form as it was left, without complaining of what is not filled in yet."""
        self._errors = ErrorDict()
        return self
