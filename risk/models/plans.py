"""What goes with a plan: when its rationale is looked at again, and who agreed to reactive management."""

from __future__ import annotations

from django.db import models

from common.facts import Fact, FactQuerySet
from offenders.models import ManagementDecision, Nominal, PlanInterval


class PlanReview(Fact):
    """By when the reason for a person's own visit interval is to be looked at again. The latest row counts."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="plan_reviews")
    interval = models.ForeignKey(PlanInterval, on_delete=models.CASCADE, related_name="reviews")
    review_on = models.DateField()
    rationale = models.TextField(blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            Fact.void_constraint("planreview"),
        ]

    def __str__(self) -> str:
        return f"Review of the visit interval by {self.review_on:%-d %B %Y}"


class Rank(models.TextChoices):
    SUPERVISOR = "supervisor", "Supervisor"
    INSPECTOR = "inspector", "Inspector"


class Endorsement(models.Model):
    """One of the two agreements that reactive management takes. It counts once both are there."""

    decision = models.ForeignKey(ManagementDecision, on_delete=models.CASCADE, related_name="endorsements")
    rank = models.CharField(max_length=10, choices=Rank.choices)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(rank__in=Rank.values), name="endorsement_rank_known"),
            models.UniqueConstraint("decision", "rank", name="endorsement_once_a_rank"),
        ]

    def __str__(self) -> str:
        return f"{self.get_rank_display()}, {self.on:%-d %B %Y}"


class ReactiveCase(models.Model):
    """What the proposer confirmed, and how the criteria stood, on the day reactive management was proposed."""

    decision = models.OneToOneField(ManagementDecision, on_delete=models.CASCADE, related_name="reactive_case")
    intelligence_flag = models.BooleanField()  # the local intelligence entry alerts on any new item, and was checked
    flag_checked_on = models.DateField(null=True, blank=True)  # blank, and by whom: before these were asked
    flag_checked_by = models.CharField(max_length=200, blank=True, db_default="")
    criteria = models.JSONField(default=list)  # [asks, finds, blocker] as computed then
    blockers = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"Reactive management proposed, {self.decision.effective_from:%-d %B %Y}"
