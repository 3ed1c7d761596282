"""Minutes finalised and sent: the levels decided and the plans agreed go onto the records, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Now

from accounts import permissions as p
from mappa.actions.base import CANCELLED, NOT_HELD, change_meeting, log_meeting, not_final, same_version
from mappa.actions.levels import set_level
from mappa.mail import tell_of_minutes
from mappa.models import PILLARS, Action, ActionReview, AgendaItem, Invitation, LevelDecision, Meeting, Minutes
from mappa.models.meetings import COUNTING, MeetingStatus
from mappa.policy.finalising import CaseMinutes, missing
from mappa.rights import may_check
from offenders.actions.base import NOT_YOURS, not_after, not_before, said, values
from offenders.actions.errors import NotAllowed, NotVisible, Refused
from offenders.models import Nominal
from risk.actions import write_plan_of_meeting
from risk.plan import current, currents, texts

NOT_ALL_OPEN = "Not all of this meeting is open to you: a co-ordinator to whom all of it is finalises its minutes"
PLANS = ("risk_assessment", "disclosure_considered", "disclosure_reasons", "disclosure_to", "disclosure_what",
         "disclosure_by", "person_told", "level_reason", "next_review_on")  # fmt: skip


def earlier_actions(meeting: Meeting, nominal_ids: Sequence[int]) -> Any:
    """The actions of other meetings that were open on the meeting's day, oldest first: each is looked at again."""
    day = meeting.held_on or dt.date.max
    rows = Action.objects.open(day).filter(nominal_id__in=nominal_ids).exclude(meeting=meeting)
    return rows.select_related("agency", "owner", "meeting").oldest_first()


def stops_of(meeting: Meeting, items: Sequence[AgendaItem]) -> dict[int, list[str]]:
    """What stops the minutes of each case, by the item's id (four queries, however many cases)."""
    ids = [item.nominal_id for item in items]
    minuted = {row.item_id: row for row in Minutes.objects.counted().filter(item__in=items)}
    plans = currents(ids, dt.date.max)
    reviewed = set(ActionReview.objects.filter(meeting=meeting).values_list("action_id", flat=True))
    owed: dict[int, int] = {}
    for action in earlier_actions(meeting, ids).filter(done_on=None):
        owed[action.nominal_id] = owed.get(action.nominal_id, 0) + (action.pk not in reviewed)
    day = meeting.held_on or dt.date.max
    found = {}
    for item in items:
        minutes, plan = minuted.get(item.pk), plans.get(item.nominal_id)
        told = {name: getattr(minutes, name) for name in PLANS} if minutes else {}
        case = CaseMinutes(
            **told, plan=[getattr(minutes, name) for name in PILLARS] if minutes else (), level=item.decision_level,
            disclosure=item.disclosure, actions_not_reviewed=owed.get(item.nominal_id, 0),
            plan_changed=minutes is not None and plan is not None and plan.pk != minutes.plan_seen
            and texts(plan) != {name: getattr(minutes, name) for name in PILLARS},
        )  # fmt: skip
        found[item.pk] = missing(case, day, item.nominal.mappa_category)
    return found


def text_of(meeting: Meeting) -> int:
    """The versions of the minutes of a meeting added up: another number says that a text was changed since."""
    rows = Minutes.objects.counted().filter(item__meeting=meeting, item__voided_at=None)
    return rows.aggregate(all=Sum("version"))["all"] or 0


def check_minutes(
    *, meeting: Meeting, checked_on: dt.date, checked_by: str, seen: int, by: Any, on: dt.date
) -> Meeting:
    """The chair has read the minutes before they are final: who and when (journeys, co-ordinator, 12).

    Said by the chair, in their own name whatever is typed, or by whoever runs the meeting. No text that was read makes
    it a condition of finalising. `seen` is the text that was there to read (`text_of`). Raises `Refused` before the
    meeting was held, once its minutes are final, and where they were changed since they were read.
    """
    not_after(checked_on, on, "checked_on", "The day")
    with transaction.atomic():
        rows = Meeting.objects.counted().visible_to(by).filter(pk=meeting.pk)
        held = rows.select_for_update(of=("self",)).first()
        if held is None:
            raise NotVisible("There is no such meeting")
        if not may_check(by, held):
            raise NotAllowed(NOT_YOURS)
        not_final(held)
        if held.status not in COUNTING:
            raise Refused(NOT_HELD)
        not_before(checked_on, held.held_on, "checked_on", "The day", "when it was held")
        name = by.full_name if held.chair_user_id == by.pk else checked_by
        name = said(name, "checked_by", "Enter who checked the minutes")
        wanted = {"checked_on": checked_on, "checked_by": name, "checked_text": text_of(held)}
        if not wanted["checked_text"]:
            raise Refused("Nothing is minuted yet")
        if wanted["checked_text"] != seen:
            raise Refused("The minutes were changed since this page was opened. Read them again, then open it again")
        before = values(held, *wanted)
        if before != wanted:
            Meeting.objects.filter(pk=held.pk).update(**wanted, version=held.version + 1)
            log_meeting("mappa.minutes_checked", held, by=by, before=before, after=wanted)
    held.refresh_from_db()
    return held


def finalise(*, meeting: Meeting, version: int, by: Any, on: dt.date) -> Meeting:
    """Make the minutes final and send them: from then on corrections are addenda. Sent twice, it is once.

    Writes each level decided as a row from the day of the meeting, and each plan agreed as a version of the risk
    management plan. Raises `Refused` while anything is missing, or for whoever may not open every case.
    """
    with change_meeting(meeting, by=by, on=on, final_too=True) as held:
        if held.status == MeetingStatus.FINALISED:
            return held
        if held.status == MeetingStatus.CANCELLED:
            raise Refused(CANCELLED)
        if held.status not in COUNTING:
            raise Refused(NOT_HELD)
        same_version(held, version, {"minutes_sent_on": on})
        items = list(AgendaItem.objects.counted().filter(meeting=held).select_related("nominal", "minutes"))
        _whole(held, items, by)
        for item in items:
            _onto_the_record(held, item, by, on)
        Meeting.objects.filter(pk=held.pk, version=version).update(
            status=MeetingStatus.FINALISED,
            finalised_at=Now(),
            finalised_by=by,
            minutes_sent_on=held.minutes_sent_on or on,
            version=version + 1,
        )
        told = tell_of_minutes(held)
        log_meeting("mappa.minutes_sent", held, by=by, cases=len(items), sent_to=told)
    held.refresh_from_db()
    return held


def _whole(meeting: Meeting, items: Sequence[AgendaItem], by: Any) -> None:
    """Refuse while something is missing."""
    ids = [item.nominal_id for item in items]
    if Nominal.objects.writable_by(by).filter(pk__in=ids).count() != len(ids):
        raise Refused(NOT_ALL_OPEN)
    if not items:
        raise Refused("The meeting has no case on its agenda")
    if Invitation.objects.filter(meeting=meeting, attendance="").exists():
        raise Refused("Record how every agency took part")
    stopped = [
        item.nominal.reference for item, what in zip(items, stops_of(meeting, items).values(), strict=True) if what
    ]
    if stopped:
        raise Refused(f"Something is missing in the minutes of {', '.join(stopped)}")


def _onto_the_record(meeting: Meeting, item: AgendaItem, by: Any, on: dt.date) -> None:
    """The level and the plan that the meeting agreed for one case."""
    minutes, nominal, day = item.minutes, item.nominal, meeting.held_on
    assert day is not None
    assert item.decision_level is not None
    assert minutes.next_review_on is not None
    chair = f", chaired by {meeting.chair}" if meeting.chair else ""
    on_the_day = LevelDecision.objects.counted().filter(nominal=nominal, effective_from=day).first()
    if on_the_day is not None and on_the_day.level != item.decision_level:
        raise Refused(f"Level {on_the_day.level} was recorded for {nominal.reference} from the day of the meeting")
    if on_the_day is None:
        set_level(
            nominal=nominal, by=by, on=on, level=item.decision_level, effective_from=day, reason=minutes.level_reason,
            decided_by=f"Meeting {meeting.meeting_ref}{chair}"[:200], meeting=meeting,
        )  # fmt: skip
    parts = {name: getattr(minutes, name) for name in PILLARS}
    plan = current(nominal.pk, dt.date.max)
    same = plan is not None and texts(plan) == parts
    write_plan_of_meeting(
        nominal=nominal, by=by, on=on, permission=p.RUN_MAPPA, meeting_ref=meeting.meeting_ref,
        seen=plan.pk if plan else 0, parts=parts, review_on=max(minutes.next_review_on, on + dt.timedelta(days=1)),
        what_changed=f"{'Kept' if same else 'Agreed'} at MAPPA meeting {meeting.meeting_ref}",
    )  # fmt: skip
