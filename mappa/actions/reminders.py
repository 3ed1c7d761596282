"""Outside agencies are reminded of their actions by a message that names nobody."""

from __future__ import annotations

import datetime as dt
from typing import Any

from accounts import permissions as p
from mappa.mail import queue_reminder
from mappa.models import Action, ActionReminder
from offenders.actions.base import change, hold, log
from offenders.actions.errors import Refused


def remind(*, action: Action, by: Any, on: dt.date) -> list[ActionReminder]:
    """Owe a reminder to every contact of the agency that has an address; once a day each, however often it is asked.

    Raises `Refused` for an action of ours (its owner has it in their caseload), a closed one, and where no contact
    has an address.
    """
    with change(action.nominal, by=by, on=on, permission=p.RUN_MAPPA) as person:
        row = hold(Action, action.pk, person)
        if row.done_on is not None:
            raise Refused("The action was closed")
        if row.agency is None:
            raise Refused("The agency is not on the area’s list: ask them yourself")
        if row.agency.ours:
            raise Refused("Its owner has it in their caseload")
        contacts = row.agency.contacts.filter(left_on=None).exclude(email="")
        addresses = sorted({contact.email.lower() for contact in contacts})
        if not addresses:
            raise Refused(f"No contact of {row.agency.name} has an e-mail address: add one to the area’s list")
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
