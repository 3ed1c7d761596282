"""Serious further offences: notified, decided, reasons, outcome."""

from __future__ import annotations

from django.db import models

from common.facts import Fact
from mappa.models.levels import OfPersonQuerySet
from offenders.models import Nominal


class SeriousDecision(models.TextChoices):
    """Whether a serious case is reviewed."""

    REVIEW = "review", "Review"
    NO_REVIEW = "no_review", "No review"


class SeriousFurtherOffence(Fact):
    """A person under MAPPA is charged with a serious offence: who was told when, what was decided and why."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="serious_further_offences")
    offence = models.TextField()
    occurred_on = models.DateField(null=True, blank=True)
    charged_on = models.DateField(null=True, blank=True)
    notified_on = models.DateField()  # the day the co-ordinator was told
    notified_by = models.CharField(max_length=200, blank=True)
    decision = models.CharField(max_length=10, choices=SeriousDecision.choices, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)  # such as: the strategic management board
    reasons = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    outcome_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        ordering = ["-notified_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(offence=""), name="serious_says_what"),
            models.CheckConstraint(
                condition=models.Q(decision="", decided_on__isnull=True)
                | (
                    models.Q(decision__in=SeriousDecision.values, decided_on__isnull=False)
                    & ~models.Q(reasons="")
                    & models.Q(decided_on__gte=models.F("notified_on"))
                ),
                name="serious_decided_with_reasons",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", outcome_on__isnull=True)
                | (models.Q(outcome_on__isnull=False) & ~models.Q(decision="")),
                name="serious_outcome_after_decision",
            ),
            Fact.void_constraint("serious"),
        ]
        indexes = [models.Index(fields=["nominal"], name="serious_of_a_nominal")]

    def __str__(self) -> str:
        return f"Serious further offence, notified {self.notified_on:%-d %B %Y}"
