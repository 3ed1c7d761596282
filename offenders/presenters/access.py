"""Who may see a record, and why: by its columns, by exception, and who is barred."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import User
from accounts.roles import FORCE_SCOPE, TEAM_SCOPE
from common.pagination import Page, paginate
from common.text import plain_date, plural
from offenders.models import AccessKind, Bar, Nominal, NominalAccess

LATEST = 50


@dataclass(frozen=True)
class Exceptional:
    """One exception or bar in words."""

    person: str
    role: str
    what: str
    reason: str
    until: str
    by: str
    end_url: str = ""
    since: str = ""


def who_may_see(nominal: Nominal, on: dt.date) -> dict[str, Any]:
    """The context of the page (five queries)."""
    rows = list(
        NominalAccess.objects.filter(content_object=nominal)
        .select_related("user__team", "granted_by", "ended_by")
        .order_by("-granted_at", "-pk")[: 2 * LATEST]
    )
    standing = set(NominalAccess.objects.standing(on).filter(content_object=nominal).values_list("pk", flat=True))
    bars = list(Bar.objects.filter(nominal=nominal).select_related("user__team", "recorded_by", "lifted_by")[:LATEST])
    barred = set(Bar.objects.standing(on).filter(nominal=nominal).values_list("pk", flat=True))
    return {
        "restricted": nominal.restricted,
        "ordinary": [] if nominal.restricted else by_columns(nominal),
        "standing": [_exception(row, nominal) for row in rows if row.pk in standing],
        "past": [_exception(row, nominal, over=True) for row in rows if row.pk not in standing][:LATEST],
        "bars": [_bar(row, nominal) for row in bars if row.pk in barred],
        "past_bars": [_bar(row, nominal, over=True) for row in bars if row.pk not in barred],
    }


def by_columns(nominal: Nominal) -> list[str]:
    """Those who see it without anybody's saying so."""
    active = User.objects.filter(is_active=True)
    said = []
    if nominal.officer is not None:
        said.append(f"{nominal.officer.full_name}, who manages the case")
    if nominal.team is not None:
        number = active.filter(team=nominal.team, role__in=TEAM_SCOPE).count()
        said.append(f"Team {nominal.team.name}: {plural(number, 'person', 'people')}")
    elif nominal.force is not None:
        number = active.filter(force=nominal.force, role__in=TEAM_SCOPE).count()
        said.append(f"Every team of {nominal.force.name}, since it has none yet: {plural(number, 'person', 'people')}")
    if nominal.force is not None:
        number = active.filter(force=nominal.force, role__in=FORCE_SCOPE).count()
        said.append(f"Inspectors and MAPPA co-ordinators of {nominal.force.name}: {plural(number, 'person', 'people')}")
    return said


def _exception(row: Any, nominal: Nominal, *, over: bool = False) -> Exceptional:
    end = ""
    if not over and row.cover_id is None and row.transfer_id is None:
        route = "access:end_naming" if row.kind == AccessKind.NAMED else "access:end"
        end = reverse(route, args=[nominal.reference, row.pk])
    until = f"until {plain_date(row.expires_on)}" if row.expires_on else "until it is ended"
    if row.ended_at is not None:
        until = f"ended by {row.ended_by.full_name if row.ended_by else 'the system'}"
    return Exceptional(
        row.user.full_name,
        _role(row.user),
        row.get_kind_display(),
        row.reason,
        until,
        row.granted_by.full_name if row.granted_by else "not recorded",
        end,
        plain_date(row.starts_on) if row.starts_on else "",
    )


def _bar(row: Bar, nominal: Nominal, *, over: bool = False) -> Exceptional:
    until = f"until {plain_date(row.until)}" if row.until else "until it is lifted"
    if row.lifted_at is not None:
        until = f"lifted by {row.lifted_by.full_name if row.lifted_by else 'the system'}: {row.lift_reason}"
    return Exceptional(
        row.user.full_name,
        _role(row.user),
        "Barred",
        row.reason,
        until,
        row.recorded_by.full_name if row.recorded_by else "not recorded",
        "" if over else reverse("access:lift_bar", args=[nominal.reference, row.pk]),
    )


def _role(person: User) -> str:
    team = f", {person.team.name}" if person.team else ""
    return f"{person.get_role_display()}{team}" + ("" if person.is_active else ", account closed")


def opened_page(viewer: Any, number: str | None) -> Page:
    """Who opened a record of the viewer's from outside its team, latest first."""
    mine = Nominal.objects.writable_by(viewer)
    if viewer.role not in FORCE_SCOPE:
        mine = mine.filter(team_id=viewer.team_id) if viewer.team_id else mine.none()
    rows = NominalAccess.objects.filter(kind=AccessKind.OPENED, content_object__in=mine.values("pk"))
    rows = rows.select_related("user__team", "content_object__team").order_by("-granted_at", "-pk")
    return paginate(rows, number, per_page=LATEST)
