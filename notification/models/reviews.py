"""An application to end an indefinite requirement (ss.91A to 91F), and the bodies that were asked."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from common.facts import Fact, FactQuerySet
from offenders.models import Nominal


class Review(Fact):
    """One application, from its receipt to the end of an appeal. What is still to come is blank."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="indefinite_reviews")
    received_on = models.DateField()  # or, without an application, the day it was taken up
    own_motion = models.BooleanField(default=False, db_default=False)  # by the chief officer, unasked
    acknowledged_on = models.DateField(null=True, blank=True)
    factors = models.JSONField(default=dict, blank=True)  # s.91D(2): code of the factor: the evidence on it
    decided_on = models.DateField(null=True, blank=True)
    decision = models.CharField(
        max_length=8, choices=[("granted", "No longer necessary: granted"), ("refused", "Refused")], blank=True
    )
    reasons = models.TextField(blank=True)
    bar_years = models.PositiveSmallIntegerField(
        default=8, validators=[MinValueValidator(8), MaxValueValidator(15)]
    )  # after a refusal
    notice_received_on = models.DateField(null=True, blank=True)
    appealed_on = models.DateField(null=True, blank=True)
    appeal_allowed_on = models.DateField(null=True, blank=True)
    appeal_dismissed_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision="", decided_on__isnull=True)
                | (models.Q(decision__in=["granted", "refused"], decided_on__isnull=False) & ~models.Q(reasons="")),
                name="review_decision_complete",
            ),
            Fact.void_constraint("review"),
        ]
        indexes = [models.Index(fields=["nominal"], name="review_of_a_nominal")]

    def __str__(self) -> str:
        how = "taken up by the chief officer" if self.own_motion else "asked for"
        return f"Review {how} on {self.received_on:%-d %B %Y}"


class ReviewBody(Fact):
    """A responsible body that was asked; its 28 days run from its own receipt."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="review_bodies")
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="bodies")
    name = models.CharField(max_length=150)
    received_on = models.DateField()
    replied_on = models.DateField(null=True, blank=True)
    reply = models.TextField(blank=True)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["received_on", "pk"]
        constraints = [Fact.void_constraint("reviewbody")]

    def __str__(self) -> str:
        return self.name
