"""Contacts about the person, and ticks for the entries in other registers."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from accounts import permissions as p
from offenders.actions.base import change, log, not_after, said, values
from offenders.actions.errors import Refused
from offenders.actions.life import outline
from offenders.models import TYPED_EVENTS, Contact, ContactHow, EntryKind, Event, Nominal, Register, RegisterEntry
from offenders.policy.numbers import KEEP_OUT, holds_a_barred_number

CONTACT = ("date", "time", "how", "who", "about", "text", "changes")


def record_contact(
    *, nominal: Nominal, by: Any, on: dt.date, date: dt.date, how: str, who: str, text: str, changes: bool,
    about: str = "", time: dt.time | None = None, event_kind: str = "", form_token: uuid.UUID | None = None,
) -> Contact:  # fmt: skip
    """Somebody was in touch about a person whose record one can see, a colleague's case too.

    Where it changes something an event is made with it, so that a risk review is owed. The same form is one contact.
    """
    not_after(date, on, "date", "The day of the contact")
    if how not in ContactHow.values:
        raise Refused("Select how the contact was made", "how")
    if changes and event_kind not in dict(TYPED_EVENTS):
        raise Refused("Select what kind of event it is", "event_kind")
    who = outline(who, "who", "Enter who was in touch, by what they are to the person")
    about, text = " ".join(about.split()), said(text, "text", "Enter what was said")
    for field, words in (("about", about), ("text", text)):
        if holds_a_barred_number(words):
            raise Refused(KEEP_OUT, field)
    with change(nominal, by=by, on=on, permission=p.RECORD_CONTACT, reading=True) as held:
        if form_token and (same := Contact.objects.filter(form_token=form_token, nominal=held).first()):
            return same
        event = _event(held, by, date, event_kind, who, text) if changes else None
        row = Contact.objects.create(
            nominal=held, date=date, time=time, how=how, who=who, about=about, text=text, changes=changes,
            event=event, recorded_by=by, form_token=form_token,
        )  # fmt: skip
        log("contact.recorded", by=by, nominal=held, fact=row, after=values(row, *CONTACT))
    return row


def _event(nominal: Nominal, by: Any, date: dt.date, kind: str, who: str, text: str) -> Event:
    summary = f"{who}: {text}"
    if Event.objects.counted().filter(nominal=nominal, date=date, kind=kind, summary=summary).exists():
        raise Refused("An event that says the same is recorded already", "text")
    row = Event.objects.create(nominal=nominal, date=date, kind=kind, summary=summary, recorded_by=by)
    log("event.recorded", by=by, nominal=nominal, fact=row, after=values(row, "date", "kind", "summary"))
    return row


def tick_register(*, nominal: Nominal, by: Any, on: dt.date, register: str, kind: str, date: dt.date) -> RegisterEntry:
    """The person's entry in another register was made, or brought up to date, on a day. Sent twice, it is one tick."""
    not_after(date, on, "date", "The day of the entry")
    if register not in Register.values or kind not in EntryKind.values:
        raise Refused("Select which entry this is about", "entry")
    with change(nominal, by=by, on=on, permission=p.EDIT_NOMINAL) as held:
        rows = RegisterEntry.objects.counted().filter(nominal=held, register=register, kind=kind, date=date)
        if same := rows.first():
            return same
        row = RegisterEntry.objects.create(nominal=held, register=register, kind=kind, date=date, recorded_by=by)
        log("register_entry.ticked", by=by, nominal=held, fact=row, after=values(row, "register", "kind", "date"))
    return row
