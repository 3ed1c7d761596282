"""Who is expected at the station: what falls due in seven days and what should have come already, in the scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from caseloads.presenters import full_name
from common.pagination import Page, paginate
from common.text import days_phrase, long_date, upper_first
from deadlines.models import Deadline
from deadlines.registry import kind_name
from deadlines.status import state
from notification.models import Notification
from notification.policy import CHANGE, INITIAL, PERIODIC, RETURNED, TRAVEL
from notification.policy.periodic import WEEKLY
from notification.presenters import to_record
from offenders.models import Nominal
from offenders.presenters.frame import owner_text

KINDS = (INITIAL, CHANGE, PERIODIC, TRAVEL, RETURNED)
DAYS, AHEAD = 7, 5  # one week is shown; up to so many weeks ahead
PER_PAGE = 50
_DAY = dt.timedelta(days=1)


class Asked(NamedTuple):
    """What the address asks for: the week (0 is the one that begins today), a station."""

    week: int
    station: str

    def first(self, on: dt.date) -> dt.date:
        """The first day of the week asked for."""
        return on + DAYS * self.week * _DAY

    def last(self, on: dt.date) -> dt.date:
        """Its last day."""
        return self.first(on) + (DAYS - 1) * _DAY

    def query(self, **changed: Any) -> str:
        """As an address has it."""
        both = {"week": self.week, "station": self.station} | changed
        kept = {name: value for name, value in both.items() if value}
        return f"?{urlencode(kept)}" if kept else ""


class Line(NamedTuple):
    """One thing that somebody is expected for."""

    day: dt.date
    heading: str
    reference: str
    name: str
    kind: str
    state: str
    words: str
    reason: str
    station: str
    officer: str
    tag: str
    url: str
    action: str

    @property
    def about(self) -> str:
        """What a screen reader adds to the button."""
        return f"{self.kind}, {self.reference}"


def expected(viewer: Any, asked: Asked, on: dt.date) -> QuerySet[Any]:
    """What falls due in the week, with what is overdue already in the first; earliest first. Only what may be seen."""
    first, last = asked.first(on), asked.last(on)
    told = _taken().filter(nominal=OuterRef("nominal"))
    due = Q(due_on__lte=last) if asked.week == 0 else Q(due_on__range=(first, last))
    rows = (
        Deadline.objects.open()
        .filter(due, kind__in=KINDS, suspended=False, nominal__in=Nominal.objects.visible_to(viewer))
        .annotate(station=Coalesce(Subquery(told.order_by("-notified_on", "-pk").values("station")[:1]), Value("")))
        .select_related("nominal__officer")
        .order_by("due_on", "nominal__reference", "kind", "subject")
    )
    return rows.filter(station__iexact=asked.station) if asked.station else rows


def _taken() -> QuerySet[Notification]:
    """What was notified at a station that is on record. What is still owed may name one, and was taken nowhere yet."""
    return Notification.objects.counted().filter(notified_on__isnull=False).exclude(station="")


def announced(viewer: Any, asked: Asked, on: dt.date) -> QuerySet[Any]:
    """Notice in advance whose day S lies in the week, nothing heard of it since: S + 2 is its last good day."""
    first, last = asked.first(on), asked.last(on)
    began = first - 5 * _DAY if asked.week == 0 else first  # until S + 5 somebody may have to say it did not happen
    rows = (
        Notification.objects.counted()
        .filter(
            section="s84", notified_on__isnull=False, event_on__isnull=True, cancelled_on__isnull=True,
            expected_on__range=(began, last), nominal__in=Nominal.objects.visible_to(viewer),
        )
        .select_related("nominal__officer")
        .order_by("expected_on", "nominal__reference", "pk")
    )  # fmt: skip
    return rows.filter(station__iexact=asked.station) if asked.station else rows


def page_of(viewer: Any, asked: Asked, on: dt.date, number: str | None) -> tuple[Page, list[Line]]:
    """One page of what is expected (a fixed number of queries)."""
    page = paginate(expected(viewer, asked, on), number, per_page=PER_PAGE)
    return page, lines(viewer, page.rows, on)


def lines(viewer: Any, rows: Iterable[Any], on: dt.date) -> list[Line]:
    """The rows as the page, the paper and the download have them (one query more: where the viewer may record)."""
    found = list(rows)
    ids = {row.nominal_id for row in found}
    open_to = set(Nominal.objects.writable_by(viewer).filter(pk__in=ids).values_list("pk", flat=True))
    return [_line(row, on, may_write=row.nominal_id in open_to) for row in found]


def _line(row: Any, on: dt.date, *, may_write: bool) -> Line:
    nominal = row.nominal
    late = row.due_on < on
    officer = owner_text(nominal)
    url, action = to_record(nominal.reference, row.kind if may_write else "", row.subject, row.rule)
    return Line(
        row.due_on, "Should have come already" if late else long_date(row.due_on), nominal.reference,
        full_name(nominal.given_names, nominal.family_name), kind_name(row.kind),
        state(row.due_on, on, suspended=False), days_phrase((row.due_on - on).days), f"{upper_first(row.reason)}.",
        row.station or "not recorded", officer, "No fixed abode: every 7 days" if row.rule == WEEKLY else "", url,
        action,
    )  # fmt: skip


def by_day(found: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """Grouped under the day, those who should have come first."""
    groups: dict[str, list[Line]] = {}
    for line in found:
        groups.setdefault(line.heading, []).append(line)
    return list(groups.items())


def announced_rows(viewer: Any, asked: Asked, on: dt.date) -> list[dict[str, Any]]:
    """Notices in advance, with the days between which the change makes them good (one query; at most a page)."""
    return [
        {
            "reference": row.nominal.reference,
            "name": full_name(row.nominal.given_names, row.nominal.family_name),
            "matter": row.get_matter_display(),
            "expected": long_date(row.expected_on),
            "until": long_date(row.expected_on + 2 * _DAY),
            "tell": long_date(row.expected_on + 5 * _DAY),
            "url": reverse("notification:tab", args=[row.nominal.reference]) + "#history",
        }
        for row in announced(viewer, asked, on)[:PER_PAGE]
    ]


def stations(viewer: Any) -> list[str]:
    """The stations at which somebody within the scope was notified, to choose from (one query)."""
    rows = _taken().filter(nominal__in=Nominal.objects.visible_to(viewer))
    return list(rows.order_by("station").values_list("station", flat=True).distinct()[:100])
