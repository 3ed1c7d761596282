"""What happens to an order on a day, other than that the court varied it (`forms.variation`)."""

from __future__ import annotations

from typing import Any

from common.forms import DateField, FormToken, RadioField, TextAreaField, TextField
from offenders.forms.base import DayForm
from orders.models import OrderEventKind

HINTS = {
    OrderEventKind.REVIEWED.value: "Looked at again, and it stays as it is",
    OrderEventKind.TO_RENEW.value: "Before it ends: the court is asked to prolong or change it",
    OrderEventKind.TO_LAPSE.value: "Before it ends: it is let go, and why",
    OrderEventKind.EXPIRED.value: "Its last day has passed",
    OrderEventKind.DISCHARGED.value: "The court ended it: it is over on that day",
    OrderEventKind.QUERIED.value: "A term that the law does not seem to allow",
    OrderEventKind.PASSPORTS.value: "Every passport, under a ban on travel to all countries",
}
ORDER = (
    OrderEventKind.REVIEWED, OrderEventKind.TO_RENEW, OrderEventKind.TO_LAPSE, OrderEventKind.DISCHARGED,
    OrderEventKind.EXPIRED, OrderEventKind.QUERIED, OrderEventKind.ANSWERED, OrderEventKind.PASSPORTS,
)  # fmt: skip


class EventForm(DayForm):
    """Anything that changes no condition."""

    submit = "Save"
    token = FormToken()
    kind = RadioField(
        label="What happened?",
        noun="what happened",
        choices=[(kind.value, kind.label) for kind in ORDER],
        hints=HINTS,
        small=True,
        error_messages={"required": "Select what happened"},
    )
    on = DateField(label="On", noun="The day", error_messages={"required": "Enter the day"})
    court = TextField(label="Court", required=False, help_text="Where a court was concerned")
    note = TextAreaField(label="Reason or note", noun="the reason", required=False, rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        day = kwargs["on"]
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = day
