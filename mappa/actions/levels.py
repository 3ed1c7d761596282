"""Category, level and area: each a dated decision with its reason and who made it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db.models import F
from django.db.models.functions import Now

from accounts import permissions as p
from common.text import plain_date
from mappa.facts import level_of
from mappa.models import Area, AreaPlacement, CategoryDecision, LevelDecision, Meeting
from mappa.policy import level_fits_category
from offenders.actions.base import change, hold, log, not_after, said, values
from offenders.actions.errors import NotAllowed, Refused
from offenders.models import Nominal

LEVEL_FIELDS = ("level", "effective_from", "reason", "decided_by")
CATEGORY_FIELDS = ("category", "previous", "effective_from", "reason", "decided_by")
AREA_FIELDS = ("area_id", "effective_from", "reason")
DOES_NOT_FIT = "Category 3 is managed at level 2 or 3"
REMEDY = {
    LevelDecision: "Record the right level first, from the day before or after",
    CategoryDecision: "Record level 2 or 3 first",
}
ONLY_TO_KEEP = "Your role records that a case stays at level 1. Another level takes a supervisor or the co-ordinator"


def set_level(
    *, nominal: Nominal, by: Any, on: dt.date, level: int, effective_from: dt.date, reason: str, decided_by: str,
    meeting: Meeting | None = None, form_token: uuid.UUID | None = None,
) -> LevelDecision:  # fmt: skip
    """The level from a day on; the level in force once more records a review that keeps it (`mappa_review`).

    One level a day: the same one again is the same decision. At level 1 whoever reviews the case may keep it there;
    anything else takes DECIDE_MAPPA. Category 3 at level 1 is refused. May run within another action's transaction.
    Raises `NotVisible`, `NotAllowed` or `Refused`.
    """
    reason = said(reason, "reason", "Enter why")
    decided_by = said(decided_by, "decided_by", "Enter who decided")
    not_after(effective_from, on, "effective_from", "The day of the decision")
    with change(nominal, by=by, on=on, permission=p.REVIEW_MAPPA) as held:
        if again := _sent_before(LevelDecision, held, by, form_token):
            return again
        if not by.can(p.DECIDE_MAPPA) and (level != 1 or level_of(held.pk, effective_from) != 1):
            raise NotAllowed(ONLY_TO_KEEP)
        if not level_fits_category(level, held.mappa_category):
            raise Refused(DOES_NOT_FIT, "level")
        same = LevelDecision.objects.counted().filter(nominal=held, effective_from=effective_from).first()
        if same is not None:
            if same.level == level:
                return same
            raise Refused("Another level is recorded from that day. Mark it as entered in error first",
                          "effective_from")  # fmt: skip
        before = level_of(held.pk, effective_from)
        row = LevelDecision.objects.create(
            nominal=held, level=level, effective_from=effective_from, reason=reason, decided_by=decided_by,
            meeting=meeting, recorded_by=by, form_token=form_token,
        )  # fmt: skip
        log(
            "mappa.level_set", by=by, nominal=held, fact=row, before={"level": before},
            after=values(row, *LEVEL_FIELDS), kept=before == level,
        )  # fmt: skip
    return row


def set_category(
    *, nominal: Nominal, by: Any, on: dt.date, category: int | None, effective_from: dt.date, reason: str,
    decided_by: str, form_token: uuid.UUID | None = None,
) -> CategoryDecision:  # fmt: skip
    """The category from a day on; None: in no category any more. One at a time, and none before the latest change.

    Category 3 is refused while the case is at level 1. Raises `NotVisible`, `NotAllowed` or `Refused`.
    """
    reason = said(reason, "reason", "Enter why")
    decided_by = said(decided_by, "decided_by", "Enter who decided")
    not_after(effective_from, on, "effective_from", "The day of the change")
    with change(nominal, by=by, on=on, permission=p.DECIDE_MAPPA) as held:
        if again := _sent_before(CategoryDecision, held, by, form_token):
            return again
        _may_change_category(held, category, effective_from, on)
        row = CategoryDecision.objects.create(
            nominal=held, category=category, previous=held.mappa_category, effective_from=effective_from,
            reason=reason, decided_by=decided_by, recorded_by=by, form_token=form_token,
        )  # fmt: skip
        Nominal.objects.filter(pk=held.pk).update(mappa_category=category, version=F("version") + 1)
        log("mappa.category_set", by=by, nominal=held, fact=row, after=values(row, *CATEGORY_FIELDS))
    return row


def _may_change_category(held: Nominal, category: int | None, effective_from: dt.date, on: dt.date) -> None:
    if category == held.mappa_category:
        raise Refused("The person is in this category already", "category")
    if not level_fits_category(level_of(held.pk, on), category):
        raise Refused(f"{DOES_NOT_FIT}: record the level first", "category")
    last = CategoryDecision.objects.counted().filter(nominal=held).order_by("-effective_from").first()
    if last is not None and effective_from <= last.effective_from:
        raise Refused(
            f"The category was changed on {plain_date(last.effective_from)}: the day must be after that",
            "effective_from",
        )


def set_area(
    *, nominal: Nominal, by: Any, on: dt.date, area: Area, effective_from: dt.date, reason: str,
    form_token: uuid.UUID | None = None,
) -> AreaPlacement:  # fmt: skip
    """The MAPPA area that manages the case from a day on. Neither the force nor the lead agency changes with it."""
    reason = said(reason, "reason", "Enter why")
    not_after(effective_from, on, "effective_from", "The day of the change")
    with change(nominal, by=by, on=on, permission=p.DECIDE_MAPPA) as held:
        if again := _sent_before(AreaPlacement, held, by, form_token):
            return again
        rows = AreaPlacement.objects.counted().filter(nominal=held)
        if same := rows.filter(effective_from=effective_from).first():
            if same.area_id == area.pk:
                return same
            raise Refused("Another area is recorded from that day", "effective_from")
        row = AreaPlacement.objects.create(
            nominal=held, area=area, effective_from=effective_from, reason=reason, recorded_by=by, form_token=form_token
        )
        log("mappa.area_set", by=by, nominal=held, fact=row, after={**values(row, *AREA_FIELDS), "area": area.name})
    return row


def void_decision(*, entry: Any, by: Any, on: dt.date, reason: str) -> Any:
    """Mark a level, a category or an area as entered in error. Of the categories only the latest: it is undone.

    Raises `Refused` where category 3 would stand at level 1 without the entry.
    """
    reason = said(reason, "reason", "Enter what was wrong")
    with change(entry.nominal, by=by, on=on, permission=p.DECIDE_MAPPA) as held:
        row = hold(type(entry), entry.pk, held)
        if isinstance(row, CategoryDecision):
            _undo_category(row, held)
        row.voided_at, row.voided_by, row.void_reason = Now(), by, reason
        row.save(update_fields=["voided_at", "voided_by", "void_reason"])
        row.refresh_from_db(fields=["voided_at"])
        held.refresh_from_db(fields=["mappa_category"])
        if not isinstance(row, AreaPlacement) and not level_fits_category(level_of(held.pk, on), held.mappa_category):
            raise Refused(f"{DOES_NOT_FIT}, and without this entry it would be at level 1. {REMEDY[type(row)]}")
        log("fact.voided", by=by, nominal=held, fact=row, after={"void_reason": reason}, what=str(row))
    return row


def _undo_category(row: CategoryDecision, held: Nominal) -> None:
    later = CategoryDecision.objects.counted().filter(nominal=held, effective_from__gt=row.effective_from)
    if later.exists() or row.category != held.mappa_category:
        raise Refused("The category was changed again since. Record what it is now instead")
    Nominal.objects.filter(pk=held.pk).update(mappa_category=row.previous, version=F("version") + 1)


def _sent_before(model: Any, nominal: Nominal, by: Any, token: uuid.UUID | None) -> Any:
    """What this form made when it was sent before; read under the lock, so that one wins."""
    row = model.objects.filter(form_token=token).first() if token is not None else None
    if row is not None and (row.nominal_id != nominal.pk or row.recorded_by_id != by.pk):
        raise Refused("This page was used already. Open it again and save once more")
    return row
