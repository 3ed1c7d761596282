"""The agenda: the cases of a meeting in their order, and those that were not chosen."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models

from common.facts import Fact
from mappa.models.levels import UNVOIDED, MappaLevel, OfPersonQuerySet
from mappa.models.meetings import Meeting
from mappa.models.referrals import Referral
from offenders.models import AccessKind, Nominal, NominalAccess


class WhyListed(models.TextChoices):
    """Why a case is on the agenda."""

    REFERRAL = "referral", "New referral"
    TRIGGER = "trigger", "Trigger event"
    REVIEW = "review", "Review due"
    URGENT = "urgent", "Urgent"
    OTHER = "other", "Added by the co-ordinator"


class Disclosure(models.TextChoices):
    """The codes are the contract's (`mappa_agenda.csv`)."""

    DISCLOSE = "disclose", "Disclose"
    NOT_DISCLOSE = "not_disclose", "Do not disclose"


class SharingDecision(models.TextChoices):
    """What the chair decided about a restricted record."""

    SHARE = "share", "Share with the meeting"
    WITHHOLD = "withhold", "Keep to those named on it"


class AgendaItemQuerySet(OfPersonQuerySet):
    """Cases on agendas."""

    def counted(self) -> Self:
        """Not those entered in error, nor what stayed behind with a record that was merged into another."""
        return super().counted().filter(nominal__merged_into__isnull=True)


class AgendaItem(Fact):
    """One case on the agenda of one meeting; the level and the disclosure decided there."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="agenda_items")
    position = models.PositiveSmallIntegerField(default=0, db_default=0)  # on the agenda, from 1
    minutes_allotted = models.PositiveSmallIntegerField(null=True, blank=True)
    why = models.CharField(max_length=10, choices=WhyListed.choices, blank=True, db_default="")
    why_text = models.CharField(max_length=300, blank=True, db_default="")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="items")
    decision_level = models.PositiveSmallIntegerField(choices=MappaLevel.choices, null=True, blank=True)
    disclosure = models.CharField(max_length=12, choices=Disclosure.choices, blank=True, db_default="")
    sharing = models.CharField(max_length=10, choices=SharingDecision.choices, blank=True, db_default="")
    sharing_reason = models.TextField(blank=True, db_default="")
    sharing_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sharing_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision_level__isnull=True) | models.Q(decision_level__range=(1, 3)),
                name="item_level_1_to_3",
            ),
            models.CheckConstraint(
                condition=models.Q(disclosure__in=["", *Disclosure.values]), name="item_disclosure_known"
            ),
            models.CheckConstraint(condition=models.Q(why__in=["", *WhyListed.values]), name="item_why_known"),
            models.CheckConstraint(
                condition=models.Q(sharing="")
                | (models.Q(sharing__in=SharingDecision.values) & ~models.Q(sharing_reason="")),
                name="item_sharing_says_why",
            ),
            models.UniqueConstraint("meeting", "nominal", condition=UNVOIDED, name="item_once"),
            Fact.void_constraint("item"),
        ]
        indexes = [models.Index(fields=["nominal"], name="item_of_a_nominal")]

    def __str__(self) -> str:
        return f"{self.nominal_id} at {self.meeting_id}"

    @property
    def decided(self) -> str:
        """What the chair decided under the restriction that stands: one that was lifted took its decision with it."""
        naming = NominalAccess.objects.filter(content_object=self.nominal_id, kind=AccessKind.NAMED, ended_at=None)
        began = naming.aggregate(first=models.Min("granted_at"))["first"] if self.sharing else None
        return self.sharing if began is None or (self.sharing_at is not None and self.sharing_at >= began) else ""


class NotSelected(models.Model):
    """A case that the builder proposed and the co-ordinator left out, with one line each."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="not_selected")
    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="mappa_not_selected")
    why = models.CharField(max_length=10, choices=WhyListed.choices, blank=True)  # why it was proposed
    why_text = models.CharField(max_length=300, blank=True)
    line = models.CharField(max_length=300)  # why it was left out
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "not selected"
        constraints = [
            models.CheckConstraint(condition=~models.Q(line=""), name="notselected_says_why"),
            models.UniqueConstraint("meeting", "nominal", name="notselected_once"),
        ]

    def __str__(self) -> str:
        return f"{self.nominal_id} not at {self.meeting_id}"
