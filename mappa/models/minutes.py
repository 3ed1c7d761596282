"""Minutes, case by case; what is typed and not saved; additions after they are final."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from common.facts import Fact
from mappa.models.agenda import AgendaItem
from mappa.models.areas import Agency
from mappa.models.levels import OfPersonQuerySet
from offenders.models import Nominal

PILLARS = ("supervision", "monitoring", "interventions", "victim_safety", "contingency")
"""The fields of the plan: the four pillars, and contingency (practice, MAPPA)."""


class Minutes(Fact):
    """What the meeting said and decided about one case. The level decided and the disclosure are on the item.

    `version` is checked in every update: two people who write at once never overwrite each other unseen. Nothing here
    changes once the meeting's minutes are final; corrections after that are addenda.
    """

    item = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="minutes")
    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="mappa_minutes")
    risk_assessment = models.TextField(blank=True)
    supervision = models.TextField(blank=True)
    monitoring = models.TextField(blank=True)  # and control
    interventions = models.TextField(blank=True)  # and treatment
    victim_safety = models.TextField(blank=True)
    contingency = models.TextField(blank=True)
    disclosure_considered = models.BooleanField(null=True, blank=True)
    disclosure_reasons = models.TextField(blank=True)
    disclosure_to = models.TextField(blank=True)
    disclosure_what = models.TextField(blank=True)
    disclosure_by = models.CharField(max_length=200, blank=True)
    disclosure_necessity = models.TextField(blank=True)  # and proportionality
    disclosure_told = models.BooleanField(null=True, blank=True)  # whether the person is told of it
    victim_issues = models.TextField(blank=True)
    diversity = models.TextField(blank=True)
    person_view = models.TextField(blank=True)
    person_told = models.BooleanField(null=True, blank=True)  # of the meeting and what came of it
    person_told_why = models.TextField(blank=True)
    level_reason = models.TextField(blank=True)
    next_review_on = models.DateField(null=True, blank=True)
    dissent = models.TextField(blank=True)
    plan_seen = models.PositiveBigIntegerField(default=0, db_default=0)  # the version of the plan shown beside it
    saved_with = models.UUIDField(null=True, blank=True, editable=False)  # the form that was saved last
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "minutes"
        constraints = [Fact.void_constraint("minutes")]
        indexes = [models.Index(fields=["nominal"], name="minutes_of_a_nominal")]

    def __str__(self) -> str:
        return f"Minutes of item {self.item_id}"


class MinutesInformation(models.Model):
    """What one agency told the meeting about one case."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="information")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agency_name = models.CharField(max_length=200)
    text = models.TextField()

    class Meta:
        ordering = ["agency_name", "pk"]
        verbose_name_plural = "minutes information"
        constraints = [
            models.CheckConstraint(condition=~models.Q(agency_name="") & ~models.Q(text=""), name="information_whole"),
            models.UniqueConstraint("minutes", "agency_name", name="information_once_an_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_name} in {self.minutes_id}"


class MinutesDraft(models.Model):
    """What somebody typed about one case and has not saved: theirs alone, by the token of the form.

    `base_version` is the version of the minutes they began from (0 = none yet), so that saving over another's words
    is seen.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="minutes_drafts")
    base_version = models.PositiveIntegerField(default=0)
    data = models.JSONField(default=dict)
    begun_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["author", "item"], name="minutesdraft_of_an_author")]

    def __str__(self) -> str:
        return f"Draft of {self.author_id} on item {self.item_id}"


class Addendum(Fact):
    """A correction of, or an addition to, minutes that are final."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="mappa_addenda")
    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="addenda")
    made_on = models.DateField()
    text = models.TextField()
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        ordering = ["made_on", "pk"]
        verbose_name_plural = "addenda"
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="addendum_says_something"),
            Fact.void_constraint("addendum"),
        ]

    def __str__(self) -> str:
        return f"Addendum, {self.made_on:%-d %B %Y}"
