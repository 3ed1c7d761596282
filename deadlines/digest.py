"""The day's e-mail to everybody with new alerts: references and links, no name and no word of what is owed.

It is owed with the end of a nightly run, in the same transaction: one for each recipient and day. An alert is named in
one digest only. What it says is worked out when it leaves, by what its reader may see then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import connection
from django.urls import reverse

from accounts.models import User
from audit.events import record
from common.models import OutboxMessage
from common.outbox import Email
from common.text import plural
from deadlines.models import Alert

KIND = "digest"
LIFETIME = dt.timedelta(days=7)
MOST_NAMED = 200
SUBJECT = "OFFICIAL-SENSITIVE: alerts waiting in Manage registered offenders"

QUEUE = """
WITH owed AS (
    INSERT INTO common_outboxmessage
           (key, kind, payload, message_id, queued_at, next_try_at, attempts, last_error)
    SELECT 'digest/' || u.id || '/' || %(on)s, 'digest', jsonb_build_object('user', u.id, 'on', %(on)s::text),
           gen_random_uuid(), %(moment)s, %(moment)s, 0, ''
      FROM accounts_user u
     WHERE u.is_active AND u.email <> '' AND EXISTS (
           SELECT 1 FROM deadlines_alert a
            WHERE a.recipient_id = u.id AND a.acknowledged_on IS NULL AND a.digested_on IS NULL)
    ON CONFLICT (key) DO NOTHING
    RETURNING (payload ->> 'user')::bigint AS user_id
)
UPDATE deadlines_alert a SET digested_on = %(on)s
  FROM owed WHERE a.recipient_id = owed.user_id AND a.acknowledged_on IS NULL AND a.digested_on IS NULL"""


def queue_digests(on: dt.date, moment: dt.datetime) -> int:
    """Owe a digest to every active recipient with waiting alerts that no digest named yet; how many alerts that is.

    In the caller's transaction, one statement. A second run of the day adds nobody: what it raised comes tomorrow.
    """
    with connection.cursor() as cursor:
        cursor.execute(QUEUE, {"on": on.isoformat(), "moment": moment})
        return int(cursor.rowcount)


def compose(message: OutboxMessage, moment: dt.datetime) -> Email | None:
    """The e-mail as it stands now; None where there is nothing left to tell or nobody to tell it to."""
    user = User.objects.filter(pk=message.payload["user"], is_active=True).exclude(email="").first()
    if user is None:
        return None
    waiting = Alert.objects.of(user).waiting()
    named = waiting.filter(digested_on=message.payload["on"]).values_list("nominal__reference", flat=True)
    references = sorted(set(named))
    if not references:
        return None
    number = waiting.count()
    details = {"to": user.username, "on": message.payload["on"], "waiting": number}
    record("alerts.digest_sent", by=None, subjects=references, details=details)
    return Email(user.email, SUBJECT, body(references, number))


def body(references: Sequence[str], waiting: int) -> str:
    """The text: how many wait in all, then the references with new alerts, each with its link."""
    lines = [
        "OFFICIAL-SENSITIVE",
        "",
        f"{plural(waiting, 'alert')} {'is' if waiting == 1 else 'are'} waiting for you:",
        _link("caseloads:alerts"),
        "",
        f"New since the last message, for {plural(len(references), 'nominal')}:",
        "",
    ]
    for reference in references[:MOST_NAMED]:
        lines += [reference, _link("offenders:record", reference), ""]
    if len(references) > MOST_NAMED:
        lines += [f"and {len(references) - MOST_NAMED:,} more: see your alerts.", ""]
    lines += ["The links work from the force network, after signing in. Nobody reads answers to this message."]
    return "\n".join(lines)


def _link(route: str, *arguments: Any) -> str:
    return f"{settings.PUBLIC_URL}{reverse(route, args=arguments)}"
