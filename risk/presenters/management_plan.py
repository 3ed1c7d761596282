"""The risk management plan on screen: a version by its headings, the list of versions, what differs between two."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.urls import reverse

from common.text import days_phrase, plain_date
from offenders.models import Nominal
from offenders.rights import may_plan
from risk import plan as plans
from risk.models import PARTS, PlanSource, RiskPlan
from risk.plan import TITLES, texts

WORDS = re.compile(r"\s*\S+\s*")


class Piece(NamedTuple):
    """A run of text: kept, gone or new."""

    how: str
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """What was taken out and put in, word by word, so that both texts can be read from it."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    found: list[Piece] = []
    for how, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if how == "equal":
            found.append(Piece("kept", "".join(old[i1:i2])))
            continue
        if i1 < i2:
            found.append(Piece("gone", "".join(old[i1:i2])))
        if j1 < j2:
            found.append(Piece("new", "".join(new[j1:j2])))
    return found


def headings(row: RiskPlan) -> list[dict[str, str]]:
    """The parts of a version under their headings."""
    return [{"code": part, "title": TITLES[part], "text": text} for part, text in texts(row).items()]


def compared(row: RiskPlan, earlier: RiskPlan | None) -> list[dict[str, Any]]:
    """Each part with what differs from an earlier version; `same` where nothing does."""
    was, now = texts(earlier), texts(row)
    return [
        {
            "code": part,
            "title": TITLES[part],
            "same": was[part] == now[part],
            "text": now[part],
            "pieces": difference(was[part], now[part]),
        }
        for part in PARTS
    ]


def about(row: RiskPlan, number: int) -> dict[str, Any]:
    """One row of the list of versions."""
    by = row.recorded_by.full_name if row.recorded_by else "not recorded"
    meeting = f"MAPPA meeting {row.source_ref}, entered by " if row.source == PlanSource.MEETING else ""
    return {
        "pk": row.pk,
        "number": number,
        "title": f"Version {number}",
        "on": plain_date(row.written_on),
        "by": f"{meeting}{by}",
        "what": row.what_changed,
        "review": plain_date(row.review_on),
        "voided": row.void_reason if row.voided_at else "",
    }


def numbered(rows: Sequence[RiskPlan]) -> list[tuple[int, RiskPlan]]:
    """The versions as they came, latest first, each with its number: 1 is the first."""
    return [(len(rows) - place, row) for place, row in enumerate(rows)]


def review(row: RiskPlan | None, on: dt.date) -> dict[str, str]:
    """By when the plan is reviewed, with the state that the tags know."""
    if row is None:
        return {"state": "owed", "words": "No plan yet", "on": ""}
    days = (row.review_on - on).days
    state = "overdue" if days < 0 else "due_today" if days == 0 else "upcoming"
    phrase = days_phrase(days)
    return {"state": state, "words": phrase[:1].upper() + phrase[1:], "on": plain_date(row.review_on)}


def plan_url(nominal: Nominal) -> str:
    """The page of the plan."""
    return reverse("risk:plan", args=[nominal.reference])


def panel(nominal: Nominal, user: Any, on: dt.date) -> dict[str, Any]:
    """What the page of risk says of the plan (one query)."""
    now = plans.current(nominal.pk, on)
    return {
        "reference": nominal.reference,
        "written": plain_date(now.written_on) if now else "",
        "by": now.recorded_by.full_name if now and now.recorded_by else "",
        "headings": headings(now) if now else [],
        "review": review(now, on),
        "may_plan": may_plan(user, nominal),
    }
