"""Messages that leave: written with the change that owes them, sent afterwards, whatever falls over in between.

A message is a row, unique by its key. The relay claims one at a time with a row lock that falls away with its process,
has it composed as things stand then, sends it, and marks it. Killed before the send, nothing was sent and the row is
still owed; killed between send and mark, it goes once more under the same Message-ID. A mail server that refuses or
hangs makes it wait longer each time; it is given up only when it has become pointless.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models.functions import Now

from common.models import OutboxMessage

log = logging.getLogger(__name__)

MOST = 500  # messages a bell; the next bell goes on
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(minutes=1), dt.timedelta(hours=6)
KEPT = dt.timedelta(days=90)


@dataclass(frozen=True)
class Email:
    """What a message says and to which address."""

    to: str
    subject: str
    body: str


@dataclass(frozen=True)
class Sort:
    """One sort of message: how it is composed (None: there is nothing to say any more) and how long it is worth it."""

    compose: Callable[[OutboxMessage, dt.datetime], Email | None]
    lifetime: dt.timedelta


_sorts: dict[str, Sort] = {}


def register(kind: str, compose: Callable[[OutboxMessage, dt.datetime], Email | None], lifetime: dt.timedelta) -> None:
    """Called once by each app that sends, as it starts."""
    _sorts[kind] = Sort(compose, lifetime)


def queue(kind: str, key: str, payload: Mapping[str, Any]) -> bool:
    """Owe a message, in the caller's transaction. False where the same key is there already: that one stands."""
    values = {"kind": kind, "payload": dict(payload), "queued_at": Now(), "next_try_at": Now()}
    return OutboxMessage.objects.get_or_create(key=key, defaults=values)[1]


def relay(moment: dt.datetime, *, most: int = MOST) -> Counter[str]:
    """Send what is owed, oldest first; returns how many were sent, dropped and put off.

    Any number of relays may run at once. None of them may run in a transaction of its caller's.
    """
    counts: Counter[str] = Counter()
    while sum(counts.values()) < most:
        outcome = _send_next(moment)
        if not outcome:
            break
        counts[outcome] += 1
    OutboxMessage.objects.filter(sent_at__lt=moment - KEPT).delete()
    OutboxMessage.objects.filter(dropped_at__lt=moment - KEPT).delete()
    return counts


def _send_next(moment: dt.datetime) -> str:
    """Claim one message, send it and mark it; '' where none is owed."""
    with transaction.atomic():
        owed = OutboxMessage.objects.filter(sent_at=None, dropped_at=None, next_try_at__lte=moment)
        row = owed.select_for_update(skip_locked=True).order_by("next_try_at", "pk").first()
        if row is None:
            return ""
        try:
            with transaction.atomic():  # a failure takes back what composing wrote
                outcome = _send(row, moment)
        except Exception as error:  # whatever a mail server does, the message stays owed
            return _put_off(row, moment, error)
        OutboxMessage.objects.filter(pk=row.pk).update(
            **{f"{outcome}_at": moment}, attempts=row.attempts + 1, last_error=""
        )
        return outcome


def _send(row: OutboxMessage, moment: dt.datetime) -> str:
    sort = _sorts[row.kind]
    if moment - row.queued_at > sort.lifetime:
        log.error("message %s was given up after %s attempts", row.pk, row.attempts)
        return "dropped"
    email = sort.compose(row, moment)
    if email is None:
        return "dropped"
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    headers = {"Message-ID": f"<{row.message_id}@{host}>", "Auto-Submitted": "auto-generated"}
    EmailMessage(email.subject, email.body, None, [email.to], headers=headers).send()
    return "sent"


def _put_off(row: OutboxMessage, moment: dt.datetime, error: Exception) -> str:
    """Wait twice as long as the last time, at most six hours. The words of the error are not kept: they may name."""
    wait = min(FIRST_WAIT * 2 ** min(row.attempts, 16), LONGEST_WAIT)
    log.warning("message %s could not be sent: %s; next try in %s", row.pk, type(error).__name__, wait)
    OutboxMessage.objects.filter(pk=row.pk).update(
        attempts=row.attempts + 1, next_try_at=moment + wait, last_error=type(error).__name__[:100]
    )
    return "put_off"
