"""Lists across records: gaps of the profiles, people without a trained officer, cohorts."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts import permissions as p
from accounts.kinds import PersonKind
from common.text import lower_first, plain_date
from offenders.models import Nominal
from offenders.presenters.frame import owner_text
from risk.models import Cohort, CohortPeriod, ProfileAnswer, ProfileGap
from risk.people import lapsed, why
from risk.policy import profile as rules
from risk.presenters.profile import fact

PAGES = (
    ("Gaps in the profiles", "risk:gaps", p.SEE_CASELOADS),
    ("Without a trained officer", "risk:officers", p.APPROVE),
    ("Cohorts", "risk:cohort_list", p.SEE_CASELOADS),
    ("Risk reviews", "risk:reviews", p.APPROVE),
    ("Disclosure scheme", "risk:csods", p.HANDLE_APPLICATIONS),
)


def parts(user: Any, current: str) -> list[dict[str, Any]]:
    """The lists that this person may open, for `sub_navigation`."""
    return [
        {"text": text, "url": reverse(route), "current": route == current}
        for text, route, permission in PAGES
        if user.can(permission)
    ]


def alive(user: Any, mine: bool) -> QuerySet[Nominal]:
    """The reader's own cases, or all that they may see; the dead apart; the riskiest first."""
    rows = Nominal.objects.visible_to(user).exclude(standing__status="deceased")
    rows = rows.filter(officer=user) if mine else rows
    return rows.select_related("officer", "standing").order_by(
        "standing__risk_rank", "family_name", "given_names", "pk"
    )


def total_gaps(rows: QuerySet[Nominal]) -> int:
    """How many gaps there are among these people: questions not settled, and what is recorded as not known.

    Three counts in the database, whatever the number of people: the same as adding up `gap_rows`.
    """
    ids = rows.order_by().values("pk")
    settled = ProfileAnswer.objects.current().settled().filter(nominal__in=ids).count()
    unknown = ProfileGap.objects.open().filter(nominal__in=ids).count()
    return rows.count() * len(rules.QUESTIONS) - settled + unknown


def gap_rows(people: Sequence[Any]) -> list[dict[str, Any]]:
    """A row each: how many gaps, which questions. Names of questions only: no answer stands in a list (two queries)."""
    answers: dict[int, dict[str, rules.AnswerFact]] = defaultdict(dict)
    for row in ProfileAnswer.objects.current().filter(nominal__in=people):
        answers[row.nominal_id][row.question] = fact(row)
    unknown = Counter(ProfileGap.objects.open().filter(nominal__in=people).values_list("nominal_id", flat=True))
    found = []
    for person in people:
        missing = rules.gaps(answers[person.pk])
        found.append(
            row_of(person)
            | {
                "count": len(missing) + unknown[person.pk],
                "questions": [lower_first(question.name) for question, _ in missing],
                "all": len(missing) == len(rules.QUESTIONS),
                "unknown": unknown[person.pk],
                "url": reverse("risk:profile", args=[person.reference]),
            }
        )
    return found


def row_of(person: Any) -> dict[str, Any]:
    """Who, whose, at which level."""
    standing = getattr(person, "standing", None)
    return {
        "reference": person.reference,
        "name": person.full_name,
        "officer": owner_text(person),
        "level": standing.risk_level if standing else "",
        "url": reverse("offenders:record", args=[person.reference]),
    }


def officer_rows(people: Sequence[Any], on: dt.date) -> list[dict[str, Any]]:
    """Who has no trained officer, and why (one query more)."""
    ended = lapsed({person.officer_id for person in people if person.officer_id}, on)
    return [
        row_of(person)
        | {
            "kind": PersonKind(person.managed_kind).label if person.managed_kind else "Not recorded",
            "why": why(person, ended.get((person.officer_id or 0, person.managed_kind))),
            "allocate_url": reverse("offenders:allocate", args=[person.reference]),
        }
        for person in people
    ]


def cohort_periods(user: Any, on: dt.date, cohort: str) -> QuerySet[CohortPeriod]:
    """Who is in a cohort today, among those that the reader may see."""
    rows = CohortPeriod.objects.on(on).filter(nominal__in=Nominal.objects.visible_to(user).values("pk"))
    rows = rows.filter(cohort=cohort) if cohort in Cohort.values else rows
    return rows.select_related("nominal__officer", "nominal__standing").order_by("cohort", "from_on", "pk")


def cohort_counts(user: Any, on: dt.date) -> list[dict[str, Any]]:
    """How many are in each cohort: figures that open their list (one query)."""
    counts = Counter(cohort_periods(user, on, "").order_by().values_list("cohort", flat=True))
    url = reverse("risk:cohort_list")
    return [
        {"number": counts[code], "text": f"in the {label.lower()} cohort", "url": f"{url}?cohort={code}"}
        for code, label in Cohort.choices
    ]


def cohort_rows(periods: Sequence[CohortPeriod]) -> list[dict[str, Any]]:
    """A row each."""
    return [
        row_of(row.nominal)
        | {
            "cohort": row.get_cohort_display(),
            "since": plain_date(row.from_on),
            "reason": row.reason,
            "url": reverse("risk:cohorts", args=[row.nominal.reference]),
        }
        for row in periods
    ]
