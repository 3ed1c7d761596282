"""What goes with a plan: when its rationale is looked at again, and who agreed to reactive management."""

from __future__ import annotations

from django.db import models

from common.facts import Fact, FactQuerySet
from offenders.models import Event, ManagementDecision, Nominal, PlanInterval

UNVOIDED = models.Q(voided_at__isnull=True)


class PlanReview(Fact):
    """By when the reason for a person's own visit interval is to be looked at again. The latest row counts."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="plan_reviews")
    interval = models.ForeignKey(PlanInterval, on_delete=models.CASCADE, related_name="reviews")
    review_on = models.DateField()
    rationale = models.TextField(blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("interval", "review_on", condition=UNVOIDED, name="planreview_once"),
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
    criteria = models.JSONField(default=list)  # [asks, finds, blocker] as computed then
    blockers = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"Reactive management proposed, {self.decision.effective_from:%-d %B %Y}"


class CsodsApplication(Fact):
    """An application under the disclosure scheme that names the person: the event, and its three clocks.

    Nothing here says who applied or for which child: that is kept apart from the record.
    """

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="csods_applications")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="csods_application")
    received_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)
    interviewed_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_on__isnull=True) | ~models.Q(outcome=""), name="csods_decided_with_outcome"
            ),
            Fact.void_constraint("csods"),
        ]

    def __str__(self) -> str:
        return f"Disclosure scheme application, {self.event.date:%-d %B %Y}"
