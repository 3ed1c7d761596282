"""Risk levels, plan intervals and the management mode: each a dated proposal, some of which need agreement."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from common.facts import Fact, FactQuerySet
from offenders.models.nominal import Nominal

UNVOIDED = models.Q(voided_at__isnull=True)
LIVE = UNVOIDED & models.Q(returned_at__isnull=True)  # one that was returned may be proposed again


class ProposalQuerySet(FactQuerySet):
    """Facts that somebody proposes and somebody else agrees."""

    def waiting(self) -> ProposalQuerySet:
        """Neither approved nor returned."""
        return self.live().filter(approved=False)

    def live(self) -> ProposalQuerySet:
        """Neither returned nor entered in error."""
        return self.counted().filter(returned_at__isnull=True)


class Proposal(Fact):
    """A fact from a day on. What lengthens (a lower level, a longer interval, no visits) counts once approved."""

    effective_from = models.DateField()
    approved = models.BooleanField(default=False)
    approved_on = models.DateField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    return_reason = models.TextField(blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        abstract = True

    @staticmethod
    def proposal_constraints(name: str) -> list[models.CheckConstraint | models.UniqueConstraint]:
        """An approval has its day; nobody approves their own; nothing is both approved and returned."""
        return [
            models.CheckConstraint(
                condition=models.Q(approved=False, approved_on__isnull=True)
                | models.Q(approved=True, approved_on__isnull=False),
                name=f"{name}_approval_has_its_day",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | models.Q(recorded_by__isnull=True)
                | ~models.Q(approved_by=models.F("recorded_by")),
                name=f"{name}_not_approved_by_its_author",
            ),
            models.CheckConstraint(
                condition=models.Q(returned_at__isnull=True) | models.Q(approved=False), name=f"{name}_not_both_answers"
            ),
            Fact.void_constraint(name),
        ]


class Level(models.TextChoices):
    """The police risk level."""

    VERY_HIGH = "very_high", "Very high"
    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"


class RiskLevel(Proposal):
    """The risk level from a day on. A rise counts at once; a fall once approved (`lower_risk_needs_approval`)."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="risk_levels")
    level = models.CharField(max_length=10, choices=Level.choices)
    # Why it differs from what the tools say, where it does.
    override_reason = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(level__in=Level.values), name="risklevel_known"),
            models.UniqueConstraint("nominal", "effective_from", "level", condition=LIVE, name="risklevel_once"),
            *Proposal.proposal_constraints("risklevel"),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} from {self.effective_from:%-d %B %Y}"


class PlanInterval(Proposal):
    """A visit interval in the person's own plan, in place of the level's default."""

    UNITS = [
        ("days", "days"),
        ("working_days", "working days"),
        ("weeks", "weeks"),
        ("months", "months"),
        ("years", "years"),
    ]

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="plan_intervals")
    value = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=12, choices=UNITS)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(value__gte=1), name="planinterval_at_least_one"),
            models.CheckConstraint(
                condition=models.Q(unit__in=["days", "working_days", "weeks", "months", "years"]),
                name="planinterval_unit_known",
            ),
            models.UniqueConstraint("nominal", "effective_from", condition=LIVE, name="planinterval_once"),
            *Proposal.proposal_constraints("planinterval"),
        ]

    def __str__(self) -> str:
        return f"Every {self.value} {self.get_unit_display()} from {self.effective_from:%-d %B %Y}"


class ManagementMode(models.TextChoices):
    ACTIVE = "active", "Active"
    REACTIVE = "reactive", "Reactive"


class ManagementDecision(Proposal):
    """Active or reactive management from a day on. Reactive counts once approved."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="management_decisions")
    mode = models.CharField(max_length=10, choices=ManagementMode.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(mode__in=ManagementMode.values), name="management_mode_known"),
            models.UniqueConstraint("nominal", "effective_from", condition=LIVE, name="management_once"),
            *Proposal.proposal_constraints("management"),
        ]

    def __str__(self) -> str:
        return f"{self.get_mode_display()} management from {self.effective_from:%-d %B %Y}"
