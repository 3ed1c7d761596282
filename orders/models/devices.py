"""Devices under an order: monitoring software, its alerts, examinations, and the conditions that each serves.

The devices, accounts and names themselves are facts of the person's life (`offenders.Particular`, `offenders.Alias`):
nothing of them is kept here a second time.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Upper

from common.facts import Fact, FactQuerySet
from offenders.models import Nominal, Particular
from orders.models.breaches import Breach
from orders.models.conditions import Condition
from orders.models.orders import UNVOIDED


class MonitoringSoftware(Fact):
    """Software that watches the use of one device, from the day it was installed to the day it was taken off."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="monitoring_software")
    device = models.ForeignKey(Particular, on_delete=models.CASCADE, related_name="monitoring_software")
    product = models.CharField(max_length=120)
    licence = models.CharField(max_length=120, blank=True)
    licence_ends_on = models.DateField(null=True, blank=True)  # its last day
    installed_on = models.DateField()
    removed_on = models.DateField(null=True, blank=True)
    removed_why = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["-installed_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(product=""), name="software_has_a_product"),
            models.CheckConstraint(
                condition=models.Q(removed_on__isnull=True) | models.Q(removed_on__gte=models.F("installed_on")),
                name="software_removed_after_installed",
            ),
            models.CheckConstraint(
                condition=models.Q(licence_ends_on__isnull=True)
                | models.Q(licence_ends_on__gte=models.F("installed_on")),
                name="software_licence_ends_after_installed",
            ),
            models.UniqueConstraint(
                "device",
                Upper("product"),
                condition=UNVOIDED & models.Q(removed_on__isnull=True),
                name="software_on_a_device_once",
            ),
            Fact.void_constraint("software"),
        ]
        indexes = [models.Index(fields=["nominal"], name="software_of_a_nominal")]

    def __str__(self) -> str:
        return f"{self.product}, installed {self.installed_on:%-d %B %Y}"


class DeviceCondition(Fact):
    """A condition that a device, or software on one, serves: exactly one of the two."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="device_conditions")
    condition = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="served_by")
    device = models.ForeignKey(
        Particular, on_delete=models.CASCADE, null=True, blank=True, related_name="serves_conditions"
    )
    software = models.ForeignKey(
        MonitoringSoftware, on_delete=models.CASCADE, null=True, blank=True, related_name="serves_conditions"
    )

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(device__isnull=True) ^ models.Q(software__isnull=True), name="served_by_one_thing"
            ),
            models.UniqueConstraint(
                "condition", "device", "software", condition=UNVOIDED, nulls_distinct=False, name="served_once"
            ),
            Fact.void_constraint("devicecondition"),
        ]
        indexes = [models.Index(fields=["nominal"], name="served_of_a_nominal")]

    def __str__(self) -> str:
        return f"Serves condition {self.condition_id}"


class MonitoringAlertQuerySet(FactQuerySet):
    """Alerts of monitoring software."""

    def undecided(self) -> MonitoringAlertQuerySet:
        """Nobody has decided what to make of it."""
        decided = AlertDecision.objects.counted().filter(alert=models.OuterRef("pk"))
        return self.counted().filter(~models.Exists(decided))


class MonitoringAlert(Fact):
    """What monitoring software reported on a day. It is work until somebody decides."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="monitoring_alerts")
    software = models.ForeignKey(MonitoringSoftware, on_delete=models.CASCADE, related_name="alerts")
    alerted_on = models.DateField()
    alerted_at = models.TimeField(null=True, blank=True)
    what = models.TextField()
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = MonitoringAlertQuerySet.as_manager()

    class Meta:
        ordering = ["-alerted_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(what=""), name="monitoringalert_says_what"),
            Fact.void_constraint("monitoringalert"),
        ]
        indexes = [models.Index(fields=["nominal", "-alerted_on"], name="monitoringalert_of_a_nominal")]

    def __str__(self) -> str:
        return f"Monitoring alert, {self.alerted_on:%-d %B %Y}"


class AlertOutcome(models.TextChoices):
    """What is made of an alert."""

    NO_CONCERN = "no_concern", "No concern"
    NEXT_VISIT = "next_visit", "Look at the device at the next visit"
    BREACH = "breach", "Breach suspected"
    PASSED_ON = "passed_on", "Passed on for investigation"


class AlertDecision(Fact):
    """What somebody decided about an alert, and why. One that was wrong is marked so, and the alert is work again."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="alert_decisions")
    alert = models.ForeignKey(MonitoringAlert, on_delete=models.CASCADE, related_name="decisions")
    decided_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=AlertOutcome.choices)
    reason = models.TextField()
    breach = models.OneToOneField(
        Breach, on_delete=models.PROTECT, null=True, blank=True, related_name="alert_decision"
    )  # the one that it opened
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["decided_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(outcome__in=AlertOutcome.values), name="alertdecision_known"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="alertdecision_says_why"),
            models.UniqueConstraint("alert", condition=UNVOIDED, name="alertdecision_one_stands"),
            Fact.void_constraint("alertdecision"),
        ]
        indexes = [models.Index(fields=["nominal"], name="alertdecision_of_a_nominal")]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}, {self.decided_on:%-d %B %Y}"


class ExaminationResult(models.TextChoices):
    """What an examination of a device came to."""

    CLEAR = "clear", "Nothing of concern"
    CONCERN = "concern", "Concern"
    TAKEN = "taken", "Taken for a full examination"
    NOT_DONE = "not_done", "Could not be examined"


class Examination(Fact):
    """One look into one device: what was examined, by what means, what came of it; perhaps at a visit."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="examinations")
    device = models.ForeignKey(Particular, on_delete=models.CASCADE, related_name="examinations")
    examined_on = models.DateField()
    what = models.CharField(max_length=1000, blank=True)  # messages, photographs, history
    means = models.CharField(max_length=200, blank=True)  # by hand, by which tool
    result = models.CharField(max_length=10, choices=ExaminationResult.choices)
    notes = models.TextField(blank=True)
    visit = models.ForeignKey(
        "visits.Visit", on_delete=models.PROTECT, null=True, blank=True, related_name="examinations"
    )
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["-examined_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(result__in=ExaminationResult.values), name="examination_known"),
            models.CheckConstraint(
                condition=models.Q(result="not_done") | ~models.Q(what="") & ~models.Q(means=""),
                name="examination_says_what_and_how",
            ),
            models.UniqueConstraint(
                "device",
                "visit",
                condition=UNVOIDED & models.Q(visit__isnull=False),
                name="examination_once_a_visit",
            ),
            Fact.void_constraint("examination"),
        ]
        indexes = [models.Index(fields=["nominal", "-examined_on"], name="examination_of_a_nominal")]

    def __str__(self) -> str:
        return f"{self.get_result_display()}, {self.examined_on:%-d %B %Y}"
