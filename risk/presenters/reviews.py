"""What a supervisor looks at: reviews owed, intervals longer than the default, rationales that have expired."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse

from common.dates import Interval
from common.text import days_phrase, plain_date, upper_first
from deadlines.models import Deadline
from deadlines.reconcile import batch_for
from deadlines.registry import kind_name, population
from deadlines.status import DUE_TODAY, OVERDUE, days_overdue, state
from offenders.models import Nominal, PlanInterval, Status, StatusPeriod
from offenders.picture import Picture
from offenders.presenters.frame import owner_text
from risk.facts import lead_of
from risk.models import Assessment, PlanReview, RiskPlan
from risk.policy import ARMS_REVIEW, REACTIVE_REVIEW, RISK_REVIEW, AssessmentFact, partner_clock

MOST = 200  # rows of a list on one page


def owed(user: Any, on: dt.date) -> list[dict[str, Any]]:
    """The open reviews of risk of the nominals that somebody may see, the earliest first, by kind (a query a kind)."""
    visible = Nominal.objects.visible_to(user)
    found = []
    for kind in (RISK_REVIEW, REACTIVE_REVIEW, ARMS_REVIEW):
        rows = Deadline.objects.open().filter(kind=kind, nominal__in=visible).select_related("nominal__officer")
        if kind == ARMS_REVIEW:
            rows = rows.filter(due_on__lt=on, suspended=False)
        listed = [_row(row, on) for row in rows.order_by("due_on", "nominal__reference")[:MOST]]
        found.append({"title": kind_name(kind), "late_only": kind == ARMS_REVIEW, "rows": listed, "code": kind})
    return found


def _row(row: Any, on: dt.date) -> dict[str, Any]:
    status = state(row.due_on, on, suspended=row.suspended)
    late = days_overdue(row.due_on, on, suspended=row.suspended)
    return {
        **_who(row.nominal),
        "due": plain_date(row.due_on),
        "state": status,
        "words": f"Overdue by {late} day{'s' if late != 1 else ''}" if late else "",
        "reason": row.reason,
        "url": reverse("offenders:risk", args=[row.nominal.reference]),
    }


def intervals(people: QuerySet[Nominal], on: dt.date) -> dict[str, list[dict[str, Any]]]:
    """The plan intervals in force of some people: those longer than the default, and those whose reason is due again.

    A plan without a day of review has no end to its reason, so it is listed as well.
    """
    plans = _proposed(people, on)
    rows: dict[tuple[int, dt.date], Any] = {(row.nominal_id, row.effective_from): row for row in plans}
    persons = population().load(batch := batch_for(on, ids={row.nominal_id for row in plans})) if rows else {}
    longer, expired = [], []
    for id_, person in persons.items():
        picture = Picture(person.facts, batch)
        step = picture.intervals().steps[-1]
        row = rows.get((id_, step.plan.effective_from)) if step.plan is not None else None
        if row is None:
            continue
        own, default = Interval(row.value, row.unit), picture.default(step.level, on)
        shown = _plan(row, own, default)
        if own.length() > default.length():
            longer.append(shown)
        if row.review_on is None or row.review_on <= on:
            expired.append(shown)
    return {"longer": longer, "expired": expired}


def _proposed(people: QuerySet[Nominal], on: dt.date) -> Any:
    """Every plan interval set for them by a day, each with the day set last for looking at its reason again."""
    review = PlanReview.objects.counted().filter(interval=OuterRef("pk")).order_by("-pk")
    plans = PlanInterval.objects.live().filter(nominal__in=people, effective_from__lte=on)
    return plans.select_related("nominal__officer").annotate(review_on=Subquery(review.values("review_on")[:1]))


def _plan(row: Any, own: Interval, default: Interval) -> dict[str, Any]:
    return {
        **_who(row.nominal),
        "own": own.every(),
        "default": default.every(),
        "since": plain_date(row.effective_from),
        "reason": row.reason or "not recorded",
        "review": plain_date(row.review_on) if row.review_on else "no day set",
        "url": reverse("risk:plan_review", args=[row.nominal.reference, row.pk]),
    }


def management_plans(people: QuerySet[Nominal], on: dt.date) -> dict[str, list[dict[str, Any]]]:
    """Those of them living without a risk management plan, and the plans due for review or past it (two queries)."""
    late, missing = plans_late(people, on), _planned(people, on).filter(plan_review_on__isnull=True)
    return {
        "no_plan": [_person(row, on) for row in missing.order_by("reference")[:MOST]],
        "plan_late": [_person(row, on) for row in late.order_by("plan_review_on", "reference")[:MOST]],
    }


def plans_late(people: QuerySet[Nominal], on: dt.date) -> Any:
    """Those of some people whose risk management plan is to be reviewed by now."""
    return _planned(people, on).filter(plan_review_on__lte=on)


def _planned(people: QuerySet[Nominal], on: dt.date) -> Any:
    """The living among them, with the day of review of the plan in force."""
    dead = StatusPeriod.objects.counted().filter(status=Status.DECEASED, nominal=OuterRef("pk"))
    now = RiskPlan.objects.counted().filter(nominal=OuterRef("pk"), written_on__lte=on).order_by("-written_on", "-pk")
    living = people.filter(~Exists(dead)).select_related("officer")
    return living.annotate(plan_review_on=Subquery(now.values("review_on")[:1]))


def partners(user: Any, on: dt.date) -> list[dict[str, Any]]:
    """Partners' own assessments that are past their date: shown, and never counted as the police's."""
    people = Nominal.objects.visible_to(user).filter(lead_agency="probation").select_related("officer")
    rows = {row.pk: row for row in people.order_by("pk")}
    if not rows:
        return []
    batch = batch_for(on, ids=rows)
    persons: Any = population().load(batch)
    done, found = _oasys(rows, on), []
    for id_, person in persons.items():
        clock = partner_clock(person.facts, lead_of(person), done.get(id_, ()), on, batch.book, batch.calendar)
        if clock is not None and (clock.due_on is None or clock.due_on < on):
            found.append((clock, rows[id_]))
    found.sort(key=lambda one: (one[0].due_on or dt.date.min, one[1].reference))
    return [_partner(clock, row) for clock, row in found[:MOST]]


def _oasys(people: Collection[int], on: dt.date) -> dict[int, list[AssessmentFact]]:
    """The OASys assessments of some people, by nominal id (one query)."""
    done: dict[int, list[AssessmentFact]] = {}
    rows = Assessment.objects.counted().filter(nominal__in=people, tool="oasys", completed_on__lte=on)
    for id_, day in rows.values_list("nominal_id", "completed_on"):
        done.setdefault(id_, []).append(AssessmentFact(day, "oasys"))
    return done


def _partner(clock: Any, row: Nominal) -> dict[str, Any]:
    return {
        **_who(row),
        "due": plain_date(clock.due_on) if clock.due_on else "Cannot be worked out",
        "text": clock.text,
        "url": reverse("offenders:risk", args=[row.reference]),
    }


def _who(nominal: Nominal) -> dict[str, Any]:
    """Whom a row is about, and whose case it is."""
    return {"reference": nominal.reference, "name": nominal.full_name, "officer": owner_text(nominal)}


def _person(row: Any, on: dt.date) -> dict[str, Any]:
    days = (row.plan_review_on - on).days if row.plan_review_on else 0
    return {
        **_who(row),
        "late": upper_first(days_phrase(days)),
        "state": OVERDUE if days < 0 else DUE_TODAY,
        "review": plain_date(row.plan_review_on),
        "url": reverse("risk:plan", args=[row.reference]),
    }
