"""Messages about MAPPA, through the outbox. None of them names anybody or says what anything is about."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.urls import reverse

from audit.events import record
from common import outbox
from common.models import OutboxMessage
from common.outbox import Email
from common.text import long_date
from mappa.models import ActionReminder, Attendance, Invitation, Meeting

REMINDER, MINUTES = "mappa_reminder", "mappa_minutes"
LIFETIME = dt.timedelta(days=7)
NO_ANSWER = "Nobody reads answers to this message: ask the MAPPA co-ordinator."


def register() -> None:
    """Called once, as the app starts."""
    outbox.register(REMINDER, compose_reminder, LIFETIME)
    outbox.register(MINUTES, compose_minutes, LIFETIME)


def queue_reminder(reminder: ActionReminder) -> None:
    """Owe the message of one reminder, in the caller's transaction."""
    outbox.queue(REMINDER, f"{REMINDER}/{reminder.pk}", {"reminder": reminder.pk})


def compose_reminder(message: OutboxMessage, moment: dt.datetime) -> Email | None:
    """The reference of the action and its day; None once it was closed."""
    rows = ActionReminder.objects.select_related("action__nominal")
    row = rows.filter(pk=message.payload["reminder"], action__voided_at=None, action__done_on=None).first()
    if row is None:
        return None
    action = row.action
    details = {"action": action.action_ref, "to": row.to}
    record("mappa.reminder_sent", by=None, subjects=[action.nominal.reference], details=details)
    due = f"It was agreed to be done by {long_date(action.due_on)}." if action.due_on else "No day was agreed for it."
    lines = [
        "OFFICIAL-SENSITIVE", "", f"An action of your agency from a meeting is open: {action.action_ref}.", due, "",
        "Please tell the MAPPA co-ordinator how it stands.", "", NO_ANSWER,
    ]  # fmt: skip
    return Email(row.to, f"OFFICIAL-SENSITIVE: action {action.action_ref} is open", "\n".join(lines))


def tell_of_minutes(meeting: Meeting) -> int:
    """Owe everybody who was asked and has an address a message that the minutes are ready; how many that is."""
    rows = Invitation.objects.filter(meeting=meeting).exclude(email="").exclude(attendance=Attendance.ABSENT)
    asked = {row.email.lower(): row for row in rows}
    for row in asked.values():
        outbox.queue(MINUTES, f"{MINUTES}/{row.pk}", {"invitation": row.pk})
    return len(asked)


def compose_minutes(message: OutboxMessage, moment: dt.datetime) -> Email | None:
    """The reference of the meeting, and the link for whoever signs in here."""
    row = Invitation.objects.select_related("meeting", "user").filter(pk=message.payload["invitation"]).first()
    if row is None or row.meeting.voided_at is not None:
        return None
    meeting = row.meeting
    record("mappa.minutes_told", by=None, details={"meeting": meeting.meeting_ref, "to": row.email})
    lines = ["OFFICIAL-SENSITIVE", "", f"The minutes of meeting {meeting.meeting_ref} are final."]
    if row.user is not None and row.user.is_active:
        lines += ["", f"{settings.PUBLIC_URL}{reverse('mappa:meeting', args=[meeting.meeting_ref])}", "",
                  "The link works from the force network, after signing in."]  # fmt: skip
    else:
        lines += ["The MAPPA co-ordinator gives you your copy."]
    return Email(row.email, f"OFFICIAL-SENSITIVE: minutes of meeting {meeting.meeting_ref}",
                 "\n".join([*lines, "", NO_ANSWER]))  # fmt: skip
