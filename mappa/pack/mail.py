"""The message that papers are ready: the meeting's reference and a link. It names nobody and carries nothing."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.urls import reverse

from audit.events import record
from common import outbox
from common.models import OutboxMessage
from common.outbox import Email
from mappa.models import Invitation, MeetingStatus, PackVersion

KIND = "mappa_pack"
LIFETIME = dt.timedelta(days=7)


def register() -> None:
    """Called once, as the app starts."""
    outbox.register(KIND, compose, LIFETIME)


def queue_pack(pack: PackVersion, invitation: Invitation) -> bool:
    """Owe the message of one version to one person, in the caller's transaction."""
    return outbox.queue(KIND, f"{KIND}/{pack.pk}/{invitation.pk}", {"pack": pack.pk, "invitation": invitation.pk})


def compose(message: OutboxMessage, moment: dt.datetime) -> Email | None:
    """None once the meeting was cancelled, the invitation taken back, or the account closed."""
    row = Invitation.objects.select_related("meeting", "user").filter(pk=message.payload["invitation"]).first()
    pack = PackVersion.objects.filter(pk=message.payload["pack"]).first()
    if row is None or pack is None or row.meeting.status == MeetingStatus.CANCELLED or row.meeting.voided_at:
        return None
    if row.user is None or not row.user.is_active:
        return None
    to, ref = row.email or row.user.email, row.meeting.meeting_ref
    record("mappa.pack_told", by=None, details={"meeting": ref, "version": pack.number, "to": to})
    lines = [
        "OFFICIAL-SENSITIVE", "", f"The papers of meeting {ref} are ready, version {pack.number}.", "",
        f"{settings.PUBLIC_URL}{reverse('mappa:agenda', args=[ref])}", "",
        "The link works from the force network, after signing in. Nobody reads answers to this message.",
    ]  # fmt: skip
    return Email(to, f"OFFICIAL-SENSITIVE: papers of meeting {ref}", "\n".join(lines))
