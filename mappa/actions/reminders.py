"""Outside agencies are reminded of their actions by a message that names nobody."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from accounts import permissions as p
from mappa.mail import queue_reminder
from mappa.models import Action, ActionReminder
from offenders.actions.base import NOT_YOURS, change, hold, log
from offenders.actions.errors import NotAllowed, Refused
from offenders.models import Nominal


def remind(*, action: Action, by: Any, on: dt.date) -> list[ActionReminder]:
    """Owe a reminder to every contact of the agency that has an address; once a day each, however often it is asked.

    Raises `Refused` for an action of ours (its owner has it in their caseload), a closed one, and where no contact
    has an address.
    """
    with change(action.nominal, by=by, on=on, permission=p.RUN_MAPPA) as person:
        row = hold(Action, action.pk, person)
        if row.done_on is not None:
            raise Refused("The action was closed")
        agency = row.on_the_list
        if agency is None:
            raise Refused("The agency is not on the area’s list: ask them yourself")
        if agency.ours:
            raise Refused("Its owner has it in their caseload")
        contacts = agency.contacts.filter(left_on=None).exclude(email="")
        addresses = sorted({contact.email.lower() for contact in contacts})
        if not addresses:
            raise Refused(f"No contact of {agency.name} has an e-mail address: add one to the area’s list")
        sent = []
        for address in addresses:
            reminder, new = ActionReminder.objects.get_or_create(
                action=row, sent_on=on, to=address, defaults={"sent_by": by}
            )
            if new:
                queue_reminder(reminder)
                sent.append(reminder)
        if sent:
            log("mappa.agency_reminded", by=by, nominal=person, fact=row, ref=row.action_ref, to=addresses)
    return sent


class Reminded(NamedTuple):
    """How many reminders are on their way, and what stopped the others."""

    sent: int
    stopped: list[str]


def remind_agency(*, agency_name: str, by: Any, on: dt.date) -> Reminded:
    """The same for every overdue action of an agency on a record that one may write, each by itself, oldest first."""
    if not by.can(p.RUN_MAPPA):
        raise NotAllowed(NOT_YOURS)
    people = Nominal.objects.writable_by(by).values("pk")
    rows = Action.objects.open(on).filter(agency_name=agency_name, due_on__lt=on, nominal__in=people)
    sent, stopped = 0, []
    for row in rows.select_related("nominal").oldest_first():
        try:
            sent += len(remind(action=row, by=by, on=on))
        except Refused as refused:
            stopped.append(refused.sentence)
    return Reminded(sent, sorted(set(stopped)))
