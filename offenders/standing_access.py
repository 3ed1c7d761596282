"""How one person stands to one record: whether it is open to them, to write or only to read, and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, QuerySet, TextField, Value, When
from django.db.models.functions import Concat

from accounts.roles import FORCE_SCOPE, TEAM_SCOPE
from offenders import prepared, scope
from offenders.models import AccessKind, Nominal, NominalAccess, Status

OWN, TEAM, NO_TEAM, FORCE, NAMED = "own caseload", "own team", "own force, no team yet", "own force", "named"
BY_EXCEPTION = {AccessKind.COVER: "covering", AccessKind.TRANSFER: "transfer", AccessKind.MEETING: "meeting"}
_SIGN = "|"
COLUMNS = ("pk", "reference", "officer_id", "team_id", "force_id", "restricted", "standing__status")


@dataclass(frozen=True)
class Standing:
    """An open record: whether its reader may also write, and the reason that the log keeps of each look."""

    pk: int
    reference: str
    writes: bool
    reason: str
    asks: str = ""  # why opening it asks for a reason: "restricted" or "closed"
    opened_for: str = ""  # where it was opened from outside the team: the reason given then
    until: dt.date | None = None


def standing_of(user: Any, reference: str, on: dt.date) -> Standing | None:
    """One query, ready made for each kind of reader. None where the record does not exist for this person."""
    found = prepared.rows(_columns, user, on, reference=reference)
    if not found:
        return None
    row = dict(zip((*COLUMNS, "writes", "granted"), found[0], strict=True))
    exceptions = {kind: (until, why) for kind, until, why in (one.split(_SIGN, 2) for one in row["granted"])}
    reason, opened, until = _reason(user, row, exceptions)
    return Standing(row["pk"], row["reference"], row["writes"], reason, _asks(row), opened, until)


def _columns(user: Any, on: dt.date) -> QuerySet[Any]:
    """What the answer is made of, for the record of the reference that is put in later."""
    rows = Nominal.objects.by_reference(prepared.REFERENCE).filter(scope.reading(user, on))
    granted = NominalAccess.objects.standing(on).filter(user_id=user.pk, content_object=OuterRef("pk"))
    told = Concat(F("kind"), Value(_SIGN), F("expires_on"), Value(_SIGN), F("reason"), output_field=TextField())
    return rows.annotate(
        writes=Case(When(scope.writing(user, on), then=Value(True)), default=Value(False)),
        granted=ArraySubquery(granted.order_by("pk").values(told=told)),
    ).values_list(*COLUMNS, "writes", "granted")[:1]


def _asks(row: dict[str, Any]) -> str:
    """A restricted record, and one that is closed because the person died, are opened for a reason that is asked."""
    if row["restricted"]:
        return "restricted"
    return "closed" if row["standing__status"] == Status.DECEASED else ""


def _reason(user: Any, row: dict[str, Any], exceptions: dict[str, tuple[str, str]]) -> tuple[str, str, dt.date | None]:
    """Derived in the order of closeness: one's own case first, what was opened with a reason last."""
    if row["restricted"]:
        return NAMED, "", None
    if row["officer_id"] == user.pk:
        return OWN, "", None
    if user.role in TEAM_SCOPE and user.team_id is not None and row["team_id"] == user.team_id:
        return TEAM, "", None
    if AccessKind.COVER in exceptions:
        return BY_EXCEPTION[AccessKind.COVER], "", None
    if row["force_id"] == user.force_id and user.role in FORCE_SCOPE:
        return FORCE, "", None
    if row["force_id"] == user.force_id and row["team_id"] is None:
        return NO_TEAM, "", None
    for kind, words in BY_EXCEPTION.items():
        if kind in exceptions:
            return words, "", _day(exceptions[kind][0])
    until, why = exceptions[AccessKind.OPENED]
    return f"opened from outside the team: {why}", why, _day(until)


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
