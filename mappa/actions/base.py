"""What the verbs of MAPPA share: a meeting and the people on its agenda locked, their dates worked out again."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models.functions import Upper

from accounts import permissions as p
from audit.events import record
from deadlines.reconcile import batch_for, lock_for_change, reconcile_batch
from mappa.models import AgendaItem, Meeting
from mappa.models.meetings import MeetingStatus
from mappa.rights import may_run
from offenders.actions.base import NOT_YOURS
from offenders.actions.errors import Conflict, NotAllowed, NotVisible, Refused
from offenders.models import Nominal

AnyRow = TypeVar("AnyRow", bound=models.Model)
FINAL = "The minutes are final: add an addendum instead"
CANCELLED = "The meeting was cancelled"
NOT_HELD = "Record first that the meeting was held"


@contextmanager
def change_meeting(
    meeting: Meeting, *, by: Any, on: dt.date, version: int | None = None, final_too: bool = False
) -> Iterator[Meeting]:
    """Lock the people on the agenda, then the meeting as it is now; at the end, work out their dates again.

    Raises `NotVisible` or `NotAllowed`, and `Refused` for a meeting that was cancelled or whose minutes are final.
    """
    if not by.can(p.RUN_MAPPA):
        raise NotAllowed(NOT_YOURS)
    with transaction.atomic():
        ids = _on_agenda(meeting)
        for pk in ids:
            lock_for_change(pk)
        list(Nominal.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).values_list("pk"))
        held = hold_meeting_row(meeting, by=by)
        if _on_agenda(held) != ids:
            raise Refused("The agenda was changed meanwhile. Try once more")
        if not final_too:
            not_final(held)
        yield held
        if ids:
            reconcile_batch(batch_for(on, ids=ids))


def _on_agenda(meeting: Meeting) -> list[int]:
    rows = AgendaItem.objects.counted().filter(meeting=meeting).order_by("nominal_id")
    return list(rows.values_list("nominal_id", flat=True))


def hold_meeting_row(meeting: Meeting, *, by: Any) -> Meeting:
    """The meeting, locked. Raises `NotVisible` where it may not be known, `NotAllowed` where another area runs it."""
    rows = Meeting.objects.counted().visible_to(by).filter(pk=meeting.pk)
    held = rows.select_for_update(of=("self",)).first()
    if held is None:
        raise NotVisible("There is no such meeting")
    if not may_run(by, held):
        raise NotAllowed("This meeting is run by another area")
    return held


def not_final(meeting: Meeting) -> None:
    """Refuse to touch a meeting that is over and done with."""
    if meeting.status == MeetingStatus.FINALISED:
        raise Refused(FINAL)
    if meeting.status == MeetingStatus.CANCELLED:
        raise Refused(CANCELLED)


def same_version(row: Any, version: int, yours: Mapping[str, Any]) -> None:
    """Raise `Conflict` with both texts where somebody changed the row since it was shown."""
    if row.version != version:
        raise Conflict(yours, {name: getattr(row, name) for name in yours}, row.version)


def sent_before(model: type[AnyRow], by: Any, token: uuid.UUID | None, **about: Any) -> AnyRow | None:
    """What this form made when it was sent before; None the first time. Read under a lock, so that one wins."""
    if token is None:
        return None
    row: Any = model._default_manager.filter(form_token=token).first()
    if row is None:
        return None
    if row.recorded_by_id != by.pk or any(getattr(row, name) != value for name, value in about.items()):
        raise Refused("This page was used already. Open it again and save once more")
    return row


def free_ref(model: type[models.Model], field: str, base: str, first: int = 0) -> str:
    """`base`, or with a number behind it, such that no other row has it whatever its case. From `first`, if given."""
    wanted = base[:34]
    rows = model._default_manager.alias(_ref=Upper(field)).filter(_ref__startswith=wanted.upper())
    taken = {ref.upper() for ref in rows.values_list(field, flat=True)}
    if not first and wanted.upper() not in taken:
        return wanted
    number = first or 2
    while f"{wanted}-{number}".upper() in taken:
        number += 1
    return f"{wanted}-{number}"


def log_meeting(action: str, meeting: Meeting, *, by: Any, **details: Any) -> None:
    """The audit event of a change of a meeting: which one, and whom it is about."""
    items = AgendaItem.objects.counted().filter(meeting=meeting).order_by("nominal__reference")
    subjects = list(items.values_list("nominal__reference", flat=True))
    record(action, by=by, subjects=subjects, details={"meeting": meeting.meeting_ref, **details})
