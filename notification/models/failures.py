"""A possible failure to notify (s.91), and each step in dealing with it. Nothing becomes one by itself."""

from __future__ import annotations

from django.db import models

from common.facts import Fact, FactQuerySet, Step
from offenders.models import Nominal


class Failure(Fact):
    """A missed clock, or details thought false, that somebody recorded as a *possible* failure to notify."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="notification_failures")
    kind = models.CharField(max_length=40, blank=True)  # the kind and subject of the clock that was missed
    subject = models.CharField(max_length=100, blank=True)
    due_on = models.DateField(null=True, blank=True)
    found_on = models.DateField()
    found_at = models.TimeField(null=True, blank=True)
    what = models.TextField()
    explanation = models.TextField(blank=True)  # what the person says: for whether there was a reasonable excuse
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["-found_on", "-pk"]
        constraints = [Fact.void_constraint("failure")]
        indexes = [models.Index(fields=["nominal", "-found_on"], name="failure_of_a_nominal")]

    def __str__(self) -> str:
        return f"Possible failure to notify, {self.found_on:%-d %B %Y}"


class FailureStepKind(models.TextChoices):
    """The steps, in the order in which they usually come."""

    ENQUIRY = "enquiry", "Enquiry and its result"
    NATIONAL = "national", "Recorded as a crime and on the national record"
    PARTNERS = "partners", "Partners told"
    DECISION = "decision", "Decision"
    RESULT = "result", "Result"


class FailureOutcome(models.TextChoices):
    """What was decided, or what came of it."""

    EXCUSE = "excuse", "Reasonable excuse"
    NOT_A_FAILURE = "not_a_failure", "Not a failure to notify"
    ADVICE = "advice", "Words of advice or a warning"
    SEEK_CHARGE = "seek_charge", "Seek a charge"
    NO_ACTION = "no_action", "No further action"
    CAUTIONED = "cautioned", "Cautioned"
    CHARGED = "charged", "Charged"
    CONVICTED = "convicted", "Convicted"
    ACQUITTED = "acquitted", "Acquitted"
    WITHDRAWN = "withdrawn", "Withdrawn or discontinued"


OUTCOMES = {
    FailureStepKind.DECISION: (
        FailureOutcome.EXCUSE, FailureOutcome.NOT_A_FAILURE, FailureOutcome.ADVICE, FailureOutcome.SEEK_CHARGE,
        FailureOutcome.NO_ACTION,
    ),
    FailureStepKind.RESULT: (
        FailureOutcome.CAUTIONED, FailureOutcome.CHARGED, FailureOutcome.CONVICTED, FailureOutcome.ACQUITTED,
        FailureOutcome.WITHDRAWN,
    ),
}  # fmt: skip
DECIDING = (FailureStepKind.DECISION, FailureStepKind.RESULT)


class FailureStep(Step):
    """One step in dealing with a possible failure."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="failure_steps")
    failure = models.ForeignKey(Failure, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=FailureStepKind.choices)
    at = models.TimeField(null=True, blank=True)  # of the record: it is owed within hours
    outcome = models.CharField(max_length=15, choices=FailureOutcome.choices, blank=True)

    class Meta(Step.Meta):
        constraints = [*Step.step_constraints("failurestep", FailureStepKind.values)]
