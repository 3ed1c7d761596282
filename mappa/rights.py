"""Who may do what about meetings and their minutes. Actions refuse by these rules and pages offer by them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Min, QuerySet
from django.db.models.functions import Coalesce

from accounts import permissions as p
from common.clock import LONDON
from mappa.models import (
    Agency,
    AgendaItem,
    Area,
    Invitation,
    Meeting,
    MeetingStatus,
    NotSelected,
    PackRecipient,
    PackState,
    PackVersion,
    SharingDecision,
)
from offenders.models import AccessKind, Bar, Nominal, NominalAccess

FOLLOW_UP = dt.timedelta(days=28)
"""How long after the meeting its members may still see its cases (our own figure: docs/adr/0040)."""


def may_run(user: Any, meeting: Meeting) -> bool:
    """Run a meeting: whoever runs MAPPA, in the areas of their force. One of no area is run by whoever sees it."""
    if not user.can(p.RUN_MAPPA):
        return False
    return meeting.area_id is None or Area.objects.of_force(user.force_id).filter(pk=meeting.area_id).exists()


def agencies_for(user: Any, meeting: Meeting) -> Any:
    """The agencies that a meeting asks and agrees actions with: its area's list; without one, those of the force."""
    listed = Agency.objects.filter(left_on=None)
    if meeting.area_id is not None:
        return listed.filter(area=meeting.area_id)
    return listed.filter(area__in=Area.objects.of_force(user.force_id).values("pk"))


def may_check(user: Any, meeting: Meeting) -> bool:
    """Say that the chair checked the minutes: the chair, or whoever runs the meeting."""
    return bool(user.can(p.DECIDE_MAPPA)) and (meeting.chair_user_id == user.pk or may_run(user, meeting))


def may_read_minutes(user: Any, nominal: Nominal, meeting: Meeting) -> bool:
    """Read the text about one case: who runs or decides on MAPPA, the case's own officer, who was asked to the meeting.

    A colleague outside the meeting sees that it met and what they must do, not the text (journeys, co-ordinator, 12).
    """
    if user.can(p.RUN_MAPPA) or user.can(p.DECIDE_MAPPA) or nominal.officer_id == user.pk:
        return True
    return Invitation.objects.filter(meeting=meeting, user=user).exists() or meeting.chair_user_id == user.pk


def cases_of(meeting: Meeting, user: Any) -> Any:
    """The cases of a meeting that somebody may know of, in the order of the agenda."""
    return AgendaItem.objects.counted().filter(meeting=meeting).visible_to(user).order_by("position", "pk")


def for_the_chair(meeting: Meeting, user: Any, on: dt.date) -> Any:
    """The restricted records on the agenda about which somebody decides whether the meeting has them.

    The chair decides about each, named on it or not, but for a bar; of one that is closed to the chair nothing is shown
    but its reference. Whoever runs the meeting decides about those on which they are named, in the chair or not: they
    could take the chair themselves.
    """
    if not user.can(p.DECIDE_MAPPA):
        return AgendaItem.objects.none()
    items = AgendaItem.objects.counted().filter(meeting=meeting, nominal__restricted=True).select_related("nominal")
    runs = may_run(user, meeting)
    if meeting.chair_user_id == user.pk and not runs:
        barred = Bar.objects.standing(on).filter(user=user).values("nominal")
        return items.exclude(nominal__in=barred).order_by("position", "pk")
    return items.visible_to(user).order_by("position", "pk") if runs else items.none()


def sees_all_cases(user: Any, meeting: Meeting) -> bool:
    """Whether every case of the meeting may be known to somebody."""
    return bool(cases_of(meeting, user).count() == AgendaItem.objects.counted().filter(meeting=meeting).count())


def received(user: Any, meeting: Meeting) -> PackVersion | None:
    """The version of the papers that was issued to somebody last."""
    return PackVersion.objects.filter(meeting=meeting, issued_at__isnull=False, recipients__user=user.pk).first()


def given(user: Any, meeting: Meeting) -> PackVersion | None:
    """The version that somebody is given who asks for the papers: whoever runs the meeting has the last one made."""
    if not may_run(user, meeting):
        return received(user, meeting)
    return PackVersion.objects.filter(meeting=meeting, state=PackState.READY).first()


def cases_in(meeting: Meeting, pack: PackVersion | None) -> Any:
    """The cases of a version as it was made, taken off the agenda since or not; of a draft, those of today's agenda."""
    rows = AgendaItem.objects.filter(meeting=meeting)
    return rows.counted() if pack is None else rows.filter(pk__in=pack.items)


def left_out_of(meeting: Meeting) -> QuerySet[NotSelected]:
    """The cases left out of which papers made now would say why, by their reference."""
    return NotSelected.objects.filter(meeting=meeting, nominal__restricted=False).order_by("nominal__reference")


def may_have_papers(user: Any, meeting: Meeting, pack: PackVersion | None, on: dt.date) -> bool:
    """Whether the whole papers, which are one file, may go to somebody: no case in them is closed to the reader.

    Closed by a bar, by a restriction that came after this version was made, by the chair who keeps a case back after
    all, or because it was taken off the agenda; later versions leave the case out, or the chair shares it. Judged at
    each opening, whoever received the version before.
    """
    items = cases_in(meeting, pack)
    left_out = left_out_of(meeting).values_list("nominal_id", flat=True) if pack is None else pack.left_out
    ids = {*items.values_list("nominal_id", flat=True), *left_out}
    people = Nominal.objects.filter(pk__in=ids).values_list(Coalesce("merged_into_id", "pk"), flat=True)
    named = set(people)  # each by the record that answers for them now
    if Bar.objects.standing(on).filter(user=user, nominal__in=named).exists():
        return False
    if not _reaches(user, meeting, pack, named, on):
        return False
    if pack is None:
        return True
    reached = Nominal.objects.visible_to(user).values("pk")
    taken_off = items.filter(voided_at__isnull=False).exclude(nominal__in=reached)
    decided = {item.nominal_id: item.decided for item in items.filter(nominal__restricted=True)}
    if taken_off.exists() or SharingDecision.WITHHOLD in decided.values():
        return False
    shared = [pk for pk, decision in decided.items() if decision == SharingDecision.SHARE]
    closed = Nominal.objects.filter(pk__in=named, restricted=True).exclude(pk__in=shared).exclude(pk__in=reached)
    naming = NominalAccess.objects.filter(content_object__in=closed, kind=AccessKind.NAMED, ended_at__isnull=True)
    since = naming.values("content_object_id").annotate(first=Min("granted_at"))
    return not since.filter(first__gt=pack.requested_at).exists()


def follow_up_ends(held_on: dt.date | None, since: dt.date) -> dt.date:
    """The last day of the follow-up: from the day of the meeting, or of the papers where they came later."""
    return max(held_on or since, since) + FOLLOW_UP


def sent_on(recipient: PackRecipient) -> dt.date:
    """The day on which a version reached somebody who signs in here."""
    assert recipient.sent_at is not None
    return recipient.sent_at.astimezone(LONDON).date()


def _reaches(user: Any, meeting: Meeting, pack: PackVersion | None, named: Collection[int], on: dt.date) -> bool:
    """Whether everybody named is open to the reader anyway, or the version was issued to them and follow-up runs."""
    reached = Nominal.objects.visible_to(user).values("pk")
    if not Nominal.objects.filter(pk__in=named, restricted=False).exclude(pk__in=reached).exists():
        return True
    if pack is None or pack.issued_at is None or meeting.status == MeetingStatus.CANCELLED:
        return False
    sent = [sent_on(row) for row in pack.recipients.filter(user=user, sent_at__isnull=False)]
    return bool(sent) and on <= follow_up_ends(meeting.held_on, max(sent))
