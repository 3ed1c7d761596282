"""What agencies undertook: agreed in a meeting, looked at again in the next, closed with evidence, never dropped."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db.models.functions import Now

from accounts import permissions as p
from common.text import plain_date
from mappa.actions.base import NOT_HELD, free_ref, hold_meeting_row, not_final, same_version, sent_before
from mappa.models import Action, ActionReview, Agency, AgendaItem, Meeting
from mappa.models.meetings import COUNTING
from mappa.rights import agencies_for
from offenders.actions.base import change, hold, log, not_after, not_before, said, values
from offenders.actions.errors import Conflict, NotAllowed, Refused
from offenders.models import Nominal

FURTHEST = dt.timedelta(days=1096)  # a slip of the pen beyond


def add_action(
    *,
    item: AgendaItem,
    action: str,
    agency: Agency,
    due_on: dt.date,
    by: Any,
    on: dt.date,
    owner: Any = None,
    form_token: uuid.UUID | None = None,
) -> Action:
    """Agree an action about a case: one agency, one day, and where it is ours one officer who can open the case.

    Raises `Refused` before the meeting was held and once its minutes are final. Sent twice, it is one.
    """
    action = said(action, "what", "Say what is to be done")
    with change(item.nominal, by=by, on=on, permission=p.RUN_MAPPA) as person:
        meeting = hold_meeting_row(item.meeting, by=by)
        if done := sent_before(Action, by, form_token, nominal_id=person.pk, meeting_id=meeting.pk):
            return done
        not_final(meeting)
        if meeting.status not in COUNTING or meeting.held_on is None:
            raise Refused(NOT_HELD)
        hold(AgendaItem, item.pk, person)
        if not agencies_for(by, meeting).filter(pk=agency.pk).exists():
            raise Refused("Select an agency of the area’s list", "agency")
        _day(due_on, meeting.held_on)
        owner = _owner(agency, owner, person)
        row = Action.objects.create(
            nominal=person, meeting=meeting, action_ref=free_ref(Action, "action_ref", meeting.meeting_ref, 1),
            action=action, agency=agency, agency_name=agency.name, owner=owner, made_on=meeting.held_on,
            due_on=due_on, recorded_by=by, form_token=form_token,
        )  # fmt: skip
        after = {**values(row, "action", "agency_name", "due_on"), "owner": getattr(owner, "username", "")}
        log("mappa.action_agreed", by=by, nominal=person, fact=row, ref=row.action_ref, after=after)
    return row


def _day(due_on: dt.date, made_on: dt.date) -> None:
    if due_on < made_on:
        raise Refused(f"The day must be on or after {plain_date(made_on)}, when it was agreed", "due_on")
    if due_on > made_on + FURTHEST:
        raise Refused("The day must be within three years", "due_on")


def _owner(agency: Agency, owner: Any, nominal: Nominal) -> Any:
    """The officer of an action of ours; nobody for another agency's."""
    if not agency.ours:
        return None
    if owner is None:
        raise Refused("Select the officer who does it", "owner")
    if not (owner.is_active and owner.can(p.CLOSE_ACTIONS)):
        raise Refused("Select an officer who can do it", "owner")
    if not Nominal.objects.visible_to(owner).filter(pk=nominal.pk).exists():
        raise Refused("The record is not open to this officer", "owner")
    return owner


def hand_over_action(*, action: Action, owner: Any, version: int, by: Any, on: dt.date) -> Action:
    """Another officer does it, as when somebody leaves. The day stays. Raises `Conflict` where it changed meanwhile."""
    with change(action.nominal, by=by, on=on, permission=p.RUN_MAPPA) as person:
        row = hold(Action, action.pk, person)
        same_version(row, version, {"owner": owner})
        if row.done_on is not None:
            raise Refused("It was closed")
        agency = row.on_the_list
        if agency is None or not agency.ours:
            raise Refused("This is another agency’s action")
        owner = _owner(agency, owner, person)
        before = getattr(row.owner, "username", "")
        Action.objects.filter(pk=row.pk, version=version).update(owner=owner, version=version + 1)
        log("mappa.action_handed_over", by=by, nominal=person, fact=row, ref=row.action_ref,
            before={"owner": before}, after={"owner": owner.username})  # fmt: skip
    row.refresh_from_db()
    return row


def review_action(*, action: Action, meeting: Meeting, note: str, by: Any, on: dt.date, seen: str = "") -> ActionReview:
    """How an open action stands, as a later meeting heard it. It keeps its day. Once a meeting.

    `seen` is the note that was shown. Raises `Conflict` where another one is saved meanwhile.
    """
    note = said(note, "note", "Say how it stands")
    with change(action.nominal, by=by, on=on, permission=p.RUN_MAPPA) as person:
        held = hold_meeting_row(meeting, by=by)
        not_final(held)
        if held.status not in COUNTING:
            raise Refused(NOT_HELD)
        row = hold(Action, action.pk, person)
        if not AgendaItem.objects.counted().filter(meeting=held, nominal=person).exists():
            raise Refused("The case is not on the agenda of this meeting")
        after = row.agreed_on is not None and held.held_on is not None and row.agreed_on > held.held_on
        if row.meeting_id == held.pk or after:
            raise Refused("It was not agreed before this meeting")
        review = ActionReview.objects.filter(action=row, meeting=held).select_for_update().first()
        said_now = review.note if review else ""
        if review is not None and said_now == note:
            return review
        if said_now != seen:
            raise Conflict({"note": note}, {"note": said_now}, 0)
        if review is None:
            review = ActionReview.objects.create(action=row, meeting=held, note=note, recorded_by=by)
        else:
            review.note = note
            review.save(update_fields=["note"])
        log("mappa.action_reviewed", by=by, nominal=person, fact=row, ref=row.action_ref,
            meeting=held.meeting_ref, before={"note": said_now}, after={"note": note})  # fmt: skip
    return review


def close_action(*, action: Action, done_on: dt.date, evidence: str, version: int, by: Any, on: dt.date) -> Action:
    """Close an action with the evidence that it was done: one's own, or any on a record that one may write.

    That it need not be done any more is evidence too: it is said, dated and signed like any other. Raises `Conflict`
    where somebody closed or changed it meanwhile.
    """
    evidence = said(evidence, "evidence", "Say what shows that it was done, or why it need not be done any more")
    not_after(done_on, on, "done_on", "The day")
    wanted = {"done_on": done_on, "evidence": evidence}
    own = action.owner_id is not None and action.owner_id == by.pk
    permission = "" if own else p.CLOSE_ACTIONS  # an owner was chosen as one who may, and may read the record only
    with change(action.nominal, by=by, on=on, permission=permission, reading=own) as person:
        row = hold(Action, action.pk, person)
        if own and row.owner_id != by.pk:
            raise NotAllowed("It was handed over meanwhile")
        if row.done_on is not None and row.closed_by_id == by.pk and values(row, *wanted) == wanted:
            return row  # the same form twice
        same_version(row, version, wanted)
        not_before(done_on, row.agreed_on, "done_on", "The day", "when it was agreed")
        Action.objects.filter(pk=row.pk, version=version).update(
            **wanted, closed_by=by, closed_at=Now(), version=version + 1
        )
        log("mappa.action_closed", by=by, nominal=person, fact=row, ref=row.action_ref, after=wanted)
    row.refresh_from_db()
    return row
