"""The e-mail to whoever manages somebody whom an application under the disclosure scheme names.

A reference and a link: no name, nothing of the application. Where nobody is allocated, or the record is closed to the
officer, the supervisors of the team (of the force, where there is no team) are told; where it is closed to them too,
the few who are named on it.
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
from offenders.models import AccessKind, Nominal, NominalAccess

KIND = "csods_named"
LIFETIME = dt.timedelta(days=7)
SUBJECT = "OFFICIAL-SENSITIVE: a risk review has opened in Manage registered offenders"


def tell_manager(nominal: Nominal, event_id: int, *, by: Any) -> None:
    """Owe the e-mail to the person's officer, or to the supervisors; not to whoever recorded it themselves."""
    for user in _manage(nominal):
        if user.pk != by.pk:
            queue(KIND, f"{KIND}/{event_id}/{user.pk}", {"nominal": nominal.pk, "user": user.pk})


def _manage(nominal: Nominal) -> list[User]:
    """The nearest of them to whom the record is open."""
    active = User.objects.filter(is_active=True).order_by("pk")
    supervisors = active.filter(role=Role.SUPERVISOR, force=nominal.force)
    if nominal.team_id is not None:
        supervisors = supervisors.filter(team_id=nominal.team_id)
    named = NominalAccess.objects.filter(content_object=nominal, kind=AccessKind.NAMED, ended_at__isnull=True)
    for people in (active.filter(pk=nominal.officer_id or 0), supervisors, active.filter(pk__in=named.values("user"))):
        if found := [one for one in people if Nominal.objects.visible_to(one).filter(pk=nominal.pk).exists()]:
            return found
    return []


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
