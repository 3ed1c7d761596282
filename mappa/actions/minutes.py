"""What the meeting said about one case: saved as often as needed while it is not final, never over another's words."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

from accounts import permissions as p
from mappa.actions.base import NOT_HELD, hold_meeting_row, not_final, sent_before
from mappa.actions.levels import DOES_NOT_FIT
from mappa.models import (
    PILLARS,
    Addendum,
    AgendaItem,
    Disclosure,
    Invitation,
    MappaLevel,
    Meeting,
    Minutes,
    MinutesDraft,
    MinutesInformation,
)
from mappa.models.meetings import COUNTING, MeetingStatus
from mappa.policy import level_fits_category
from mappa.rights import may_run
from offenders.actions.base import change, hold, log, not_after, said
from offenders.actions.errors import Conflict, NotAllowed, Refused
from offenders.models import Nominal

TEXTS = (
    "risk_assessment", *PILLARS, "disclosure_reasons", "disclosure_to", "disclosure_what", "disclosure_by",
    "disclosure_necessity", "victim_issues", "diversity", "person_view", "person_told_why", "level_reason", "dissent",
)  # fmt: skip
ANSWERS = ("disclosure_considered", "disclosure_told", "person_told", "next_review_on")
ON_THE_ITEM = ("decision_level", "disclosure")
FIELDS = (*TEXTS, *ANSWERS, *ON_THE_ITEM)
INFORMATION = "information_"  # with the invitation's id behind it: what that agency told


def texts_now(item: AgendaItem, minutes: Minutes | None) -> dict[str, Any]:
    """Everything that is minuted about a case as it is saved now, by field."""
    found: dict[str, Any] = {name: getattr(minutes, name) if minutes else "" for name in TEXTS}
    found |= {name: getattr(minutes, name) if minutes else None for name in ANSWERS}
    return found | {name: getattr(item, name) for name in ON_THE_ITEM} | information_of(item, minutes)


def agencies_of(meeting: Meeting) -> dict[int, Invitation]:
    """One invitation an agency, by its id: each agency has one box for what it told."""
    first: dict[str, Invitation] = {}
    for row in Invitation.objects.filter(meeting=meeting).order_by("agency_name", "pk"):
        first.setdefault(row.agency_name, row)
    return {row.pk: row for row in first.values()}


def information_of(item: AgendaItem, minutes: Minutes | None) -> dict[str, str]:
    """What each agency told, by the name of its box."""
    rows = MinutesInformation.objects.filter(minutes=minutes) if minutes else ()
    told = {row.agency_name: row.text for row in rows}
    return {f"{INFORMATION}{pk}": told.get(row.agency_name, "") for pk, row in agencies_of(item.meeting).items()}


class MinutesConflict(Conflict):
    """Both wrote in the same boxes. `merged` has what the other boxes hold now, each by whoever wrote in it."""

    def __init__(
        self, yours: Mapping[str, object], theirs: Mapping[str, object], version: int, merged: Mapping[str, object]
    ) -> None:
        super().__init__(yours, theirs, version)
        self.merged = dict(merged)


def digest(value: Any) -> str:
    """A short mark of what a box held when its form was shown: enough to tell whether it was changed since."""
    return hashlib.sha256(("" if value is None else str(value)).encode()).hexdigest()[:12]


def _merge(wanted: dict[str, Any], now: Mapping[str, Any], began: Mapping[str, str], version: int) -> dict[str, Any]:
    """What each box holds, where somebody else has saved since the form was shown.

    A box that only one of the two changed since then is theirs who changed it. Raises `MinutesConflict` for those that
    both changed, and for every box that differs where the form does not say what it began with.
    """
    merged, yours = dict(wanted), {}
    for name, text in wanted.items():
        if text == now[name] or began.get(name) == digest(now[name]):
            continue
        if began.get(name) == digest(text):
            merged[name] = now[name]
        else:
            yours[name] = text
    if yours:
        theirs = {name: now[name] for name in yours}
        raise MinutesConflict(yours, theirs, version, {k: v for k, v in merged.items() if k not in yours})
    return merged


def save_minutes(
    *,
    item: AgendaItem,
    version: int,
    values: Mapping[str, Any],
    plan_seen: int,
    by: Any,
    on: dt.date,
    began: Mapping[str, str] | None = None,
    draft: uuid.UUID | None = None,
) -> Minutes:
    """Save what was said about a case. `version` is the one that was shown, 0 where nothing was minuted yet.

    `values` has every field of `FIELDS` and a box for each agency; `began` the digests of what each held when the form
    was shown; `plan_seen` is the version of the risk management plan that was shown beside it. Where somebody else has
    saved meanwhile, boxes that only one of the two changed are kept as that one left them, and `MinutesConflict` has
    both texts of the others: then nothing is written. `Refused` before the meeting was held and once it is final.
    """
    with change(item.nominal, by=by, on=on, permission=p.RUN_MAPPA) as person:
        meeting = hold_meeting_row(item.meeting, by=by)
        not_final(meeting)
        if meeting.status not in COUNTING:
            raise Refused(NOT_HELD)
        row = hold(AgendaItem, item.pk, person)
        minutes = Minutes.objects.filter(item=row).select_for_update().first()
        wanted = _checked(values, row, meeting)
        now = texts_now(row, minutes)
        shown = minutes.version if minutes else 0
        if shown != version:
            wanted = _merge(wanted, now, began or {}, shown)
        differ = {name for name, text in wanted.items() if text != now[name]}
        if not differ and minutes is not None and shown != version:
            return _forget(minutes, draft, by)  # the same form twice, or the same words
        saved = _write(
            row, minutes, wanted, shown + bool(differ), {"plan_seen": plan_seen, "updated_by": by, "saved_with": draft}
        )
        log("mappa.minutes_saved", by=by, nominal=person, fact=saved, meeting=meeting.meeting_ref,
            before={k: now[k] for k in sorted(differ)}, after={k: wanted[k] for k in sorted(differ)})  # fmt: skip
        return _forget(saved, draft, by)


def _checked(values: Mapping[str, Any], item: AgendaItem, meeting: Meeting) -> dict[str, Any]:
    boxes = {f"{INFORMATION}{pk}" for pk in agencies_of(meeting)}
    wanted: dict[str, Any] = {name: (values.get(name) or "").strip() for name in (*TEXTS, "disclosure")}
    wanted |= {name: values.get(name) for name in (*ANSWERS, "decision_level")}
    wanted |= {name: (values.get(name) or "").strip() for name in boxes}
    if wanted["decision_level"] not in (None, *MappaLevel.values):
        raise Refused("Select the level", "decision_level")
    if not level_fits_category(wanted["decision_level"], item.nominal.mappa_category):
        raise Refused(DOES_NOT_FIT, "decision_level")
    if wanted["disclosure"] not in ("", *Disclosure.values):
        raise Refused("Select what was decided about disclosure", "disclosure")
    review = wanted["next_review_on"]
    if review is not None and meeting.held_on is not None and review <= meeting.held_on:
        raise Refused("The next review must be after the meeting", "next_review_on")
    return wanted


def _write(
    item: AgendaItem, minutes: Minutes | None, wanted: dict[str, Any], version: int, more: dict[str, Any]
) -> Minutes:
    columns = {name: wanted[name] for name in (*TEXTS, *ANSWERS)} | more
    if minutes is None:
        by = more["updated_by"]
        minutes = Minutes.objects.create(item=item, nominal_id=item.nominal_id, recorded_by=by, **columns)
    else:
        for name, value in columns.items():
            setattr(minutes, name, value)
        minutes.version = version
        minutes.save(update_fields=[*columns, "version", "updated_at"])
    AgendaItem.objects.filter(pk=item.pk).update(
        decision_level=wanted["decision_level"], disclosure=wanted["disclosure"], version=item.version + 1
    )
    for pk, row in agencies_of(item.meeting).items():
        text = wanted[f"{INFORMATION}{pk}"]
        told = MinutesInformation.objects.filter(minutes=minutes, agency_name=row.agency_name)
        if text and not told.update(text=text):
            MinutesInformation.objects.create(
                minutes=minutes, agency=row.agency, agency_name=row.agency_name, text=text
            )
        elif not text:
            told.delete()
    return minutes


def _forget(minutes: Minutes, draft: uuid.UUID | None, by: Any) -> Minutes:
    """The author's draft is saved now."""
    if draft is not None:
        MinutesDraft.objects.filter(token=draft, author=by).delete()
    return minutes


def add_addendum(
    *, minutes: Minutes, text: str, made_on: dt.date, by: Any, on: dt.date, form_token: uuid.UUID | None = None
) -> Addendum:
    """A correction of minutes that are final; the minutes stay as they are. Raises `Refused` while they are not."""
    text = said(text, "text", "Enter the addendum")
    not_after(made_on, on, "made_on", "The day")
    nominal: Nominal = minutes.nominal
    with change(nominal, by=by, on=on, permission=p.RUN_MAPPA) as person:
        if done := sent_before(Addendum, by, form_token, nominal_id=person.pk):
            return done
        row = hold(Minutes, minutes.pk, person)
        meeting = row.item.meeting
        if not may_run(by, meeting):
            raise NotAllowed("This meeting is run by another area")
        if meeting.status != MeetingStatus.FINALISED:
            raise Refused("The minutes are not final yet: change them")
        added = Addendum.objects.create(
            nominal=person, minutes=row, made_on=made_on, text=text, recorded_by=by, form_token=form_token
        )
        log("mappa.addendum", by=by, nominal=person, fact=added, meeting=meeting.meeting_ref, after={"text": text})
    return added
