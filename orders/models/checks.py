"""Whether a condition is kept: each look at it."""

from __future__ import annotations

from django.db import models

from common.facts import Fact, FactQuerySet
from offenders.models import Nominal
from orders.models.conditions import Condition
from orders.models.orders import UNVOIDED


class CheckResult(models.TextChoices):
    """The codes are the contract's (`condition_checks.csv`). `not_checked` is no check: it moves no date."""

    COMPLIED = "complied", "Complied"
    CONCERN = "concern", "Concern"
    BREACH = "breach", "Breach suspected"
    NOT_CHECKED = "not_checked", "Not checked"


class NotCheckedReason(models.TextChoices):
    """Why a condition that was due was not looked at."""

    REFUSED = "refused", "They refused"
    NOT_THERE = "not_there", "What was to be checked was not there"
    NO_TIME = "no_time", "No time on this visit"
    NO_SKILL = "no_skill", "The officer or the equipment for it was not there"
    UNSAFE = "unsafe", "It was not safe"
    OTHER = "other", "Something else"


class ConditionCheck(Fact):
    """One look at one condition on a day, perhaps during a visit."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="condition_checks")
    condition = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="checks")
    checked_on = models.DateField()
    result = models.CharField(max_length=12, choices=CheckResult.choices)
    reason = models.CharField(max_length=12, choices=NotCheckedReason.choices, blank=True, db_default="")
    notes = models.TextField(blank=True)
    examined = models.TextField(blank=True, db_default="")  # which devices or papers
    means = models.CharField(max_length=200, blank=True, db_default="")  # by hand, by which tool
    visit = models.ForeignKey(
        "visits.Visit", on_delete=models.PROTECT, null=True, blank=True, related_name="condition_checks"
    )

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(result__in=CheckResult.values), name="check_result_known"),
            models.UniqueConstraint(
                "condition", "checked_on", "visit", condition=UNVOIDED, nulls_distinct=False, name="check_once"
            ),
            Fact.void_constraint("check"),
        ]
        indexes = [
            models.Index(fields=["nominal"], name="check_of_a_nominal"),
            models.Index(fields=["condition", "-checked_on"], name="check_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_result_display()}, {self.checked_on:%-d %B %Y}"
