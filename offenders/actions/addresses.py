"""Where the person lives or can be found."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from accounts import permissions as p
from offenders.actions.base import change, hold, log, not_after, not_before, values
from offenders.actions.errors import Refused
from offenders.models import Address, AddressKind, Nominal
from offenders.models.facts import HOMES

FIELDS = ("kind", "address", "postcode", "from_on", "to_on")
BLANK = "Enter the address, or say where the person can be found"


def add_address(
    *,
    nominal: Nominal,
    by: Any,
    on: dt.date,
    kind: str,
    address: str,
    postcode: str = "",
    from_on: dt.date | None = None,
    to_on: dt.date | None = None,
) -> Address:
    """Record an address. A second current home is refused: that is a move; so is one of days that have another home.

    Sent twice, it is one address.
    """
    address, postcode = _place(address, postcode)
    not_after(from_on, on, "from_on", "The first day")
    not_after(to_on, on, "to_on", "The last day")
    not_before(to_on, from_on, "to_on", "The last day", "the first")
    with change(nominal, by=by, on=on, permission=p.EDIT_NOMINAL) as held:
        if same := _same(held, kind, address, from_on):
            return same
        if kind in HOMES and to_on is None and (home := current_home(held)):
            raise Refused(f"{home} is recorded as the home now. Record a move, or end it first", "kind")
        if kind in HOMES and from_on and to_on and (home := _home_between(held, from_on, to_on)):
            raise Refused(
                f"{home} is recorded as the home for some of these days. Put its dates right first", "from_on"
            )
        return _add(held, by, kind, address, postcode, from_on, to_on)


def end_address(*, address: Address, by: Any, on: dt.date, to_on: dt.date) -> Address:
    """The address no longer holds from a day on. Sent twice, it is one end."""
    not_after(to_on, on, "to_on", "The day it ended")
    with change(address.nominal, by=by, on=on, permission=p.EDIT_NOMINAL) as held:
        row = hold(Address, address.pk, held)
        if row.to_on == to_on:
            return row
        if row.to_on is not None:
            raise Refused("This address has ended already")
        not_before(to_on, row.from_on, "to_on", "The day it ended", "the day it began")
        _end(held, row, by, to_on)
    return row


def move_home(
    *,
    nominal: Nominal,
    by: Any,
    on: dt.date,
    moved_on: dt.date,
    address: str,
    postcode: str = "",
    kind: str = AddressKind.HOME,
) -> Address:
    """The person moved: the home until then ends and the new one begins, on one day. Sent twice, it is one move."""
    if kind not in HOMES:
        raise Refused("Select home, or no fixed abode", "kind")
    address, postcode = _place(address, postcode)
    not_after(moved_on, on, "moved_on", "The day of the move")
    with change(nominal, by=by, on=on, permission=p.EDIT_NOMINAL) as held:
        if same := _same(held, kind, address, moved_on):
            return same
        if home := current_home(held):
            if (home.address, home.postcode, home.kind) == (address, postcode, kind):
                raise Refused("This is the home already recorded", "address")
            not_before(moved_on, home.from_on, "moved_on", "The day of the move", "when the present home began")
            _end(held, home, by, moved_on)
        return _add(held, by, kind, address, postcode, moved_on, None)


def current_home(nominal: Nominal) -> Address | None:
    """The home, or the place where somebody of no fixed abode can be found, that has not ended."""
    return Address.objects.counted().filter(nominal=nominal, kind__in=HOMES, to_on__isnull=True).first()


def _home_between(nominal: Nominal, first: dt.date, end: dt.date) -> Address | None:
    """A dated home that held on one of the days before `end`."""
    dated = Address.objects.counted().filter(nominal=nominal, kind__in=HOMES, from_on__lt=end)
    return dated.filter(Q(to_on__isnull=True) | Q(to_on__gt=first)).first() if first < end else None


def _place(address: str, postcode: str) -> tuple[str, str]:
    address, postcode = " ".join(address.split()), " ".join(postcode.upper().split())
    if not address and not postcode:
        raise Refused(BLANK, "address")
    return address, postcode


def _same(nominal: Nominal, kind: str, address: str, from_on: dt.date | None) -> Address | None:
    rows = Address.objects.counted().filter(nominal=nominal, kind=kind, address=address)
    return rows.filter(from_on=from_on).first() if from_on else rows.filter(from_on__isnull=True).first()


def _add(nominal: Nominal, by: Any, kind: str, address: str, postcode: str, *days: dt.date | None) -> Address:
    row = Address.objects.create(
        nominal=nominal, kind=kind, address=address, postcode=postcode, from_on=days[0], to_on=days[1], recorded_by=by
    )
    log("address.added", by=by, nominal=nominal, fact=row, after=values(row, *FIELDS))
    return row


def _end(nominal: Nominal, row: Address, by: Any, to_on: dt.date) -> None:
    row.to_on = to_on
    row.save(update_fields=["to_on"])
    log("address.ended", by=by, nominal=nominal, fact=row, before={"to_on": None}, after={"to_on": to_on})
