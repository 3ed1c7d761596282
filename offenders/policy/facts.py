"""The facts that the rules read, as tuples: rows of `values_list` in this order serve as they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

LOW, MEDIUM, HIGH, VERY_HIGH = "low", "medium", "high", "very_high"
RANK = {LOW: 0, MEDIUM: 1, HIGH: 2, VERY_HIGH: 3}
AS_FOR_NO_LEVEL = HIGH  # design section 4: no level yet, as for high

ACTIVE, REACTIVE = "active", "reactive"

COMMUNITY, CUSTODY, HOSPITAL, ABROAD, MISSING, DECEASED = (
    "community", "custody", "hospital", "abroad", "missing", "deceased",
)  # fmt: skip
STATUS_ORDER = (DECEASED, CUSTODY, HOSPITAL, MISSING, ABROAD)  # where periods overlap, the first of these
DETAINED = (CUSTODY, HOSPITAL)

HOME, NO_FIXED_ABODE = "home", "no_fixed_abode"

Gate = bool | Callable[[dt.date], bool]  # whether approval is needed, perhaps by the day of the proposal


class LevelFact(NamedTuple):
    """A risk level proposed from a day on. `approved_on` blank on an approved row = `effective_from`."""

    effective_from: dt.date
    level: str
    approved: bool
    approved_on: dt.date | None


class PlanFact(NamedTuple):
    """A visit interval set in the person's own plan; `approved` as for a level."""

    effective_from: dt.date
    value: int
    unit: str
    approved: bool
    approved_on: dt.date | None


class ManagementFact(NamedTuple):
    """Active or reactive management from a day on; `approved` as for a level."""

    effective_from: dt.date
    mode: str
    approved: bool
    approved_on: dt.date | None


class StatusFact(NamedTuple):
    """A status period. `ended_on` is the day it ended: the person is free on that day. None = still so."""

    status: str
    began_on: dt.date
    ended_on: dt.date | None


class AddressFact(NamedTuple):
    """An address. `began_on` None = always; `ended_on` is the first day on which it no longer holds."""

    kind: str
    address: str
    postcode: str
    began_on: dt.date | None
    ended_on: dt.date | None


class PersonFacts(NamedTuple):
    """Everything about one person that the rules for visits read."""

    force: Hashable  # as in the policy book's rows; None where the force is not known
    registered_on: dt.date | None
    levels: Sequence[LevelFact] = ()
    plans: Sequence[PlanFact] = ()
    management: Sequence[ManagementFact] = ()
    statuses: Sequence[StatusFact] = ()
    addresses: Sequence[AddressFact] = ()
    requirement_ended: bool = False  # recorded disposals and orders have all ended; False where none is recorded


def approved_from(effective_from: dt.date, approved: bool, approved_on: dt.date | None) -> dt.date | None:
    """The day from which an approved row counts: the later of its own day and its approval's. None = not approved."""
    if not approved:
        return None
    return effective_from if approved_on is None or approved_on < effective_from else approved_on


def needed(gate: Gate, day: dt.date) -> bool:
    return gate if isinstance(gate, bool) else gate(day)
