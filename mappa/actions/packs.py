"""The papers of a meeting: ask for a version, make it in a worker, issue it, know who had it."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Now

from audit.events import record
from common.clock import LONDON
from mappa.actions.access import open_cases
from mappa.actions.base import change_meeting, log_meeting, not_final
from mappa.models import (
    AgendaItem,
    HowSent,
    Invitation,
    Meeting,
    MeetingStatus,
    NotSelected,
    PackFile,
    PackKind,
    PackRecipient,
    PackState,
    PackVersion,
    SharingDecision,
)
from mappa.pack import collect, mail, pdf, word
from mappa.rights import cases_in, cases_of, for_the_chair, left_out_of
from offenders.actions.base import NOT_YOURS, said
from offenders.actions.errors import NotAllowed, NotVisible, Refused
from offenders.models import Nominal

log = logging.getLogger(__name__)
GIVEN_UP = dt.timedelta(minutes=5)  # a worker that has not finished by then has fallen over
MOST_MINUTES = 480


def decide_sharing(*, item: AgendaItem, sharing: str, reason: str, by: Any, on: dt.date) -> None:
    """The chair's decision whether a restricted record is shared with the meeting. Others see it stay closed.

    By the chair, or by whoever runs the meeting and is named on the record.
    """
    reason = said(reason, "reason", "Give the chair’s reason")
    if sharing not in SharingDecision.values:
        raise Refused("Select what the chair decided", "sharing")
    with transaction.atomic():
        held = hold_item_for_chair(item, by, on)
        not_final(held.meeting)
        AgendaItem.objects.filter(pk=held.pk).update(
            sharing=sharing, sharing_reason=reason, sharing_by=by, sharing_at=Now(), version=F("version") + 1
        )
        record("mappa.sharing_decided", by=by, subjects=[held.nominal.reference],
               details={"meeting": held.meeting.meeting_ref, "after": sharing, "reason": reason})  # fmt: skip


def hold_item_for_chair(item: AgendaItem, by: Any, on: dt.date) -> AgendaItem:
    """The item, locked after its meeting, for whoever decides about it: `rights.for_the_chair`."""
    rows = Meeting.objects.counted().visible_to(by).filter(pk=item.meeting_id)
    meeting = rows.select_for_update(of=("self",)).first()
    if meeting is None:
        raise NotVisible("There is no such case")
    held = for_the_chair(meeting, by, on).filter(pk=item.pk).select_for_update(of=("self",)).first()
    if held is None:
        known = cases_of(meeting, by).filter(pk=item.pk).exists()
        raise NotAllowed(NOT_YOURS) if known else NotVisible("There is no such case")
    held.meeting = meeting
    return held


def request_pack(*, meeting: Meeting, by: Any, on: dt.date, note: str = "") -> PackVersion:
    """Ask for the next version of the papers as they stand today; one that is on its way already is that one."""
    with change_meeting(meeting, by=by, on=on, final_too=True) as held:
        versions = PackVersion.objects.filter(meeting=held)
        if going := versions.filter(state__in=(PackState.QUEUED, PackState.BUILDING)).first():
            return going
        number = (versions.aggregate(last=Max("number"))["last"] or 0) + 1
        cases = AgendaItem.objects.counted().filter(meeting=held).count()
        if not cases:
            raise Refused("The agenda holds no case yet")
        pack = PackVersion.objects.create(
            meeting=held, number=number, cases=cases, as_at=on, note=note.strip(), requested_by=by
        )
        log_meeting("mappa.pack_requested", held, by=by, version=number)
    return pack


def make_packs(moment: dt.datetime) -> int:
    """Make every version that is waiting, or that a worker left unfinished; how many were made."""
    made = 0
    while (pack := _claim(moment)) is not None:
        made += _make(pack)
    return made


def _claim(moment: dt.datetime) -> PackVersion | None:
    """The oldest one waiting, now ours. Two workers never make the same."""
    left = Q(state=PackState.BUILDING, claimed_at__lt=moment - GIVEN_UP)
    with transaction.atomic():
        rows = PackVersion.objects.filter(Q(state=PackState.QUEUED) | left).order_by("requested_at", "pk")
        pack = rows.select_for_update(skip_locked=True).first()
        if pack is not None:
            PackVersion.objects.filter(pk=pack.pk).update(state=PackState.BUILDING, claimed_at=moment, cases_done=0)
            pack.claimed_at = moment
    return pack


def _make(pack: PackVersion) -> bool:
    """Read, render, keep. What goes wrong is said on the version; the register is untouched."""
    mine = PackVersion.objects.filter(pk=pack.pk, state=PackState.BUILDING, claimed_at=pack.claimed_at)
    try:
        items, left = items_for(pack.meeting), list(left_out_of(pack.meeting).select_related("nominal"))
        mine.update(cases=len(items))
        tell = lambda done: mine.update(cases_done=done)  # noqa: E731
        papers = papers_of(pack.meeting, items, left, pack.as_at, pack.number, tell)
        files = {PackKind.PDF: pdf.render(papers), PackKind.DOCX: word.render(papers)}
        with transaction.atomic():
            if not mine.select_for_update().exists():
                return False
            PackFile.objects.filter(pack=pack).delete()
            for kind, content in files.items():
                digest = hashlib.sha256(content).hexdigest()
                PackFile.objects.create(pack=pack, kind=kind, size=len(content), sha256=digest, content=content)
            holds = {"items": [item.pk for item in items], "left_out": [row.nominal_id for row in left]}
            mine.update(state=PackState.READY, **holds, cases_done=len(items), error="")
            log_meeting("mappa.pack_made", pack.meeting, by=None, version=pack.number)
    except Exception:
        log.exception("pack %s of meeting %s", pack.number, pack.meeting_id)
        mine.update(state=PackState.FAILED, error="The papers could not be made. Ask for them again.")
        return False
    return True


def items_for(meeting: Meeting) -> list[AgendaItem]:
    """The cases that papers made now would hold, in their order."""
    items = AgendaItem.objects.counted().filter(meeting=meeting).select_related("nominal").order_by("position", "pk")
    return [item for item in items if not collect.withheld(item)]


def papers_of(
    meeting: Meeting,
    items: Sequence[AgendaItem],
    left: Iterable[NotSelected],
    on: dt.date,
    number: int = 0,
    tell: Any = lambda done: None,
) -> Any:
    """What the papers of a meeting say on a day: every case of its agenda, and a line for each left out."""
    lines = [f"{row.nominal.reference}: {row.line}" for row in left]
    return collect.pack_of(meeting, items, on, collect.version_text(number, on), lines, tell)


def issue_pack(*, pack: PackVersion, invitations: Sequence[int], by: Any, on: dt.date) -> int:
    """Issue a version to those asked to the meeting: they may see its cases until the end of the follow-up.

    Whoever signs in here is told by a message with a link; to the others the co-ordinator sends a copy and records
    how (`record_copy`). Issued again, late copies are added. Returns to how many. Raises `Refused`.
    """
    with change_meeting(pack.meeting, by=by, on=on, final_too=True) as held:
        version = PackVersion.objects.select_for_update().get(pk=pack.pk)
        if version.state != PackState.READY:
            raise Refused("This version is not ready")
        if held.status == MeetingStatus.CANCELLED:
            raise Refused("The meeting was cancelled")
        if _closed_since(version):
            raise Refused("A case in this version is closed to the meeting by now: make a new version")
        rows = list(Invitation.objects.filter(meeting=held, pk__in=invitations).select_related("user"))
        if not rows:
            raise Refused("Select who receives the papers", "invitations")
        for row in rows:
            _send_to(version, held, row, by, on)
        if version.issued_at is None:
            PackVersion.objects.filter(pk=version.pk).update(issued_at=Now(), issued_by=by)
        if held.status == MeetingStatus.PLANNED:
            Meeting.objects.filter(pk=held.pk).update(status=MeetingStatus.ISSUED, version=F("version") + 1)
        log_meeting("disclosure.pack_issued", held, by=by, version=version.number,
                    to=[f"{row.contact_name or row.role}, {row.agency_name}" for row in rows])  # fmt: skip
    return len(rows)


def _closed_since(version: PackVersion) -> bool:
    """Whether a version names somebody whom papers made now would not: taken off, kept back, restricted since."""
    items = cases_in(version.meeting, version).select_related("nominal")
    if any(item.voided_at is not None or collect.withheld(item) for item in items):
        return True
    return Nominal.objects.filter(pk__in=version.left_out, restricted=True).exists()


def _send_to(pack: PackVersion, meeting: Meeting, row: Invitation, by: Any, on: dt.date) -> None:
    user = row.user if row.user and row.user.is_active else None
    name = row.contact_name or row.role or row.agency_name
    _, new = PackRecipient.objects.get_or_create(
        pack=pack, name=name, agency_name=row.agency_name,
        defaults={"invitation": row, "user": user, "email": row.email,
                  **({"how": HowSent.LINK, "sent_at": Now()} if user else {})},
    )  # fmt: skip
    if user is None:
        return
    open_cases(meeting, user, by, on)
    if new and (row.email or user.email):
        mail.queue_pack(pack, row)


def record_copy(*, recipient: PackRecipient, how: str, sent_on: dt.date, by: Any, on: dt.date) -> None:
    """How and when a copy reached somebody who does not sign in here. A disclosure."""
    if how not in HowSent.values or how == HowSent.LINK:
        raise Refused("Select how the copy was sent", "how")
    if sent_on > on:
        raise Refused("The day must not lie ahead", "sent_on")
    with change_meeting(recipient.pack.meeting, by=by, on=on, final_too=True) as held:
        moment = dt.datetime.combine(sent_on, dt.time(12), LONDON)
        PackRecipient.objects.filter(pk=recipient.pk).update(how=how, sent_at=moment)
        log_meeting("disclosure.pack_sent", held, by=by, version=recipient.pack.number, to=recipient.name,
                    agency=recipient.agency_name, how=how, sent_on=sent_on)  # fmt: skip


def opened(*, meeting: Meeting, pack: PackVersion | None, by: Any, form: str, subjects: Sequence[str]) -> None:
    """Somebody opened the papers, or a case of them: a disclosure, on record before anything is shown."""
    if pack is not None:
        PackRecipient.objects.filter(pack=pack, user=by, first_opened_at=None).update(first_opened_at=Now())
    number = pack.number if pack else 0
    record("disclosure.pack_opened", by=by, subjects=subjects,
           details={"meeting": meeting.meeting_ref, "version": number, "form": form})  # fmt: skip
