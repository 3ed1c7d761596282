"""Who may do what about meetings and their minutes. Actions refuse by these rules and pages offer by them."""

from __future__ import annotations

from typing import Any

from accounts import permissions as p
from mappa.models import AgendaItem, Area, Invitation, Meeting
from offenders.models import Nominal


def may_run(user: Any, meeting: Meeting) -> bool:
    """Run a meeting: whoever runs MAPPA, in the areas of their force. One of no area is run by whoever sees it."""
    if not user.can(p.RUN_MAPPA):
        return False
    return meeting.area_id is None or Area.objects.of_force(user.force_id).filter(pk=meeting.area_id).exists()


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
