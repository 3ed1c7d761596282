"""What is asked of a step of a whereabouts enquiry, and where somebody was found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from common.forms import DateField, FormToken, GovukForm, RadioField, SelectField, TextAreaField, TextField
from visits.enquiries import PLACES, Found, Step


class StepForm(GovukForm):
    """What was asked of whom, what came of it, what is next."""

    submit = "Save the step"
    made_on = DateField(label="Day of the enquiry", noun="The day", error_messages={"required": "Enter the day"})
    enquiry = TextField(
        label="What was asked, and of whom?",
        help_text="For example: custody suites of the force; hospitals; mother by telephone; benefits agency.",
        max_length=300,
        error_messages={"required": "Enter what was asked, and of whom"},
    )
    result = TextAreaField(label="What came of it?", help_text="Leave blank while there is no answer.", rows=3,
                           required=False, max_length=2000)  # fmt: skip
    next_step = TextField(label="Next step", required=False, max_length=300)
    next_on = DateField(label="Day of the next step", noun="The day of the next step", required=False)
    owner = SelectField(label="Who carries it on?", required=False, mark_optional=False)
    token = FormToken()

    def __init__(self, *args: Any, people: Sequence[Any], on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.username: person for person in people}
        named = [(name, person.full_name) for name, person in self.people.items()]
        self.fields["owner"].choices = [("", "As before"), *named]  # type: ignore[attr-defined]
        self.fields["made_on"].latest = on  # type: ignore[attr-defined]

    def step(self) -> Step:
        """What was filled in, ready for an action."""
        data = self.cleaned_data
        return Step(data["made_on"], data["enquiry"], data["result"], data["next_step"], data["next_on"],
                    self.people.get(data["owner"]))  # fmt: skip


class FoundForm(GovukForm):
    """Where and when somebody was found: that closes the enquiry."""

    submit = "Save: found"
    found_on = DateField(label="Day they were found", noun="The day", error_messages={"required": "Enter the day"})
    where = RadioField(
        label="Where?", noun="where", choices=list(PLACES.items()), error_messages={"required": "Select where"}
    )
    address = TextField(label="Address, if they live there", required=False, mark_optional=False, max_length=500)
    postcode = TextField(label="Postcode", required=False, mark_optional=False, max_length=10, width=10)
    details = TextAreaField(
        label="Who says so, and what did they say?", rows=3, max_length=2000,
        error_messages={"required": "Enter who says so, and what they said"},
    )  # fmt: skip
    token = FormToken()

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["found_on"].latest = on  # type: ignore[attr-defined]

    def found(self) -> Found:
        """What was filled in, ready for an action."""
        data = self.cleaned_data
        return Found(data["found_on"], data["where"], data["details"], data["address"], data["postcode"])
