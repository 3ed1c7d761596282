"""What does not fit together on record about MAPPA: data-quality checks, set-based."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, Min, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from deadlines.models import Deadline
from mappa.facts import LEVELS_ON
from mappa.models import Action, AgendaItem, Meeting, Referral, ReferralDecision
from offenders.models import Nominal

NO_MEETING, CATEGORY_3, NO_LEVEL, NO_DAY, NO_DUE_DATE = (
    "no_meeting", "category_3_at_level_1", "no_level", "decided_without_a_day", "action_without_a_day",
)  # fmt: skip
SAYS = {
    NO_MEETING: "Level 2 or 3 with no meeting planned",
    CATEGORY_3: "Category 3 at level 1: category 3 is managed at level 2 or 3",
    NO_LEVEL: "In a category, with no level recorded: no review can be worked out",
    NO_DAY: "A referral was accepted on a day that is not recorded: no first meeting can be worked out",
    NO_DUE_DATE: "An action has no due date",
}


class Fault(NamedTuple):
    """One fault of one record."""

    code: str
    text: str


def at_level(on: dt.date, *levels: int) -> RawSQL:
    """The ids of everybody at some levels on a day, as a query."""
    return RawSQL(f"SELECT nominal_id FROM ({LEVELS_ON}) lv WHERE level = ANY(%s)", [on, on, list(levels)])  # noqa: S611 - no part of it is typed by anybody


def with_any_level(on: dt.date) -> RawSQL:
    """The ids of everybody whose level is known on a day, as a query."""
    return at_level(on, 1, 2, 3)


def planned(on: dt.date, nominal: str = "pk") -> Exists:
    """That the case is on the agenda of a meeting still to come."""
    ahead = Meeting.objects.ahead(on).values("pk")
    return Exists(AgendaItem.objects.counted().filter(nominal=OuterRef(nominal), meeting__in=ahead))


def without_meeting(cases: QuerySet[Nominal], on: dt.date) -> QuerySet[Nominal]:
    """Of some cases those at level 2 or 3 that no meeting to come has on its agenda."""
    return cases.filter(pk__in=at_level(on, 2, 3)).exclude(standing__status="deceased").exclude(planned(on))


def faulty(cases: QuerySet[Nominal], on: dt.date) -> dict[str, QuerySet[Nominal]]:
    """Some cases by what is wrong with them."""
    living = cases.exclude(standing__status="deceased")
    open_actions = Action.objects.open(on).filter(due_on__isnull=True).values("nominal")
    undated = Referral.objects.counted().filter(decision=ReferralDecision.ACCEPTED, decided_on__isnull=True)
    return {
        NO_MEETING: without_meeting(cases, on),
        CATEGORY_3: living.filter(mappa_category=3, pk__in=at_level(on, 1)),
        NO_LEVEL: living.filter(mappa_category__isnull=False).exclude(pk__in=with_any_level(on)),
        NO_DAY: living.filter(pk__in=undated.values("nominal")),
        NO_DUE_DATE: living.filter(pk__in=open_actions),
    }


def faults_of(nominal: Nominal, on: dt.date) -> list[Fault]:
    """What is wrong with one record (one query)."""
    conditions = {
        code: Exists(rows.filter(pk=OuterRef("pk"))) for code, rows in faulty(Nominal.objects.all(), on).items()
    }
    found: Any = Nominal.objects.filter(pk=nominal.pk).values(**conditions).get()
    return [Fault(code, SAYS[code]) for code in SAYS if found[code]]


def reviews_without_meeting(user: Any, on: dt.date, until: dt.date) -> Sequence[dict[str, Any]]:
    """Level 2 and 3 reviews due by a day, of cases that no meeting to come has on its agenda; earliest first."""
    rows = (
        Deadline.objects.open()
        .filter(kind="mappa_review", due_on__lte=until, nominal__in=Nominal.objects.visible_to(user).values("pk"))
        .filter(nominal__in=at_level(on, 2, 3))
        .exclude(planned(on, "nominal"))
        .order_by("due_on", "nominal__reference")
    )
    names = ("nominal__reference", "nominal__given_names", "nominal__family_name", "due_on", "reason", "rule")
    return list(rows.values(*names))


def overdue_by_agency(user: Any, on: dt.date) -> list[dict[str, Any]]:
    """Open actions past their day, by agency, the longest list first."""
    rows = Action.objects.open(on).visible_to(user).filter(due_on__lt=on)
    return list(
        rows.order_by()
        .values(name=F("agency_name"))
        .annotate(number=Count("pk"), oldest=Min("due_on"))
        .order_by("-number", "agency_name")
    )
