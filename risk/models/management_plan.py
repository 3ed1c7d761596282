"""The risk management plan: under four pillars, with what to do if it fails. Every version is kept."""

from __future__ import annotations

from django.db import models

from common.facts import Fact, FactQuerySet
from offenders.models import Nominal

UNVOIDED = models.Q(voided_at__isnull=True)
PILLARS = ("supervision", "monitoring", "interventions", "victim_safety")
PARTS = (*PILLARS, "contingency")


class PlanSource(models.TextChoices):
    """Where a version came from."""

    MANAGER = "manager", "Offender manager"
    MEETING = "meeting", "MAPPA meeting"


class RiskPlan(Fact):
    """One version of a nominal's plan. Nothing is overwritten: a change is another version that follows this one.

    The version in force on a day is the last written on or before it (`risk.plan.current`).
    """

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="risk_plans")
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    written_on = models.DateField()
    supervision = models.TextField(blank=True)
    monitoring = models.TextField(blank=True)
    interventions = models.TextField(blank=True)
    victim_safety = models.TextField(blank=True)
    contingency = models.TextField(blank=True)
    what_changed = models.TextField()
    review_on = models.DateField()
    source = models.CharField(max_length=10, choices=PlanSource.choices, default=PlanSource.MANAGER)
    source_ref = models.CharField(max_length=40, blank=True)  # the reference of the meeting

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(source__in=PlanSource.values), name="riskplan_source_known"),
            models.CheckConstraint(condition=~models.Q(what_changed=""), name="riskplan_says_what_changed"),
            models.CheckConstraint(
                condition=models.Q(review_on__gt=models.F("written_on")), name="riskplan_review_lies_ahead"
            ),
            models.CheckConstraint(
                condition=~models.Q(supervision="", monitoring="", interventions="", victim_safety="", contingency=""),
                name="riskplan_says_something",
            ),
            models.CheckConstraint(
                condition=models.Q(source=PlanSource.MANAGER) | ~models.Q(source_ref=""),
                name="riskplan_of_a_meeting_names_it",
            ),
            models.UniqueConstraint("follows", condition=UNVOIDED, name="riskplan_followed_once"),
            Fact.void_constraint("riskplan"),
        ]
        indexes = [models.Index(fields=["nominal", "-written_on", "-id"], name="riskplan_in_force")]

    def __str__(self) -> str:
        return f"Risk management plan of {self.written_on:%-d %B %Y}"
