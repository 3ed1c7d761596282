"""Plan a meeting, change it, call it off, say that it was held."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts import permissions as p
from audit.events import record
from common.text import plain_date
from mappa.actions.access import close_access, move_access, open_again
from mappa.actions.base import CANCELLED, change_meeting, free_ref, log_meeting, same_version, sent_before
from mappa.actions.items import put_on_agenda
from mappa.models import Agency, Area, Invitation, MappaLevel, Meeting, PackVersion, UrgentTrigger, WhyListed
from mappa.models.meetings import COUNTING, MeetingStatus
from offenders.actions.base import NOT_YOURS, not_after, said, values
from offenders.actions.errors import NotAllowed, NotVisible, Refused
from offenders.models import Nominal
from offenders.models.nominal import misspelt

FURTHEST = dt.timedelta(days=731)  # a slip of the pen beyond
WITH_MEETINGS = (MappaLevel.TWO, MappaLevel.THREE)


@dataclass(frozen=True)
class Plan:
    """When and where a meeting is, and who chairs it."""

    level: int
    held_on: dt.date
    starts_at: dt.time | None = None
    place: str = ""
    link: str = ""
    chair: str = ""
    chair_user: Any = None

    def columns(self) -> dict[str, Any]:
        """As the model takes them."""
        texts = {name: getattr(self, name).strip() for name in ("place", "link", "chair")}
        return {"level": self.level, "held_on": self.held_on, "starts_at": self.starts_at,
                "chair_user": self.chair_user, **texts}  # fmt: skip


@dataclass(frozen=True)
class Urgent:
    """Why a meeting cannot wait for its day."""

    trigger: str
    why: str


def plan_meeting(
    *,
    area: Area,
    plan: Plan,
    by: Any,
    on: dt.date,
    meeting_ref: str = "",
    urgent: Urgent | None = None,
    form_token: uuid.UUID | None = None,
) -> Meeting:
    """A meeting of an area at a level, with its standing agencies asked to it, by role and contact.

    Raises `Refused` for a day that lies in the past (record it under its own day once it was held: plan it for today).
    """
    if not by.can(p.RUN_MAPPA):
        raise NotAllowed(NOT_YOURS)
    _sensible(plan, on)
    columns = plan.columns() | _urgent_columns(urgent)
    with transaction.atomic():
        held = Area.objects.of_force(by.force_id).select_for_update(of=("self",)).filter(pk=area.pk).first()
        if held is None:
            raise NotVisible("There is no such area")
        if done := sent_before(Meeting, by, form_token, area_id=held.pk):
            return done
        letter = "U" if urgent else "L"
        ref = meeting_ref.strip() or free_ref(Meeting, "meeting_ref", f"{letter}{plan.level}-{plan.held_on:%Y%m%d}")
        row = _created(meeting_ref=ref, area=held, recorded_by=by, form_token=form_token, **columns)
        asked = invite_standing(row, by=by, on=on)
        after = {**asdict(plan), "chair_user": getattr(plan.chair_user, "username", ""), "agencies": len(asked)}
        record("mappa.meeting_planned", by=by, details={"meeting": ref, "area": held.name, "after": after})
    return row


def _created(**columns: Any) -> Meeting:
    """The row; another area may take the same reference at the same moment."""
    if wrong := misspelt(columns["meeting_ref"]):
        raise Refused(wrong, "meeting_ref")
    try:
        with transaction.atomic():
            return Meeting.objects.create(**columns)
    except IntegrityError as error:
        if "meeting_ref_once" in str(error):
            raise Refused("Another meeting has this reference", "meeting_ref") from None
        raise


def plan_urgent(
    *,
    nominal: Nominal,
    area: Area,
    plan: Plan,
    urgent: Urgent,
    by: Any,
    on: dt.date,
    form_token: uuid.UUID | None = None,
) -> Meeting:
    """A meeting about one person after a breach, a recall or a crisis: all or nothing, sent twice it is one."""
    with transaction.atomic():
        meeting = plan_meeting(area=area, plan=plan, by=by, on=on, urgent=urgent, form_token=form_token)
        put_on_agenda(
            meeting=meeting, nominal=nominal, by=by, on=on, why=WhyListed.URGENT, why_text=urgent.why[:300]
        )  # fmt: skip
    return meeting


def _urgent_columns(urgent: Urgent | None) -> dict[str, Any]:
    if urgent is None:
        return {}
    if urgent.trigger not in UrgentTrigger.values:
        raise Refused("Select what makes it urgent", "urgent_trigger")
    return {
        "urgent": True,
        "urgent_trigger": urgent.trigger,
        "urgent_why": said(urgent.why, "urgent_why", "Say what happened"),
    }


def _sensible(plan: Plan, on: dt.date) -> None:
    if plan.level not in WITH_MEETINGS:
        raise Refused("Select level 2 or level 3", "level")
    if plan.held_on < on:
        raise Refused("The day of the meeting must be today or later", "held_on")
    if plan.held_on > on + FURTHEST:
        raise Refused("The day of the meeting must be within two years", "held_on")


def invite_standing(meeting: Meeting, *, by: Any, on: dt.date) -> list[str]:
    """Ask the agencies that the area asks to meetings of this level, each contact of each, but for those asked before.

    The names of those asked now; none where the area is not known.
    """
    at_level = Q(invited_to_level_3=True) if meeting.level == MappaLevel.THREE else Q(invited_to_level_2=True)
    standing = Agency.objects.filter(at_level, area=meeting.area_id, left_on=None)
    agencies = standing.exclude(invitations__meeting=meeting).prefetch_related("contacts")
    rows = []
    for agency in agencies:
        told = {"meeting": meeting, "agency": agency, "agency_name": agency.name, "invited_on": on, "recorded_by": by}
        contacts = [contact for contact in agency.contacts.all() if contact.left_on is None]
        rows += [
            Invitation(**told, contact=one, contact_name=one.name, role=one.role, email=one.email, user_id=one.user_id)
            for one in {one.name: one for one in contacts}.values()
        ]
        if not contacts:
            rows.append(Invitation(**told))
    Invitation.objects.bulk_create(rows, ignore_conflicts=True)
    return [agency.name for agency in agencies]


def change_details(*, meeting: Meeting, plan: Plan, version: int, by: Any, on: dt.date, again: bool = False) -> Meeting:
    """Another level, day, time, place or chair, before it was held; `again` plans one that was called off after all.

    What its papers opened to members goes with the day. One of a bundle that is moved is planned: nobody held it yet.
    At another level the standing agencies of that level are asked as well; whoever was asked stays so. Raises
    `Conflict` where somebody changed it meanwhile.
    """
    columns = plan.columns()
    with change_meeting(meeting, by=by, on=on, final_too=True) as held:
        if held.status == MeetingStatus.CANCELLED and not again:
            raise Refused(CANCELLED)
        same_version(held, version, columns)
        if held.status_on(on) in COUNTING:
            raise Refused("The meeting was held: its day stands")
        again, was_on, was_level = held.status == MeetingStatus.CANCELLED, held.held_on, held.level
        moved = plan.held_on != was_on
        if again or moved:
            _sensible(plan, on)
        before = values(held, *columns, "status")
        if again or (moved and held.status == MeetingStatus.HELD):
            issued = PackVersion.objects.filter(meeting=held, issued_at__isnull=False).exists()
            columns |= {"status": MeetingStatus.ISSUED if issued else MeetingStatus.PLANNED, "cancel_reason": ""}
        Meeting.objects.filter(pk=held.pk, version=version).update(**columns, version=version + 1)
        held.refresh_from_db()
        asked = invite_standing(held, by=by, on=on) if plan.level != was_level else []
        if again:
            open_again(held, by, on)
        elif moved:
            move_access(held, was_on, by, on)
        log_meeting("mappa.meeting_changed", held, by=by, before=_plain(before), after=_plain(columns), asked=asked)
    return held


def cancel_meeting(*, meeting: Meeting, reason: str, by: Any, on: dt.date) -> Meeting:
    """Call it off, with the reason. It moves no date: what was owed is owed still. Sent twice, it is once.

    Its cases close to its members, until it is planned again.
    """
    reason = said(reason, "reason", "Say why it is called off")
    with change_meeting(meeting, by=by, on=on, final_too=True) as held:
        if held.status == MeetingStatus.CANCELLED:
            return held
        if held.status_on(on) in COUNTING:
            raise Refused("The meeting was held")
        Meeting.objects.filter(pk=held.pk).update(
            status=MeetingStatus.CANCELLED, cancel_reason=reason, version=held.version + 1
        )
        close_access(held, reason, by, on)
        log_meeting("mappa.meeting_cancelled", held, by=by, reason=reason)
    held.refresh_from_db()
    return held


def hold_meeting(
    *, meeting: Meeting, held_on: dt.date, chair: str, statement_read: bool, version: int, by: Any, on: dt.date
) -> Meeting:
    """It opened: on which day, who took the chair, whether the statement was read. From now on it moves dates.

    The day may lie back, where the minutes are entered afterwards. Raises `Refused` for a day to come.
    """
    chair = said(chair, "chair", "Enter who took the chair")
    not_after(held_on, on, "held_on", "The day of the meeting")
    wanted = {"held_on": held_on, "chair": chair, "statement_read": statement_read}
    with change_meeting(meeting, by=by, on=on) as held:
        if held.status in COUNTING and all(getattr(held, name) == value for name, value in wanted.items()):
            return held  # the same form twice
        same_version(held, version, wanted)
        _after_the_last(held, held_on)
        if held.minutes_sent_on is not None and held_on > held.minutes_sent_on:
            sent = plain_date(held.minutes_sent_on)
            raise Refused(f"Its minutes were sent on {sent}: the day must be on or before that", "held_on")
        before = values(held, *wanted)
        Meeting.objects.filter(pk=held.pk, version=version).update(
            **wanted, status=MeetingStatus.HELD, version=version + 1
        )
        held.refresh_from_db()
        if before["held_on"] != held_on:
            held.actions.filter(made_on=before["held_on"]).update(
                made_on=held_on
            )  # agreed on its day, whichever it was
            move_access(held, before["held_on"], by, on)
        log_meeting("mappa.meeting_held", held, by=by, before=_plain(before), after=_plain(wanted))
    return held


def _after_the_last(meeting: Meeting, held_on: dt.date) -> None:
    """A meeting cannot have been held before it was planned by more than a slip: nor before it was recorded at all."""
    recorded = meeting.recorded_at.date() if meeting.recorded_at else held_on
    first = min(recorded, meeting.held_on or recorded) - dt.timedelta(days=31)
    if held_on < first:
        raise Refused(f"The day of the meeting must be on or after {plain_date(first)}", "held_on")


def _plain(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(value, "username", value) for name, value in columns.items()}
