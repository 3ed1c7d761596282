"""What is heard at the counter: every matter on one page, in the order in which it is said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Fieldset, Layout

from common.forms import (
    CheckboxesField,
    DateField,
    FormToken,
    RadioField,
    SelectField,
    TextAreaField,
    TextField,
    YesNoField,
)
from notification.actions.notifications import AT_THE_COUNTER
from notification.law import OFF, Law
from notification.models import Matter, Means, Section
from notification.numbers import NEVER_KEPT, holds_number
from offenders.forms.base import DayForm

SECTIONS = [
    (Section.S84.value, "A change (s.84)"),
    (Section.S85.value, "The periodic notification (s.85)"),
    (Section.S83.value, "The initial notification (s.83)"),
]
MATTER_HINTS = {
    Matter.HOME_ADDRESS.value: "Record the move on the record as well: visits and the 7 days of no fixed abode go by"
    " the address there",
    Matter.BANK_OR_CARD.value: "Only that it was given is kept here: the details belong on the national record",
    Matter.IDENTITY_DOCUMENT.value: "Likewise",
}


def matter_choices(law: Law) -> list[tuple[str, str]]:
    """What can have changed, as the law stands in the force."""
    return [row for row in Matter.choices if law.absence or row[0] != Matter.ABSENCE]


class CounterForm(DayForm):
    """Who took it, where and how."""

    parts: tuple[tuple[str, tuple[str, ...]], ...]
    token = FormToken()
    station = TextField(label="Station", max_length=100, required=False)
    taken_by = TextField(label="Taken by", max_length=150, required=False)
    means = RadioField(
        label="How was it given?", noun="how it was given", choices=Means.choices, small=True,
        initial=Means.IN_PERSON.value, error_messages={"required": "Select how it was given"},
    )  # fmt: skip
    remote_approved_by = TextField(
        label="Who approved that it was given remotely?", max_length=150, required=False, mark_optional=False
    )
    acknowledged = YesNoField(label="Written acknowledgment given?", required=False, noun="acknowledgment")
    fingerprints = YesNoField(label="Fingerprints taken?", required=False, noun="fingerprints")
    photograph = YesNoField(label="Photograph taken?", required=False, noun="the photograph")
    national_record = YesNoField(
        label="Are the details on the national record?", required=False, noun="the national record"
    )
    note = TextAreaField(
        label="Note", rows=3, required=False, help_text="Never account, card, passport or document numbers"
    )

    def __init__(self, *args: Any, law: Law = OFF, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not law.remote:
            del self.fields["remote_approved_by"]
            field: Any = self.fields["means"]
            field.choices = [row for row in Means.choices if row[0] != Means.REMOTE]
        self.lay_out()

    def lay_out(self) -> None:
        """The fields that there are, part by part."""
        parts = [(legend, [name for name in names if name in self.fields]) for legend, names in self.parts]
        self.layout = Layout("token", *(Fieldset(legend, *names) for legend, names in parts))

    def clean(self) -> dict[str, Any]:
        """Remotely only with approval; words carry no numbers that are not kept here."""
        data = super().clean() or {}
        if data.get("means") == Means.REMOTE and not data.get("remote_approved_by"):
            self.add_error("remote_approved_by", "Enter who approved it")
        for name in ("station", "taken_by", "remote_approved_by", "note"):
            if holds_number(data.get(name) or ""):
                self.add_error(name, NEVER_KEPT)
        return data


class NotificationForm(CounterForm):
    """An initial, change or periodic notification."""

    submit = "Save the notification"
    may_lie_ahead = ("expected_on",)
    section = RadioField(
        label="What is it?", noun="what it is", choices=SECTIONS, error_messages={"required": "Select what it is"}
    )
    matters = CheckboxesField(
        label="What changed?", noun="what changed", choices=Matter.choices, hints=MATTER_HINTS, required=False,
        mark_optional=False, help_text="For a change. If things changed on different days, save once for each day",
    )  # fmt: skip
    event_on = DateField(label="When did it happen?", noun="The day it happened", required=False, mark_optional=False)
    expected_on = DateField(
        label="Or, in advance: when is it expected?", noun="The day on which it is expected", required=False,
        mark_optional=False, help_text="Good only if it happens from 2 days before to 2 days after (s.84(3)-(4))",
    )  # fmt: skip
    premises = SelectField(
        label="Which other premises?", choices=(), required=False, mark_optional=False,
        help_text="For another address: it is then notified, and its days are counted no longer",
    )  # fmt: skip
    notified_on = DateField(
        label="When was it notified?", noun="The day of notification",
        error_messages={"required": "Enter the day on which it was notified"},
    )  # fmt: skip
    parts = (
        ("What the person says", ("section", "matters", "event_on", "expected_on", "premises")),
        ("At the counter", ("notified_on", *AT_THE_COUNTER)),
    )

    def __init__(self, *args: Any, law: Law = OFF, places: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, law=law, **kwargs)
        self.fields["notified_on"].initial = kwargs["on"]
        self.fields["matters"].choices = matter_choices(law)  # type: ignore[attr-defined]
        self.fields["premises"].choices = [("", "Not one on the record"), *places]  # type: ignore[attr-defined]
        if not places:
            del self.fields["premises"]
            self.lay_out()

    def clean(self) -> dict[str, Any]:
        """A change says what and when."""
        data = super().clean() or {}
        if data.get("section") == Section.S84:
            if not data.get("matters"):
                self.add_error("matters", "Select what changed")
            if not data.get("event_on") and not data.get("expected_on") and "event_on" not in self.errors:
                self.add_error("event_on", "Enter the day on which it happened, or is expected")
        return data


class EventForm(DayForm):
    """Something that has to be notified has come to light."""

    submit = "Save: still to be notified"
    token = FormToken()
    matter = RadioField(
        label="What changed?", noun="what changed", choices=Matter.choices, small=True,
        error_messages={"required": "Select what changed"},
    )  # fmt: skip
    event_on = DateField(label="When did it happen?", noun="The day it happened", required=False, mark_optional=False)
    expected_on = DateField(
        label="Or: when is it expected?", noun="The day on which it is expected", required=False, mark_optional=False,
        help_text="For what has to be notified beforehand: a new name, an absence, a stay where a child lives",
    )  # fmt: skip
    note = TextAreaField(label="How is it known?", rows=3, required=False)
    may_lie_ahead = ("expected_on",)

    def __init__(self, *args: Any, law: Law = OFF, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matter"].choices = matter_choices(law)  # type: ignore[attr-defined]
        if not law.asks_notice:
            del self.fields["expected_on"]

    def clean(self) -> dict[str, Any]:
        """One day, and no numbers that are not kept here."""
        data = super().clean() or {}
        if (
            not data.get("event_on")
            and not data.get("expected_on")
            and not {"event_on", "expected_on"} & set(self.errors)
        ):
            self.add_error("event_on", "Enter the day on which it happened")
        if data.get("event_on") and data.get("expected_on"):
            self.add_error("expected_on", "Enter the day it happened or the day it is expected, not both")
        if holds_number(data.get("note") or ""):
            self.add_error("note", NEVER_KEPT)
        return data


class DepartureForm(CounterForm):
    """A journey abroad."""

    submit = "Save the journey"
    may_lie_ahead = ("departs_on", "returned_on")
    departs_on = DateField(
        label="Leaves the United Kingdom on", noun="The departure", error_messages={"required": "Enter the departure"}
    )
    details_known_on = DateField(
        label="Since when are the day, the first country and the point of arrival known?", required=False,
        noun="The day on which the details were known",
        help_text="More than 7 days ahead: notice not less than 7 days before. Otherwise not less than 12 hours before",
    )  # fmt: skip
    notified_on = DateField(
        label="Notified on", noun="The day of notification", required=False, mark_optional=False,
        help_text="Leave blank if it is known but not notified",
    )  # fmt: skip
    return_prenotified = YesNoField(
        label="Were the day and point of return given as well?", noun="the return", required=False
    )
    parts = (
        ("The journey", ("departs_on", "details_known_on", "return_prenotified")),
        ("At the counter", ("notified_on", *AT_THE_COUNTER)),
    )


class JourneyForm(CounterForm):
    """A journey, or a change of it, that was known and owed has been notified."""

    submit = "Save the notification"
    notified_on = DateField(
        label="Notified on", noun="The day of notification", error_messages={"required": "Enter the day"}
    )
    return_prenotified = YesNoField(
        label="Were the day and point of return given as well?", noun="the return", required=False
    )
    parts = (("At the counter", ("notified_on", "return_prenotified", *AT_THE_COUNTER)),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notified_on"].initial = kwargs["on"]


class JourneyChangeForm(CounterForm):
    """Notified details of a journey have changed."""

    submit = "Save the change"
    may_lie_ahead = ("departs_on",)
    event_on = DateField(
        label="When did the details change?", noun="The day of the change", error_messages={"required": "Enter the day"}
    )
    departs_on = DateField(
        label="Now leaves the United Kingdom on", noun="The departure", required=False, mark_optional=False,
        help_text="Leave blank if the day of departure is the same",
    )  # fmt: skip
    notified_on = DateField(
        label="Notified on", noun="The day of notification", required=False, mark_optional=False,
        help_text="Leave blank if it is still to be notified: not less than 12 hours before departure (reg. 7)",
    )  # fmt: skip
    parts = (("The change", ("event_on", "departs_on")), ("At the counter", ("notified_on", *AT_THE_COUNTER)))


class ReturnForm(DayForm):
    """Back in the United Kingdom."""

    submit = "Save the return"
    returned_on = DateField(
        label="Returned on", noun="The return", error_messages={"required": "Enter the day of the return"}
    )
    prenotified = YesNoField(
        label="Were the day and point of return notified beforehand, and both met?", noun="the return",
        error_messages={"required": "Select whether the return was notified beforehand"},
    )  # fmt: skip
    notified_on = DateField(
        label="Return notified on", noun="The day of notification", required=False, mark_optional=False,
        help_text="Leave blank if it is still to be notified, or was beforehand",
    )  # fmt: skip


class CancelForm(DayForm):
    """What was known to be coming did not happen."""

    submit = "Save: it did not happen"
    cancelled_on = DateField(
        label="When did the person say so?", noun="The day", error_messages={"required": "Enter the day"}
    )


class AnnouncedForm(DayForm):
    """What came of a notice in advance."""

    submit = "Save"
    happened_on = DateField(
        label="It happened on", noun="The day it happened", required=False, mark_optional=False,
        help_text="From 2 days before to 2 days after the day announced the notice is good (s.84(3)-(4))",
    )  # fmt: skip
    cancelled_on = DateField(
        label="Or it did not happen: the person said so on", noun="The day", required=False, mark_optional=False
    )

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        data = super().clean() or {}
        if not {"happened_on", "cancelled_on"} & set(self.errors):
            if not data.get("happened_on") and not data.get("cancelled_on"):
                self.add_error("happened_on", "Enter the day it happened, or the day the person said it did not")
            elif data.get("happened_on") and data.get("cancelled_on"):
                self.add_error("cancelled_on", "It happened or it did not: enter one day")
        return data
