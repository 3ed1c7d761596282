"""My alerts: which rows, in which order, in which words. The badge counts what the page lists.

No name of a nominal appears here: reference, risk level, what is owed, when and why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse

from caseloads.presenters import LEVEL_BARS, LEVEL_NAMES
from common.pagination import CAP, PER_PAGE, Page, paginate
from common.text import days_phrase, plain_date, short_date, upper_first
from deadlines.models import Alert, Deadline, Stage
from deadlines.registry import kind_name, subject_words
from offenders import prepared

WAITING, ACKNOWLEDGED = "waiting", "acknowledged"
TABS = {WAITING: "Waiting", ACKNOWLEDGED: "Acknowledged"}
ESCALATED, OVERDUE, DUE, DUE_SOON, SETTLED = range(5)
GROUPS = {
    ESCALATED: ("Escalated to you", "Overdue for so long that the team's supervisors are told."),
    OVERDUE: ("Overdue", ""),
    DUE: ("Due today", ""),
    DUE_SOON: ("Due soon", ""),
    SETTLED: ("No longer owed, or raised again above", "Met, moved, suspended, or repeated at a later stage."),
}
TONES = {ESCALATED: "red", OVERDUE: "red", DUE: "orange", DUE_SOON: "teal", SETTLED: "grey"}
STAGE_ORDER = (Stage.DUE_SOON, Stage.DUE, Stage.OVERDUE, Stage.ESCALATED)
OUTCOMES = {"done": "Done on {}", "superseded": "The date moved on {}", "cancelled": "No longer owed since {}"}
_ANY = "REFERENCE"


class AlertRow(NamedTuple):
    """One alert as the page needs it. `deadline` is what became of what it is about."""

    id: int
    stage: str
    kind: str
    subject: str
    due_on: dt.date
    raised_on: dt.date
    acknowledged_on: dt.date | None
    group: int
    reference: str
    level: str
    officer_id: int | None
    officer: str | None
    deadline: dict[str, Any] | None


def badge(user: Any, on: dt.date) -> int:
    """How many alerts wait, for the menu of every page: what `number` says, by a query that is ready made."""
    return prepared.number(_waiting, user, on)


def _waiting(user: Any, on: dt.date) -> QuerySet[Any]:
    return Alert.objects.of(user).waiting().values_list("pk")[: CAP + 1]


def number(user: Any, show: str = WAITING) -> int:
    """How many alerts a part of the page holds (one query, which counts no further than a list is shown)."""
    rows = Alert.objects.of(user)
    part = rows.waiting() if show == WAITING else rows.filter(acknowledged_on__isnull=False)
    return part[: CAP + 1].count()


def words(number: int) -> str:
    """'12', '1,000+', blank for none."""
    return f"{CAP:,}+" if number > CAP else f"{number:,}" if number else ""


def waiting(user: Any, on: dt.date) -> QuerySet[Alert]:
    """What is to be acknowledged: the most urgent as things stand today first; within that the newest, the riskiest."""
    return _told(user, on).waiting().order_by("group", "-raised_on", "rank", "due_on", "nominal__reference", "pk")


def acknowledged(user: Any, on: dt.date) -> QuerySet[Alert]:
    """What was acknowledged, latest first."""
    return _told(user, on).filter(acknowledged_on__isnull=False).order_by("-acknowledged_on", "-pk")


def _told(user: Any, on: dt.date) -> Any:
    same = Deadline.objects.filter(**{name: OuterRef(name) for name in ("nominal_id", "kind", "subject", "due_on")})
    latest = same.order_by(F("closed_on").desc(nulls_first=True), "-pk")  # the open one, else how it ended
    facts = JSONObject(reason="reason", rule="rule", suspended="suspended", closed_on="closed_on", outcome="outcome")
    rows = Alert.objects.of(user).annotate(
        owed=Exists(same.open().filter(suspended=False)),
        repeated=_repeated(),
        rank=Coalesce("nominal__standing__risk_rank", Value(2)),
        deadline=Subquery(latest.values(data=facts)[:1]),
    )
    return rows.annotate(
        group=Case(
            When(owed=False, then=Value(SETTLED)),
            When(repeated=True, then=Value(SETTLED)),
            When(stage=Stage.ESCALATED, then=Value(ESCALATED)),
            When(due_on__lt=on, then=Value(OVERDUE)),
            When(due_on=on, then=Value(DUE)),
            default=Value(DUE_SOON),
        )
    )


def _repeated() -> Case:
    """Whether the same recipient has been told of the same date again since, at a later stage."""
    names = ("nominal_id", "kind", "subject", "due_on", "recipient_id")
    same = Alert.objects.filter(**{name: OuterRef(name) for name in names})
    steps = [
        When(stage=stage, then=Exists(same.filter(stage__in=STAGE_ORDER[number + 1 :])))
        for number, stage in enumerate(STAGE_ORDER[:-1])
    ]
    return Case(*steps, default=Value(False), output_field=BooleanField())


COLUMNS = (
    "id", "stage", "kind", "subject", "due_on", "raised_on", "acknowledged_on", "group", "nominal__reference",
    "nominal__standing__risk_level", "nominal__officer_id", "nominal__officer__full_name", "deadline",
)  # fmt: skip


def page_of(user: Any, show: str, on: dt.date, number: str | None, total: int) -> Page:
    """One page of a part (one query)."""
    rows = waiting(user, on) if show == WAITING else acknowledged(user, on)
    return paginate(rows.values_list(*COLUMNS), number, per_page=PER_PAGE, total=total)


def references(page: Page) -> list[str]:
    """The nominals that a page names, for the audit log."""
    return sorted({AlertRow._make(row).reference for row in page.rows})


def acknowledged_rows(page: Page, user: Any, on: dt.date) -> list[dict[str, Any]]:
    """The rows of a page of those acknowledged: one list, latest first."""
    return [shown(row, user, on) for row in map(AlertRow._make, page.rows)]


def groups(rows: Iterable[tuple[Any, ...]], user: Any, on: dt.date) -> list[dict[str, Any]]:
    """The rows of a page under their headings, in the order they come."""
    made: list[dict[str, Any]] = []
    for row in map(AlertRow._make, rows):
        if not made or made[-1]["code"] != row.group:
            title, note = GROUPS[row.group]
            made.append({"code": row.group, "title": title, "note": note, "settled": row.group == SETTLED, "rows": []})
        made[-1]["rows"].append(shown(row, user, on))
    return made


def shown(row: AlertRow, user: Any, on: dt.date) -> dict[str, Any]:
    """What the template prints of one alert."""
    level = row.level or "none"
    return {
        "id": row.id,
        "reference": row.reference,
        "url": reverse("offenders:record", args=[row.reference]),
        "risk": LEVEL_NAMES[level],
        "bars": LEVEL_BARS[level],
        "kind": upper_first(kind_name(row.kind)),
        "subject": subject_words(row.kind, row.subject, (row.deadline or {}).get("reason", "")),
        "due": short_date(row.due_on),
        "state": state(row, on),
        "tone": TONES[row.group],
        "why": bool(row.deadline),
        "reasoned": row.deadline or {},
        "officer": officer(row, user),
        "stage": Stage(row.stage).label,
        "raised": short_date(row.raised_on),
        "acknowledged": short_date(row.acknowledged_on) if row.acknowledged_on else "",
    }


def state(row: AlertRow, on: dt.date) -> str:
    """How things stand today: overdue by so many days, or what became of it."""
    found = row.deadline
    if found is None:
        return "No longer owed"
    if found["closed_on"] is not None:
        return OUTCOMES[found["outcome"]].format(plain_date(dt.date.fromisoformat(found["closed_on"])))
    if found["suspended"]:
        return "Suspended"
    return upper_first(days_phrase((row.due_on - on).days))


def officer(row: AlertRow, user: Any) -> str:
    """Whose case it is, where it is not the reader's own."""
    if row.officer_id == user.pk:
        return ""
    return row.officer or "Unallocated"


def tabs(numbers: Mapping[str, int], show: str, path: str) -> list[dict[str, Any]]:
    """The two parts of the page with their counts."""
    return [
        {
            "text": text,
            "url": path if code == WAITING else f"{path}?show={code}",
            "current": code == show,
            "count": words(numbers[code]),
        }
        for code, text in TABS.items()
    ]
