"""Rows of the timeline from the profile and the cohorts. What an answer says stands on the profile, not here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from common.facts import Fact
from common.text import lower_first, plural
from offenders.models import Nominal
from offenders.record import TimelineRow
from risk.models import CohortPeriod, ManagedAs, ProfileAnswer, Sanction


def _row(row: Fact, on: dt.date, title: str, text: str, url: str) -> TimelineRow:
    by: Any = row.recorded_by
    return TimelineRow(
        on, title, text, recorded_at=row.recorded_at, recorded_by=by.full_name if by else "",
        voided=row.void_reason if row.voided_at else "", url=url,
    )  # fmt: skip


def answers(nominal: Nominal) -> Iterator[TimelineRow]:
    """Every answer: which question, from where; the words are on the profile."""
    url = reverse("risk:profile", args=[nominal.reference])
    for row in ProfileAnswer.objects.filter(nominal=nominal).select_related("recorded_by"):
        found = f"{row.get_finding_display()}. Source: {row.source}"
        yield _row(row, row.answered_on, f"Profile: {lower_first(row.get_question_display())}", found, url)


def kinds(nominal: Nominal) -> Iterator[TimelineRow]:
    """As whom the person has been managed."""
    url = reverse("risk:profile", args=[nominal.reference])
    for row in ManagedAs.objects.filter(nominal=nominal).select_related("recorded_by"):
        yield _row(row, row.from_on, f"Managed as: {lower_first(row.get_kind_display())}", row.reason, url)


def periods(nominal: Nominal) -> Iterator[TimelineRow]:
    """Into a cohort, and out of it."""
    url = reverse("risk:cohorts", args=[nominal.reference])
    for row in CohortPeriod.objects.filter(nominal=nominal).select_related("recorded_by"):
        name = row.get_cohort_display().lower()
        yield _row(row, row.from_on, f"Into the {name} cohort", row.reason, url)
        if row.to_on is not None:
            yield _row(row, row.to_on, f"Out of the {name} cohort", row.end_reason, url)


def sanctions(nominal: Nominal) -> Iterator[TimelineRow]:
    """What was imposed."""
    url = reverse("risk:cohorts", args=[nominal.reference])
    for row in Sanction.objects.filter(nominal=nominal).select_related("recorded_by"):
        yield _row(row, row.sanctioned_on, f"{plural(row.count, 'sanction')}: {row.offence}", "", url)
