"""Record what makes a person subject; set an end by hand; confirm a length near 6 or 30 months."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts import permissions as p
from notification.models import Disposal, EventKind, Outcome
from notification.models.disposals import LONGEST, UNITS
from notification.policy import rings
from offenders.actions.base import change, differences, hold, log, not_after, not_before, said, values
from offenders.actions.errors import Refused
from offenders.models import Nominal
from offenders.models.nominal import misspelt
from orders.actions.shared import already
from orders.models import Order

FIELDS = (
    "disposal_ref", "event", "event_on", "schedule_3", "outcome", "sentenced_on", "term_value", "term_unit",
    "extension_value", "extension_unit", "consecutive_to", "overlaps", "overlap_value", "overlap_unit",
    "depends_on_sentence", "notice_served_on", "breach_of", "jurisdiction", "court",
)  # fmt: skip
TERMS = ("term", "extension", "overlap")
CHANGED = "The entry was changed since you opened it. Read it as it is now"
FOLLOWED = "Other disposals name this one, so its reference stays: {refs}"
BORN = "when the person was born"
IN_USE = "This reference is already in use for another disposal"


def add_disposal(
    *, nominal: Nominal, by: Any, on: dt.date, form_token: uuid.UUID | None = None, **fields: Any
) -> Disposal:
    """Record a conviction, finding, caution or notice. Sent twice, it is one. Raises `Refused`."""
    fields = _checked(fields, on)
    with change(nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        if done := already(Disposal, held, by, form_token):
            return done
        not_before(fields.get("event_on"), held.date_of_birth, "event_on", "The day", BORN)
        _check_links(held, fields, "")
        try:
            with transaction.atomic():
                row = Disposal.objects.create(nominal=held, recorded_by=by, form_token=form_token, **fields)
        except IntegrityError as error:
            _refuse_reference(error)
            raise
        log("disposal.added", by=by, nominal=held, fact=row, after=fields)
    return row


def edit_disposal(*, disposal: Disposal, by: Any, on: dt.date, version: int, **fields: Any) -> Disposal:
    """Correct it. `version` is the one that was shown. A length that was confirmed has to be confirmed again."""
    fields = _checked(fields, on)
    with change(disposal.nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        row = hold(Disposal, disposal.pk, held)
        before, changed = differences(row, fields, version)
        if not changed:
            return row
        not_before(fields.get("event_on"), held.date_of_birth, "event_on", "The day", BORN)
        _check_links(held, fields, row.disposal_ref)
        if "disposal_ref" in changed:
            _refuse_losing_links(held, row)
        changed |= {"version": row.version + 1, "length_confirmed_on": None, "length_confirmed_by": None}
        try:
            with transaction.atomic():
                Disposal.objects.filter(pk=row.pk).update(**changed)
        except IntegrityError as error:
            _refuse_reference(error)
            raise
        log("disposal.edited", by=by, nominal=held, fact=row, before=before, after=changed)
        row.refresh_from_db()
    return row


def set_override(
    *, disposal: Disposal, by: Any, on: dt.date, version: int, ends_on: dt.date | None, reason: str
) -> Disposal:
    """Set the last day by hand, with a reason and its author; without a day, let the rules answer again."""
    reason = said(reason, "reason", "Say why")
    with change(disposal.nominal, by=by, on=on, permission=p.DECIDE_REQUIREMENT) as held:
        row = hold(Disposal, disposal.pk, held)
        not_before(ends_on, row.event_on, "ends_on", "The last day", "when the person became subject")
        before = values(row, "override_ends_on", "override_reason")
        if before == {"override_ends_on": ends_on, "override_reason": reason if ends_on else ""}:
            return row
        if row.version != version:
            raise Refused(CHANGED)
        row.override_ends_on, row.override_reason = ends_on, reason if ends_on else ""
        row.override_by = by if ends_on else None
        row.version += 1
        row.save(update_fields=["override_ends_on", "override_reason", "override_by", "version"])
        log("disposal.override", by=by, nominal=held, fact=row, before=before,
            after={"override_ends_on": ends_on, "override_reason": reason})  # fmt: skip
    return row


def confirm_length(*, disposal: Disposal, by: Any, on: dt.date, version: int) -> Disposal:
    """Somebody read the sentence again: the length close to 6 or 30 months is as it stands here."""
    with change(disposal.nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        row = hold(Disposal, disposal.pk, held)
        if row.version != version:
            raise Refused(CHANGED)
        if row.length_confirmed_on is None:
            row.length_confirmed_on, row.length_confirmed_by = on, by
            row.save(update_fields=["length_confirmed_on", "length_confirmed_by"])
            log(
                "disposal.length_confirmed", by=by, nominal=held, fact=row, after=values(row, "term_value", "term_unit")
            )
    return row


def _refuse_losing_links(nominal: Nominal, row: Disposal) -> None:
    """A new reference would leave what follows or overlaps this one standing alone, with another period."""
    named = Q(consecutive_to__iexact=row.disposal_ref) | Q(overlaps__iexact=row.disposal_ref)
    refs = list(Disposal.objects.counted().filter(named, nominal=nominal).values_list("disposal_ref", flat=True))
    if refs:
        raise Refused(FOLLOWED.format(refs=", ".join(refs)), "disposal_ref")


def _refuse_reference(error: IntegrityError) -> None:
    if "disposal_ref_once" in str(error):
        raise Refused(IN_USE, "disposal_ref") from None


def _checked(fields: dict[str, Any], on: dt.date) -> dict[str, Any]:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"Not part of a disposal: {sorted(unknown)}")
    fields = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    if fields.get("event") not in EventKind.values:
        raise Refused("Select what happened", "event")
    if fields.get("outcome", "") not in ("", *Outcome.values):
        raise Refused("Select the sentence or outcome", "outcome")
    if wrong := misspelt(fields.get("disposal_ref", "")):
        raise Refused(wrong, "disposal_ref")
    for name, noun in (("event_on", "The day"), ("sentenced_on", "The day of the sentence"),
                       ("notice_served_on", "The day of service")):  # fmt: skip
        not_after(fields.get(name), on, name, noun)
        not_before(fields.get(name), fields.get("event_on"), name, noun, "the day of the conviction or finding")
    for name in TERMS:
        _check_term(fields, name)
    return fields


def _check_term(fields: dict[str, Any], name: str) -> None:
    value, unit = fields.get(f"{name}_value"), fields.get(f"{name}_unit", "")
    if value is None and not unit:
        return
    if value is None:
        raise Refused("Enter how long", f"{name}_value")
    if unit not in dict(UNITS):
        raise Refused("Select days, weeks, months or years", f"{name}_unit")
    if not 1 <= value <= LONGEST[unit]:
        raise Refused(f"Enter a number of {unit} from 1 to {LONGEST[unit]}", f"{name}_value")


def _check_links(nominal: Nominal, fields: dict[str, Any], own: str) -> None:
    """What it follows, overlaps or breaches is on this record, and no two sentences follow each other."""
    rows = Disposal.objects.counted().filter(nominal=nominal).values_list("disposal_ref", "consecutive_to", "overlaps")
    links = {ref.upper(): (after or overlaps).upper() for ref, after, overlaps in rows if ref != own}
    ref = fields["disposal_ref"].upper()
    for name in ("consecutive_to", "overlaps"):
        other = fields.get(name, "").upper()
        if other == ref:
            raise Refused("A sentence cannot follow or overlap itself", name)
        if other and other not in links:
            raise Refused("There is no such disposal on this record", name)
    follows = {one: other for one, other in links.items() if other}
    if mine := (fields.get("consecutive_to") or fields.get("overlaps") or "").upper():
        follows[ref] = mine
        if ref in rings(follows):
            raise Refused("These sentences would follow each other in a ring", "consecutive_to")
    if fields.get("overlaps") and fields.get("overlap_value") is None:
        raise Refused("Enter by how much it overlaps", "overlap_value")
    breach = fields.get("breach_of")
    if breach and not Order.objects.counted().filter(nominal=nominal, order_ref__iexact=breach).exists():
        raise Refused("There is no such order on this record", "breach_of")
