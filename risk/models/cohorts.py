"""Cohorts of integrated offender management, and the sanctions that the persistent offender test counts."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models

from common.facts import Fact, FactQuerySet
from offenders.models import Nominal

UNVOIDED = models.Q(voided_at__isnull=True)


class Cohort(models.TextChoices):
    """The three cohorts of integrated offender management (practice, "IOM, PPO, CSODS and others")."""

    FIXED = "fixed", "Fixed"
    FLEX = "flex", "Flex"
    FREE = "free", "Free"


class CohortPeriodQuerySet(FactQuerySet):
    """Time spent in a cohort."""

    def on(self, day: dt.date) -> Self:
        """Those that hold on a day; the day one ended is the first on which it no longer holds."""
        return self.counted().filter(models.Q(to_on__isnull=True) | models.Q(to_on__gt=day), from_on__lte=day)


class CohortPeriod(Fact):
    """In a cohort from a day, why, and until when. Nobody is in two at once."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="cohort_periods")
    cohort = models.CharField(max_length=5, choices=Cohort.choices)
    from_on = models.DateField()
    reason = models.TextField()
    to_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    objects = CohortPeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(cohort__in=Cohort.values), name="cohort_known"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="cohort_has_reason"),
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True)
                | (models.Q(to_on__gte=models.F("from_on")) & ~models.Q(end_reason="")),
                name="cohort_ends_after_start_with_reason",
            ),
            models.UniqueConstraint(
                "nominal", condition=UNVOIDED & models.Q(to_on__isnull=True), name="cohort_one_at_a_time"
            ),
            models.UniqueConstraint("nominal", "cohort", "from_on", condition=UNVOIDED, name="cohort_once"),
            Fact.void_constraint("cohort"),
        ]

    def __str__(self) -> str:
        return f"{self.get_cohort_display()} cohort from {self.from_on:%-d %B %Y}"


class Sanction(Fact):
    """What a court or the police imposed on one day for one kind of offence, and how many sanctions that was."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="sanctions")
    sanctioned_on = models.DateField()
    offence = models.CharField(max_length=200)
    count = models.PositiveSmallIntegerField(default=1)

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(count__range=(1, 500)), name="sanction_count_sensible"),
            models.CheckConstraint(condition=~models.Q(offence=""), name="sanction_says_what"),
            models.UniqueConstraint("nominal", "sanctioned_on", "offence", condition=UNVOIDED, name="sanction_once"),
            Fact.void_constraint("sanction"),
        ]
        indexes = [models.Index(fields=["nominal", "sanctioned_on"], name="sanction_of_a_nominal")]

    def __str__(self) -> str:
        return f"{self.offence}, {self.sanctioned_on:%-d %B %Y}"
