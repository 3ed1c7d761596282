"""Other premises and the days spent there; parental directions."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from accounts import permissions as p
from notification.models import OtherPremises, ParentalDirection, ParentalKind, Stay
from notification.policy import under_18
from offenders.actions.base import change, hold, log, not_after, not_before, said, values
from offenders.actions.errors import Conflict, Refused
from offenders.models import Nominal
from orders.actions.shared import already

TWICE = "These premises are on the record already: record the stay there"
ENDED = "This stay has ended: record another one"
GROWN_UP = "The person was 18 or over on that day, and these duties are a parent’s only until then (s.89)"
PARENTAL = ("kind", "parent", "court", "made_on", "ends_on", "discharged_on", "changes")


def add_stay(
    *, nominal: Nominal, by: Any, on: dt.date, from_on: dt.date, to_on: dt.date | None = None, source: str = "",
    premises: OtherPremises | None = None, address: str = "", form_token: uuid.UUID | None = None,
) -> Stay:  # fmt: skip
    """Days at other premises, known or new: the total within 12 months is counted from them. Sent twice, it is one."""
    not_after(from_on, on, "from_on", "The first day")
    not_after(to_on, on, "to_on", "The last day")
    not_before(to_on, from_on, "to_on", "The last day", "the first")
    with change(nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        if done := already(Stay, held, by, form_token):
            return done
        place = hold(OtherPremises, premises.pk, held) if premises else _place(held, by, address)
        row = Stay.objects.create(
            nominal=held, premises=place, from_on=from_on, to_on=to_on, source=source.strip(), recorded_by=by,
            form_token=form_token,
        )  # fmt: skip
        log("premises.stay", by=by, nominal=held, fact=row, after=values(row, "premises_id", "from_on", "to_on"))
    return row


def _place(nominal: Nominal, by: Any, address: str) -> OtherPremises:
    address = " ".join(said(address, "address", "Enter the address").split())
    if OtherPremises.objects.counted().filter(nominal=nominal, address__iexact=address).exists():
        raise Refused(TWICE, "address")
    place = OtherPremises.objects.create(nominal=nominal, address=address, recorded_by=by)
    log("premises.added", by=by, nominal=nominal, fact=place, after=values(place, "address"))
    return place


def end_stay(*, stay: Stay, by: Any, on: dt.date, to_on: dt.date) -> Stay:
    """The last day of a stay that went on. Sent twice, it is once."""
    not_after(to_on, on, "to_on", "The last day")
    with change(stay.nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        row = hold(Stay, stay.pk, held)
        not_before(to_on, row.from_on, "to_on", "The last day", "the first")
        if row.to_on is not None and row.to_on != to_on:
            raise Refused(ENDED, "to_on")
        if row.to_on is None:
            row.to_on = to_on
            row.save(update_fields=["to_on"])
            log("premises.stay_ended", by=by, nominal=held, fact=row, before={"to_on": None}, after={"to_on": to_on})
    return row


def add_parental(
    *, nominal: Nominal, by: Any, on: dt.date, form_token: uuid.UUID | None = None, **fields: Any
) -> ParentalDirection:
    """A court's parental direction (s.89) or a parental notice (s.96ZA). Sent twice, it is one."""
    fields = _checked(fields, on)
    with change(nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        if done := already(ParentalDirection, held, by, form_token):
            return done
        _check_young(held, fields["made_on"])
        row = ParentalDirection.objects.create(nominal=held, recorded_by=by, form_token=form_token, **fields)
        log("parental.added", by=by, nominal=held, fact=row, after=fields)
    return row


def edit_parental(*, row: ParentalDirection, by: Any, on: dt.date, version: int, **fields: Any) -> ParentalDirection:
    """It was varied, renewed or discharged (s.90), or put in wrongly. `version` is the one that was shown."""
    fields = _checked(fields, on)
    with change(row.nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        found = hold(ParentalDirection, row.pk, held)
        before = values(found, *fields)
        changed = {name: value for name, value in fields.items() if before[name] != value}
        if not changed:
            return found
        _check_young(held, fields["made_on"])
        if found.version != version:
            raise Conflict({n: fields[n] for n in changed}, {n: before[n] for n in changed}, found.version)
        for name, value in changed.items():
            setattr(found, name, value)
        found.version += 1
        found.save(update_fields=[*changed, "version"])
        log("parental.changed", by=by, nominal=held, fact=found, before={n: before[n] for n in changed}, after=changed)
    return found


def _check_young(nominal: Nominal, made_on: dt.date) -> None:
    born = nominal.date_of_birth
    if born is not None and not under_18(born, made_on):
        raise Refused(GROWN_UP, "made_on")


def _checked(fields: dict[str, Any], on: dt.date) -> dict[str, Any]:
    unknown = set(fields) - set(PARENTAL)
    if unknown:
        raise TypeError(f"Not part of a parental direction: {sorted(unknown)}")
    fields = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    if fields.get("kind") not in ParentalKind.values:
        raise Refused("Select what it is", "kind")
    said(fields.get("parent", ""), "parent", "Enter the parent")
    if fields.get("made_on") is None:
        raise Refused("Enter the day it was made or given", "made_on")
    not_after(fields["made_on"], on, "made_on", "The day it was made")
    not_after(fields.get("discharged_on"), on, "discharged_on", "The discharge")
    for name, noun in (("ends_on", "The last day"), ("discharged_on", "The discharge")):
        not_before(fields.get(name), fields["made_on"], name, noun, "the day it was made")
    return fields
