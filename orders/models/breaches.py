"""A breach as it is dealt with: suspected, evidence, decision, charge, result."""

from __future__ import annotations

from django.db import models

from common.facts import Fact, FactQuerySet, Step
from offenders.models import Nominal
from orders.models.checks import ConditionCheck
from orders.models.conditions import Condition
from orders.models.orders import Order


class BreachQuerySet(FactQuerySet):
    """Suspected breaches."""

    def undecided(self) -> BreachQuerySet:
        """Nobody has decided what to do, or dealt with it further."""
        decided = BreachStep.objects.counted().filter(breach=models.OuterRef("pk"), kind__in=DECIDING)
        return self.counted().filter(~models.Exists(decided))


class Breach(Fact):
    """A condition that looks broken. It says *suspected* until somebody decides."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="breaches")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="breaches")
    condition = models.ForeignKey(Condition, on_delete=models.CASCADE, null=True, blank=True, related_name="breaches")
    check_row = models.OneToOneField(
        ConditionCheck, on_delete=models.PROTECT, null=True, blank=True, related_name="breach"
    )
    visit = models.ForeignKey("visits.Visit", on_delete=models.PROTECT, null=True, blank=True, related_name="breaches")
    suspected_on = models.DateField()
    what = models.TextField()
    seized = models.TextField(blank=True)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = BreachQuerySet.as_manager()

    class Meta:
        ordering = ["-suspected_on", "-pk"]
        constraints = [Fact.void_constraint("breach")]
        indexes = [models.Index(fields=["nominal", "-suspected_on"], name="breach_of_a_nominal")]

    def __str__(self) -> str:
        return f"Breach suspected, {self.suspected_on:%-d %B %Y}"


class StepKind(models.TextChoices):
    """The steps, in the order in which they usually come."""

    EVIDENCE = "evidence", "Evidence"
    DECISION = "decision", "Decision"
    CHARGE = "charge", "Charge"
    RESULT = "result", "Result"


DECIDING = (StepKind.DECISION, StepKind.CHARGE, StepKind.RESULT)


class StepOutcome(models.TextChoices):
    """What was decided, or what came of it."""

    SEEK_CHARGE = "seek_charge", "Seek a charge"
    CAUTION = "caution", "Caution"
    WARNING = "warning", "Words of advice or a warning letter"
    VARY = "vary", "Ask the court to vary the order"
    NO_ACTION = "no_action", "No further action"
    NOT_A_BREACH = "not_a_breach", "Not a breach"
    CHARGED = "charged", "Charged"
    CONVICTED = "convicted", "Convicted"
    CAUTIONED = "cautioned", "Cautioned"
    ACQUITTED = "acquitted", "Acquitted"
    WITHDRAWN = "withdrawn", "Withdrawn or discontinued"


OUTCOMES = {
    StepKind.EVIDENCE: (),
    StepKind.DECISION: (
        StepOutcome.SEEK_CHARGE, StepOutcome.CAUTION, StepOutcome.WARNING, StepOutcome.VARY, StepOutcome.NO_ACTION,
        StepOutcome.NOT_A_BREACH,
    ),
    StepKind.CHARGE: (StepOutcome.CHARGED,),
    StepKind.RESULT: (
        StepOutcome.CONVICTED, StepOutcome.CAUTIONED, StepOutcome.ACQUITTED, StepOutcome.WITHDRAWN,
    ),
}  # fmt: skip


class BreachStep(Step):
    """One step in dealing with a breach."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="breach_steps")
    breach = models.ForeignKey(Breach, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind.choices)
    outcome = models.CharField(max_length=15, choices=StepOutcome.choices, blank=True)

    class Meta(Step.Meta):
        constraints = [*Step.step_constraints("breachstep", StepKind.values)]
