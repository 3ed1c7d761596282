"""The e-mail to whoever manages somebody whom an application under the disclosure scheme names.

A reference and a link: no name, nothing of the application. Where nobody is allocated, the supervisors of the team
(of the force, where there is no team) are told.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from audit.events import record
from common.models import OutboxMessage
from common.outbox import Email, queue
from offenders.models import Nominal

KIND = "csods_named"
LIFETIME = dt.timedelta(days=7)
SUBJECT = "OFFICIAL-SENSITIVE: a risk review has opened in Manage registered offenders"


def tell_manager(nominal: Nominal, event_id: int, *, by: Any) -> None:
    """Owe the e-mail to the person's officer, or to the supervisors; not to whoever recorded it themselves."""
    officer = nominal.officer
    if officer is not None and officer.is_active:
        told = [officer.pk]
    else:
        people = User.objects.filter(is_active=True, role=Role.SUPERVISOR, force=nominal.force)
        people = people if nominal.team_id is None else people.filter(team_id=nominal.team_id)
        told = list(people.values_list("pk", flat=True))
    for pk in told:
        if pk != by.pk:
            queue(KIND, f"{KIND}/{event_id}/{pk}", {"nominal": nominal.pk, "user": pk})


def compose(message: OutboxMessage, moment: dt.datetime) -> Email | None:
    """As things stand when it leaves: None where the reader may not open the record any more."""
    reader = User.objects.filter(pk=message.payload["user"], is_active=True).exclude(email="").first()
    if reader is None:
        return None
    nominal = Nominal.objects.visible_to(reader).filter(pk=message.payload["nominal"]).first()
    if nominal is None:
        return None
    record("csods.officer_told", by=None, subjects=[nominal.reference], details={"to": reader.username})
    link = f"{settings.PUBLIC_URL}{reverse('offenders:record', args=[nominal.reference])}"
    lines = [
        "OFFICIAL-SENSITIVE", "", "An event was recorded on a record of yours, and a risk review is owed:", "",
        nominal.reference, link, "",
        "The link works from the force network, after signing in. Nobody reads answers to this message.",
    ]  # fmt: skip
    return Email(reader.email, SUBJECT, "\n".join(lines))
