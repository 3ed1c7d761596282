"""The cases of a meeting open to its members with its papers, and close with the follow-up of its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from common.text import plain_date
from mappa.models import AgendaItem, Meeting, PackRecipient, PackVersion
from mappa.models.meetings import COUNTING, MeetingStatus
from mappa.rights import follow_up_ends, sent_on
from offenders.actions.access import READING_ROLES, close, open_to
from offenders.actions.base import log, values
from offenders.models import AccessKind, Nominal, NominalAccess


def open_cases(meeting: Meeting, user: User, by: Any, on: dt.date) -> None:
    """Open to a member the cases of the papers that they were issued, read-only, until the follow-up ends.

    Not those taken off the agenda since. Restricted records stay closed.
    """
    if not user.is_active or user.role not in READING_ROLES:
        return
    issued = PackVersion.objects.filter(meeting=meeting, recipients__user=user).values_list("items", flat=True)
    items = AgendaItem.objects.counted().filter(meeting=meeting, pk__in={pk for some in issued for pk in some})
    for item in items.filter(nominal__restricted=False).select_related("nominal").order_by("nominal_id"):
        open_to(item.nominal, user, AccessKind.MEETING, _why(meeting), follow_up_ends(meeting.held_on, on), by, on)


def open_again(meeting: Meeting, by: Any, on: dt.date) -> None:
    """The meeting takes place after all: its cases open to everybody who was sent its papers here."""
    had = PackRecipient.objects.filter(pack__meeting=meeting).values("user")
    for user in User.objects.filter(pk__in=had).order_by("pk"):
        open_cases(meeting, user, by, on)


def move_access(meeting: Meeting, was_on: dt.date | None, by: Any, on: dt.date) -> None:
    """The meeting has another day than it had: what it opened to its members ends with the follow-up of that day."""
    rows = _opened_by(meeting)
    for item in AgendaItem.objects.counted().filter(meeting=meeting).order_by("nominal_id"):
        shared = _standing().filter(content_object=item.nominal_id)
        for row in _leaning(item, meeting, was_on, shared.select_related("user", "content_object")):
            _open_own(row, meeting, follow_up_ends(meeting.held_on, row.starts_on or on), by, on)
    for row in rows:
        last = follow_up_ends(meeting.held_on, row.starts_on or on)
        same = NominalAccess.objects.filter(user=row.user, content_object=row.content_object, kind=row.kind, cover=None)
        if same.filter(ended_at=None, expires_on=last).exclude(pk=row.pk).exists():
            close(row, by, row.content_object, f"Another meeting has it open until {plain_date(last)}")
            continue
        before = values(row, "expires_on", "reason")
        NominalAccess.objects.filter(pk=row.pk).update(expires_on=last, reason=_why(meeting))
        log("access.moved", by=by, nominal=row.content_object, fact=row, user=row.user.username, before=before,
            after={"expires_on": last, "reason": _why(meeting)})  # fmt: skip
    _keep_for_others(meeting, rows, by, on)


def close_access(meeting: Meeting, reason: str, by: Any, on: dt.date) -> None:
    """The meeting was called off: its cases close to its members, but for what another meeting opens to them."""
    _close(meeting, _opened_by(meeting), f"Meeting {meeting.meeting_ref} was called off: {reason}", by, on)


def close_case(meeting: Meeting, nominal: Nominal, reason: str, by: Any, on: dt.date) -> None:
    """One case was taken off the agenda: it closes to the members in the same way."""
    rows = [row for row in _opened_by(meeting) if row.content_object_id == nominal.pk]
    _close(meeting, rows, f"Taken off the agenda of meeting {meeting.meeting_ref}: {reason}", by, on)


def _close(meeting: Meeting, rows: Sequence[NominalAccess], why: str, by: Any, on: dt.date) -> None:
    for row in rows:
        close(row, by, row.content_object, why)
    _keep_for_others(meeting, rows, by, on)


def _named(meeting: Meeting) -> str:
    """How the reason of everything that a meeting opened begins."""
    return f"Meeting {meeting.meeting_ref} on "


def _why(meeting: Meeting) -> str:
    return f"{_named(meeting)}{plain_date(meeting.held_on)}"


def _standing() -> QuerySet[NominalAccess]:
    """What meetings opened and nobody closed, run out or not."""
    return NominalAccess.objects.filter(kind=AccessKind.MEETING, cover=None, ended_at=None)


def _opened_by(meeting: Meeting) -> list[NominalAccess]:
    """What the meeting opened and nobody closed, run out or not."""
    rows = _standing().filter(reason__startswith=_named(meeting))
    return list(rows.select_related("user", "content_object").order_by("content_object_id", "pk"))


def _keep_for_others(meeting: Meeting, rows: Sequence[NominalAccess], by: Any, on: dt.date) -> None:
    """One exception serves two meetings that end on the same day: to the members of the other one it stays open."""
    if not rows:
        return
    items = AgendaItem.objects.counted().filter(
        nominal__in={row.content_object_id for row in rows}, meeting__status__in=(MeetingStatus.ISSUED, *COUNTING),
        meeting__packs__recipients__user__in={row.user_id for row in rows},
    )  # fmt: skip
    for item in items.exclude(meeting=meeting).select_related("meeting").distinct():
        for row in _leaning(item, item.meeting, item.meeting.held_on, rows):
            _open_own(row, item.meeting, row.expires_on, by, on)


def _leaning(
    item: AgendaItem, meeting: Meeting, held_on: dt.date | None, rows: Iterable[NominalAccess]
) -> list[NominalAccess]:
    """Those rows of other meetings that serve the members of this one, to whom a version with the case was issued.

    They end on the very day on which its own would, for a meeting held on that day.
    """
    issued = PackRecipient.objects.filter(
        pack__meeting=meeting, pack__items__contains=[item.pk], user__isnull=False, sent_at__isnull=False
    )
    served = {(one.user_id, follow_up_ends(held_on, sent_on(one))) for one in issued}
    opened = NominalAccess.objects.filter(content_object=item.nominal_id, reason__startswith=_named(meeting))
    own = set(opened.values_list("user", flat=True))
    ends = [row for row in rows if row.content_object_id == item.nominal_id and row.user_id not in own]
    return [row for row in ends if (row.user_id, row.expires_on) in served]


def _open_own(row: NominalAccess, meeting: Meeting, last: dt.date | None, by: Any, on: dt.date) -> None:
    """What somebody had by another meeting's exception, by one of this meeting's, while its follow-up lasts."""
    if last is None or last < on:
        return
    made = open_to(row.content_object, row.user, AccessKind.MEETING, _why(meeting), last, by, on)
    log("access.kept", by=by, nominal=row.content_object, fact=made, user=row.user.username,
        after=values(made, "expires_on", "reason"))  # fmt: skip
