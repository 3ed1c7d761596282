"""Assessments as data: one use of one tool on one day, with what it asked and what it gave."""

from __future__ import annotations

from django.db import models

from common.facts import Fact, FactQuerySet
from offenders.models import Nominal

UNVOIDED = models.Q(voided_at__isnull=True)


class Tool(models.TextChoices):
    """The codes are the contract's (`assessments.csv`)."""

    ARMS = "arms", "ARMS"
    OSP_DC = "osp_dc", "OSP/DC"
    OSP_IIC = "osp_iic", "OSP/IIC"
    RM2000_S = "rm2000_s", "RM2000 S"
    RM2000_V = "rm2000_v", "RM2000 V"
    RM2000_C = "rm2000_c", "RM2000 C"
    OASYS = "oasys", "OASys"
    POLYGRAPH = "polygraph", "Polygraph"


class Assessment(Fact):
    """The result of a tool. For ARMS the band is the overall priority for work, never the risk level."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="assessments")
    tool = models.CharField(max_length=10, choices=Tool.choices)
    version = models.CharField(max_length=40, blank=True)
    completed_on = models.DateField()
    band = models.CharField(max_length=40, blank=True)
    score = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    items = models.JSONField(default=dict, blank=True)  # what the tool asked and the answers
    notes = models.TextField(blank=True)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(tool__in=Tool.values), name="assessment_tool_known"),
            models.UniqueConstraint("nominal", "tool", "completed_on", condition=UNVOIDED, name="assessment_once"),
            Fact.void_constraint("assessment"),
        ]
        indexes = [models.Index(fields=["nominal", "tool", "-completed_on"], name="assessment_last_of_a_tool")]

    def __str__(self) -> str:
        return f"{self.get_tool_display()}, {self.completed_on:%-d %B %Y}"


class FactorCode(models.TextChoices):
    """The eleven factors of ARMS: seven of risk, then four that protect."""

    OPPORTUNITY = "opportunity", "Opportunity"
    PREOCCUPATION = "preoccupation", "Sexual preoccupation"
    INTERESTS = "interests", "Offence-related sexual interests"
    CONGRUENCE = "congruence", "Emotional congruence with children"
    HOSTILITY = "hostility", "Hostile orientation"
    SELF_MANAGEMENT = "self_management", "Poor self-management"
    INFLUENCES = "influences", "Anti-social influences"
    DESIST = "desist", "Commitment to desist"
    RELATIONSHIP = "relationship", "Intimate relationship"
    ROUTINE = "routine", "Employment or positive routine"
    INVESTMENT = "investment", "Social investment"


PROTECTIVE = (FactorCode.DESIST, FactorCode.RELATIONSHIP, FactorCode.ROUTINE, FactorCode.INVESTMENT)


class Priority(models.TextChoices):
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class ArmsFactor(models.Model):
    """One factor of one ARMS: its priority, the evidence, and whether it was confirmed unchanged from the last one."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="factors")
    factor = models.CharField(max_length=20, choices=FactorCode.choices)
    priority = models.CharField(max_length=6, choices=Priority.choices)
    evidence = models.TextField()
    carried_forward = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(factor__in=FactorCode.values), name="armsfactor_known"),
            models.CheckConstraint(condition=models.Q(priority__in=Priority.values), name="armsfactor_priority_known"),
            models.CheckConstraint(condition=~models.Q(evidence=""), name="armsfactor_has_evidence"),
            models.UniqueConstraint("assessment", "factor", name="armsfactor_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_factor_display()}: {self.get_priority_display().lower()}"


class Basis(models.TextChoices):
    VOLUNTARY = "voluntary", "Voluntary"
    LICENCE = "licence", "Required by the licence"
    ORDER = "order", "Required by an order"


class PolygraphResult(models.TextChoices):
    NO_DECEPTION = "no_deception", "No deception indicated"
    DECEPTION = "deception", "Deception indicated"
    INCONCLUSIVE = "inconclusive", "Inconclusive"
    NOT_COMPLETED = "not_completed", "Not completed"


class Polygraph(models.Model):
    """What an examination adds to its assessment. It informs management and is not evidence."""

    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, related_name="polygraph")
    basis = models.CharField(max_length=10, choices=Basis.choices)
    result = models.CharField(max_length=15, choices=PolygraphResult.choices)
    disclosures = models.TextField(blank=True)
    follow_up = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(basis__in=Basis.values), name="polygraph_basis_known"),
            models.CheckConstraint(
                condition=models.Q(result__in=PolygraphResult.values), name="polygraph_result_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_result_display()} ({self.get_basis_display().lower()})"
