"""What is owed besides visits: risk reviews and ARMS overdue, notifications missed or soon due. One definition each for
the figure and its list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from caseloads.presenters import full_name
from caseloads.teams import belonging
from common.text import days_phrase, short_date, upper_first
from deadlines.models import Deadline
from deadlines.registry import kind_name
from deadlines.status import state
from notification.policy.changes import CHANGE
from notification.policy.initial import INITIAL
from notification.policy.periodic import PERIODIC
from offenders.models import Nominal
from offenders.presenters.frame import owner_text
from risk.plan_deadlines import PLAN_REVIEW
from risk.policy import KINDS as RISK_KINDS
from risk.presenters import reviews


@dataclass(frozen=True)
class Owed:
    """Open deadlines of some kinds that fall due within some days; 0: only those overdue."""

    kinds: tuple[str, ...]
    within: int
    on: dt.date

    def rows(self, viewer: Any) -> QuerySet[Deadline]:
        """Those of nominals that the viewer may see, the earliest first. A suspended one is owed to nobody."""
        last = self.on + dt.timedelta(days=self.within) if self.within else self.on - dt.timedelta(days=1)
        open_ = Deadline.objects.open().filter(kind__in=self.kinds, due_on__lte=last, suspended=False)
        return open_.filter(nominal__in=Nominal.objects.visible_to(viewer)).order_by("due_on", "pk")

    def of_officer(self, viewer: Any, officer: Any) -> QuerySet[Deadline]:
        """Those of an officer's own cases."""
        return self.rows(viewer).filter(nominal__officer_id=officer.pk)

    def of_team(self, viewer: Any, team: Any) -> QuerySet[Deadline]:
        """Those of a team's nominals."""
        return self.rows(viewer).filter(belonging(team, "nominal__"))

    def shown(self, rows: Sequence[Deadline], on: dt.date) -> list[dict[str, Any]]:
        """The rows as the list prints them. They come with nominal and officer."""
        return [
            {
                "name": full_name(row.nominal.given_names, row.nominal.family_name),
                "reference": row.nominal.reference,
                "url": reverse(PAGES[row.kind], args=[row.nominal.reference]),
                "what": kind_name(row.kind),
                "due": short_date(row.due_on),
                "state": state(row.due_on, on, suspended=False),
                "words": upper_first(days_phrase((row.due_on - on).days)),
                "reason": row.reason,
                "rule": row.rule,
                "officer": owner_text(row.nominal),
            }
            for row in rows
        ]


@dataclass(frozen=True)
class Plans:
    """Risk management plans, and intervals of a person's own, to be looked at again. They owe no date by themselves."""

    late: list[dict[str, Any]]
    expired: list[dict[str, Any]]
    missing: list[dict[str, Any]]

    @property
    def references(self) -> list[str]:
        """Whom the page names."""
        return sorted({row["reference"] for rows in (self.late, self.expired, self.missing) for row in rows})


def plans_of_officer(viewer: Any, officer: Any, on: dt.date) -> Plans:
    """Those of an officer's cases that the viewer may see, with those who have no plan yet."""
    people = Nominal.objects.visible_to(viewer).filter(officer_id=officer.pk)
    found = reviews.management_plans(people, on)
    return Plans(found["plan_late"], reviews.intervals(people, on)["expired"], found["no_plan"])


def plans_to_review(officer: Any, on: dt.date) -> int:
    """How many plans and intervals of one's own cases are to be looked at again: the first two lists of the page."""
    people = Nominal.objects.visible_to(officer).filter(officer_id=officer.pk)
    return int(reviews.plans_late(people, on).count()) + len(reviews.intervals(people, on)["expired"])


NOTIFICATION_KINDS = (INITIAL, CHANGE, PERIODIC, "travel_notification", "return_notification")
PAGES = dict.fromkeys((*RISK_KINDS, PLAN_REVIEW), "offenders:risk") | dict.fromkeys(
    NOTIFICATION_KINDS, "notification:tab"
)
A_WEEK = 7  # days


def risk_reviews(on: dt.date) -> Owed:
    """ARMS, reassessments after an event and reviews of reactive management that are overdue."""
    return Owed(RISK_KINDS, 0, on)


def plan_reviews(on: dt.date) -> Owed:
    """Plans and intervals with a day of review that has come: today's too. Those without a day are on the lists."""
    return Owed((PLAN_REVIEW,), 0, on + dt.timedelta(days=1))


def notifications(on: dt.date) -> Owed:
    """Notifications that were missed, or are due today or in the next seven days."""
    return Owed(NOTIFICATION_KINDS, A_WEEK, on)
