"""The order itself, as the court's paper has it, and the paper."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Upper

from common.facts import Fact, FactQuerySet
from offenders.models import Nominal
from offenders.models.nominal import MISSPELT_REFERENCE, REFERENCE_FORM

UNVOIDED = models.Q(voided_at__isnull=True)


class OrderKind(models.TextChoices):
    """The codes are the contract's (`orders.csv`)."""

    SHPO = "shpo", "Sexual harm prevention order (SHPO)"
    INTERIM_SHPO = "interim_shpo", "Interim sexual harm prevention order"
    SRO = "sro", "Sexual risk order (SRO)"
    INTERIM_SRO = "interim_sro", "Interim sexual risk order"
    SOPO = "sopo", "Sexual offences prevention order (SOPO)"
    FOREIGN_TRAVEL_ORDER = "foreign_travel_order", "Foreign travel order"
    ROSHO = "rosho", "Risk of sexual harm order (RoSHO)"
    NOTIFICATION_ORDER = "notification_order", "Notification order"


SHORT_KINDS = {
    OrderKind.SHPO: "SHPO",
    OrderKind.INTERIM_SHPO: "Interim SHPO",
    OrderKind.SRO: "SRO",
    OrderKind.INTERIM_SRO: "Interim SRO",
    OrderKind.SOPO: "SOPO",
    OrderKind.FOREIGN_TRAVEL_ORDER: "Foreign travel order",
    OrderKind.ROSHO: "RoSHO",
    OrderKind.NOTIFICATION_ORDER: "Notification order",
}


class Applicant(models.TextChoices):
    """Who asked the court for it."""

    SENTENCING_COURT = "sentencing_court", "Nobody: made by the court on conviction or finding"
    HOME_FORCE = "home_force", "The chief officer of our force"
    OTHER_FORCE = "other_force", "The chief officer of another force"
    OTHER = "other", "Another applicant"


class OrderQuerySet(FactQuerySet):
    """Orders."""

    def visible_to(self, user: Any) -> OrderQuerySet:
        """Those of the nominals that somebody may know of."""
        return self.filter(nominal__in=Nominal.objects.visible_to(user).values("pk"))


class Order(Fact):
    """A civil order as the court made it. What changed later is in its events and in versions of its conditions."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="orders")
    order_ref = models.CharField(max_length=40, validators=[RegexValidator(REFERENCE_FORM, MISSPELT_REFERENCE)])
    kind = models.CharField(max_length=20, choices=OrderKind.choices)
    made_on = models.DateField(null=True, blank=True)  # blank: not known
    served_on = models.DateField(null=True, blank=True)  # blank: not known, and chased
    discharged_on = models.DateField(null=True, blank=True)  # over on this day; its last day is the day before
    court = models.CharField(max_length=200, blank=True)
    case_number = models.CharField(max_length=60, blank=True, db_default="")
    applicant = models.CharField(max_length=20, choices=Applicant.choices, blank=True, db_default="")
    police_consulted = models.BooleanField(null=True, blank=True)  # before it was made; blank: not known
    keeps_earlier = models.BooleanField(
        default=False, db_default=False
    )  # the court left an earlier SOPO or FTO standing
    area = models.CharField(max_length=200, blank=True, db_default="")  # blank: the whole United Kingdom (s.136ZA)
    notes = models.TextField(blank=True, db_default="")
    version = models.PositiveIntegerField(default=1, db_default=1)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=OrderKind.values), name="order_kind_known"),
            models.CheckConstraint(
                condition=models.Q(order_ref__regex=REFERENCE_FORM.replace(r"\Z", "$")), name="order_ref_form"
            ),
            models.CheckConstraint(
                condition=models.Q(served_on__isnull=True) | models.Q(served_on__gte=models.F("made_on")),
                name="order_served_after_made",
            ),
            models.CheckConstraint(
                condition=models.Q(discharged_on__isnull=True) | models.Q(discharged_on__gte=models.F("made_on")),
                name="order_discharged_after_made",
            ),
            models.UniqueConstraint(Upper("order_ref"), condition=UNVOIDED, name="order_ref_once"),
            Fact.void_constraint("order"),
        ]
        indexes = [models.Index(fields=["nominal", "made_on"], name="order_of_a_nominal")]

    def __str__(self) -> str:
        return f"{self.short_kind} {self.order_ref}"

    @property
    def short_kind(self) -> str:
        """`SHPO`, `Interim SRO`."""
        return SHORT_KINDS[OrderKind(self.kind)]


class OrderPaper(Fact):
    """The scan of the court's paper. Kept with its digest, under a name of ours, and sent only as an attachment."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="order_papers")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="papers")
    content_type = models.CharField(max_length=40)  # by its content, not by what the browser said
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("order", "sha256", condition=UNVOIDED, name="orderpaper_once"),
            Fact.void_constraint("orderpaper"),
        ]

    def __str__(self) -> str:
        return f"Court paper {self.pk}"
