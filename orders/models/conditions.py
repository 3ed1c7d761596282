"""Conditions: prohibitions and requirements, their wording over time, and the catalogue of standard wordings."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Upper

from common.dates import INTERVAL_UNITS
from common.facts import Fact, FactQuerySet
from offenders.models import Nominal
from orders.models.orders import UNVOIDED, Order

UNITS = [(unit, unit.replace("_", " ")) for unit in INTERVAL_UNITS]


class ConditionKind(models.TextChoices):
    """The codes are the contract's (`conditions.csv`)."""

    PROHIBITION = "prohibition", "Prohibition"
    REQUIREMENT = "requirement", "Positive requirement"
    FOREIGN_TRAVEL = "foreign_travel", "Foreign travel"
    ELECTRONIC_MONITORING = "electronic_monitoring", "Electronic monitoring"


class StandardCondition(models.Model):
    """A wording that courts often use, one version of it. `{exception:text}` in the wording is a typed blank."""

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=25, choices=ConditionKind.choices)
    title = models.CharField(max_length=120)
    wording = models.TextField()
    check_how = models.TextField(blank=True)
    may_ask = models.TextField(blank=True)  # blank: by consent
    from_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["title", "-version"]
        constraints = [
            models.UniqueConstraint("code", "version", name="standardcondition_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=ConditionKind.values), name="standardcondition_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"


class Terms(Fact):
    """What a condition says from a day on."""

    text = models.TextField(blank=True)
    kind = models.CharField(max_length=25, choices=ConditionKind.choices)
    starts_on = models.DateField(null=True, blank=True)  # blank: the day of service, else of making
    ends_on = models.DateField(null=True, blank=True)  # its last day; blank: until further order
    all_countries = models.BooleanField(default=False, db_default=False)  # a travel ban to everywhere
    supervisor = models.CharField(max_length=200, blank=True)
    check_value = models.PositiveSmallIntegerField(null=True, blank=True)
    check_unit = models.CharField(max_length=12, choices=UNITS, blank=True)
    check_how = models.TextField(blank=True, db_default="")
    may_ask = models.TextField(blank=True, db_default="")  # blank: none, by consent

    class Meta:
        abstract = True

    @staticmethod
    def terms_constraints(name: str) -> list[models.CheckConstraint]:
        """Known codes, an end that is not before its start, an interval with both its parts."""
        return [
            models.CheckConstraint(condition=models.Q(kind__in=ConditionKind.values), name=f"{name}_kind_known"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(starts_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name=f"{name}_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(check_value__isnull=True, check_unit="")
                | models.Q(check_value__gte=1, check_unit__in=INTERVAL_UNITS),
                name=f"{name}_check_interval_whole",
            ),
            Fact.void_constraint(name),
        ]


TERMS = (
    "kind", "text", "starts_on", "ends_on", "all_countries", "supervisor", "check_value", "check_unit", "check_how",
    "may_ask",
)  # fmt: skip


class Condition(Terms):
    """One condition by the court's own number, in the words with which it was first made."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="conditions")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="conditions")
    number = models.CharField(max_length=40)
    added_on = models.DateField(null=True, blank=True)  # by a variation; blank: with the order
    added_by = models.ForeignKey(
        "orders.OrderEvent", on_delete=models.CASCADE, null=True, blank=True, related_name="added"
    )  # that variation: a court may have varied twice on a day
    standard = models.ForeignKey(StandardCondition, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1, db_default=1)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("order", Upper("number"), condition=UNVOIDED, name="condition_number_once"),
            *Terms.terms_constraints("condition"),
        ]
        indexes = [models.Index(fields=["nominal"], name="condition_of_a_nominal")]

    def __str__(self) -> str:
        return f"Condition {self.number}"


class ConditionVersion(Terms):
    """What a variation made of a condition, from a day on; `removed` = it was discharged on that day."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="condition_versions")
    condition = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="versions")
    event = models.ForeignKey("orders.OrderEvent", on_delete=models.CASCADE, related_name="versions")
    effective_from = models.DateField()
    removed = models.BooleanField(default=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("condition", "effective_from", condition=UNVOIDED, name="conditionversion_once"),
            *Terms.terms_constraints("conditionversion"),
        ]
        indexes = [models.Index(fields=["nominal"], name="conditionversion_of_a_nominal")]

    def __str__(self) -> str:
        return f"Condition {self.condition_id} from {self.effective_from:%-d %B %Y}"
