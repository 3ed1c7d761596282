"""The co-ordinator's first page: what this week asks for."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse

from accounts import permissions as p
from common.text import plain_date, plural, short_date
from deadlines.models import Deadline
from mappa.links import link
from mappa.models import AgendaItem, Meeting, Referral
from mappa.policy import FIRST_MEETING, MINUTES
from mappa.presenters.words import when
from mappa.quality import SAYS, faulty, overdue_by_agency, reviews_without_meeting
from offenders.models import Nominal

SHOWN = 50  # rows of one list; the figure above it counts them all
AHEAD = dt.timedelta(weeks=4)  # how far off a review is looked for that has no meeting yet


def home(user: Any, on: dt.date, whole: str = "") -> dict[str, Any]:
    """Every list with its figure: a fixed number of queries, whatever the number of cases.

    A list begins with `SHOWN` rows; the one that `whole` names has them all.
    """
    meetings = this_week(user, on)
    waiting = referrals(user)
    minutes = minutes_owed(user, on)
    first = first_meetings(user, on)
    agencies = overdue(user, on)
    reviews = [review_row(row, on) for row in reviews_without_meeting(user, on, on + AHEAD)]
    checks = quality(user, on, None if whole == "checks" else SHOWN)
    late = sum(row["number"] for row in agencies)
    figures = [
        _figure(len(meetings), "meeting", "this week", "week"),
        _figure(len(waiting), "referral", "waiting", "waiting"),
        _figure(
            len(minutes), "set of minutes", "owed", "minutes", "overdue" if _late(minutes) else "", "sets of minutes"
        ),
        _figure(late, "action", "overdue", "overdue", "overdue" if late else ""),
        _figure(len(reviews), "review", "due with no meeting", "reviews", "overdue" if _late(reviews) else ""),
        _figure(len(first), "first meeting", "owed", "first", "overdue" if _late(first) else ""),
    ]
    lists = {"waiting": waiting, "minutes": minutes, "first": first, "reviews": reviews}
    return {
        "figures": figures, "meetings": meetings, "agencies": agencies, "checks": checks, "shown": SHOWN,
        "ways": ways(user),
        **{name: rows if name == whole else rows[:SHOWN] for name, rows in lists.items()},
        "more": {name: len(rows) for name, rows in lists.items() if len(rows) > SHOWN and name != whole},
    }  # fmt: skip


def _figure(number: int, one: str, words: str, anchor: str, look: str = "", many: str = "") -> dict[str, Any]:
    noun = one if number == 1 else many or f"{one}s"
    return {"number": number, "text": f"{noun} {words}", "url": f"#{anchor}", "state": look}


def _late(rows: list[dict[str, Any]]) -> bool:
    return any(row["state"] == "overdue" for row in rows)


def ways(user: Any) -> list[dict[str, str]]:
    """The other pages of MAPPA that are there for this person."""
    pages = (
        ("meetings", "All meetings", p.SEE_MAPPA), ("referrals", "All referrals", p.SEE_MAPPA),
        ("actions", "All actions", p.SEE_MAPPA), ("areas", "Areas and agencies", p.RUN_MAPPA),
        ("add_meeting", "Plan a meeting", p.RUN_MAPPA), ("figures", "Figures for the board", p.DECIDE_MAPPA),
        ("annual", "Yearly return", p.DECIDE_MAPPA),
    )  # fmt: skip
    found = [{"text": text, "url": link(name)} for name, text, permission in pages if user.can(permission)]
    return [way for way in found if way["url"]]


def week_of(on: dt.date) -> tuple[dt.date, dt.date]:
    """Monday to Sunday."""
    monday = on - dt.timedelta(days=on.weekday())
    return monday, monday + dt.timedelta(days=6)


def this_week(user: Any, on: dt.date) -> list[dict[str, Any]]:
    """Meetings of the week, in order; a case is counted where it may be known."""
    mine = Q(items__voided_at__isnull=True, items__nominal__in=Nominal.objects.visible_to(user).values("pk"))
    rows = Meeting.objects.counted().visible_to(user).filter(held_on__range=week_of(on)).exclude(status="cancelled")
    rows = (
        rows.select_related("area").annotate(cases=Count("items", filter=mine)).order_by("held_on", "starts_at", "pk")
    )
    return [meeting_row(row, on) for row in rows]


def meeting_row(row: Any, on: dt.date) -> dict[str, Any]:
    """One meeting as lists show it."""
    return {
        "ref": row.meeting_ref,
        "url": link("meeting", row.meeting_ref),
        "agenda_url": link("agenda", row.meeting_ref),
        "day": short_date(row.held_on) if row.held_on else "No day yet",
        "time": f"{row.starts_at:%H:%M}" if row.starts_at else "",
        "level": f"Level {row.level}" if row.level else "Level not recorded",
        "area": row.area.name if row.area else "No area",
        "cases": plural(row.cases, "case"),
        "status": row.status_on(on).label,
        "urgent": row.urgent,
    }


def referrals(user: Any) -> list[dict[str, Any]]:
    """Referrals that wait for a decision, the oldest first."""
    rows = Referral.objects.waiting().visible_to(user).select_related("nominal", "referred_by")
    return [
        {
            "name": row.nominal.full_name,
            "reference": row.nominal.reference,
            "url": link("referral", row.nominal.reference, row.referral_ref),
            "ref": row.referral_ref,
            "on": plain_date(row.referred_on) if row.referred_on else "Day not recorded",
            "by": row.referred_by.full_name if row.referred_by else row.referring_agency or "Not recorded",
            "level": f"Level {row.proposed_level}" if row.proposed_level else "Not recorded",
        }
        for row in rows.order_by("referred_on", "pk")
    ]


def minutes_owed(user: Any, on: dt.date) -> list[dict[str, Any]]:
    """Meetings held whose minutes were not sent, by the day they are due; each once."""
    held = Meeting.objects.took_place(on).filter(Q(minutes_sent_on__isnull=True) | Q(minutes_sent_on__gt=on))
    mine = AgendaItem.objects.counted().filter(
        meeting=OuterRef("pk"), nominal__in=Nominal.objects.visible_to(user).values("pk")
    )
    rows = held.visible_to(user).filter(Exists(mine)).select_related("area")
    due = dict(
        Deadline.objects.open()
        .filter(kind=MINUTES, nominal__in=Nominal.objects.visible_to(user).values("pk"))
        .values_list("subject")
        .annotate(first=Min("due_on"))
        .values_list("subject", "first")
    )
    found = [_minutes_row(row, due.get(row.meeting_ref), on) for row in rows]
    return sorted(found, key=lambda row: (row["due_on"] or dt.date.max, row["ref"]))


def _minutes_row(row: Meeting, due: dt.date | None, on: dt.date) -> dict[str, Any]:
    return {
        "ref": row.meeting_ref,
        "url": link("meeting", row.meeting_ref),
        "held": plain_date(row.held_on),
        "level": f"Level {row.level}" if row.level else "Level not recorded",
        "area": row.area.name if row.area else "No area",
        "due_on": due,
        "due": plain_date(due) if due else "Not worked out",
        **(when(due, on) if due else {"state": "owed", "days": ""}),
    }


def first_meetings(user: Any, on: dt.date) -> list[dict[str, Any]]:
    """Accepted referrals that no meeting has discussed yet."""
    rows = Deadline.objects.open().filter(kind=FIRST_MEETING, nominal__in=Nominal.objects.visible_to(user).values("pk"))
    names = (
        "nominal__reference",
        "nominal__given_names",
        "nominal__family_name",
        "due_on",
        "reason",
        "rule",
        "subject",
    )
    return [review_row(row, on) for row in rows.order_by("due_on", "nominal__reference").values(*names)]


def review_row(row: dict[str, Any], on: dt.date) -> dict[str, Any]:
    """A deadline of one case as lists show it, with why."""
    reference, due = row["nominal__reference"], row["due_on"]
    name = " ".join(filter(None, (row["nominal__given_names"], row["nominal__family_name"].upper())))
    return {
        "name": name or "Name not recorded",
        "reference": reference,
        "url": reverse("mappa:record", args=[reference]),
        "due": plain_date(due),
        **when(due, on),
        "reason": row["reason"],
        "rule": row["rule"],
        "subject": row.get("subject", ""),
    }


def overdue(user: Any, on: dt.date) -> list[dict[str, Any]]:
    """Overdue actions by agency, each leading to its list."""
    base = link("actions")
    return [
        {
            "name": row["name"] or "No agency recorded",
            "number": row["number"],
            "oldest": plain_date(row["oldest"]),
            "url": f"{base}?{urlencode({'agency': row['name'], 'state': 'overdue'})}" if base else "",
        }
        for row in overdue_by_agency(user, on)
    ]


def quality(user: Any, on: dt.date, most: int | None) -> list[dict[str, Any]]:
    """What does not fit together, each with its records, at `most` so many (one query a check)."""
    found = []
    for code, rows in faulty(Nominal.objects.visible_to(user), on).items():
        cases = list(
            rows.order_by("reference").values_list("reference", "given_names", "family_name")[: most and most + 1]
        )
        if cases:
            found.append({
                "code": code, "text": SAYS[code], "more": most is not None and len(cases) > most,
                "cases": [
                    {"reference": reference, "url": reverse("mappa:record", args=[reference]),
                     "name": " ".join(filter(None, (given, family.upper()))) or "Name not recorded"}
                    for reference, given, family in cases[:most]
                ],
            })  # fmt: skip
    return found
