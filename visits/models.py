"""Home visits and attempts, those planned, the decisions owed after failed ones, enquiries, and drafts."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from common.facts import Fact, FactQuerySet
from offenders.models import Nominal


class Outcome(models.TextChoices):
    """What came of the visit. Only `seen_at_address` (or `seen_elsewhere`, with no fixed abode) moves the date."""

    SEEN_AT_ADDRESS = "seen_at_address", "Seen at the address"
    SEEN_ELSEWHERE = "seen_elsewhere", "Seen somewhere else"
    NO_REPLY = "no_reply", "No reply"
    THIRD_PARTY_SEEN = "third_party_seen", "Only somebody else seen"
    REFUSED = "refused", "Refused entry"
    ABANDONED = "abandoned", "Abandoned"
    ADDRESS_VACATED = "address_vacated", "Gone from the address"


class Visit(Fact):
    """A visit or an attempt, as it was. A correction is a new row; the first stays, marked as corrected."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="visits")
    date = models.DateField()
    time = models.TimeField(null=True, blank=True)
    address = models.CharField(max_length=500, blank=True)  # blank: the home address of that day
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    officers = ArrayField(models.CharField(max_length=60), default=list, blank=True)  # usernames
    others_present = ArrayField(models.CharField(max_length=200), default=list, blank=True)  # agencies or roles
    announced = models.BooleanField(null=True, blank=True)
    entry_sought_for_risk_search = models.BooleanField(null=True, blank=True)
    third_party = models.CharField(max_length=200, blank=True, db_default="")  # who was seen instead, by what they are
    third_party_said = models.TextField(blank=True, db_default="")
    notes = models.TextField(blank=True)
    write_up_owed = models.BooleanField(default=False)
    # The warnings that were shown and saved through (codes of `visits.policy`), and why.
    saved_despite = ArrayField(models.CharField(max_length=40), default=list, db_default=[], blank=True)
    despite_reason = models.TextField(blank=True, db_default="")
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(outcome__in=Outcome.values), name="visit_outcome_known"),
            models.UniqueConstraint(
                "nominal",
                "date",
                "time",
                "outcome",
                condition=models.Q(voided_at__isnull=True),
                nulls_distinct=False,
                name="visit_once",
            ),
            Fact.void_constraint("visit"),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}, {self.date:%-d %B %Y}"


class Decision(models.TextChoices):
    """What was decided after failed visits."""

    WARRANT = "warrant", "Apply for a warrant (section 96B)"
    ARREST = "arrest", "Arrest"
    WHEREABOUTS_ENQUIRY = "whereabouts_enquiry", "Whereabouts enquiry"
    OTHER = "other", "Something else"


class VisitDecision(Fact):
    """The decision owed after failed visits. It closes the deadline; later attempts count afresh."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="visit_decisions")
    decided_on = models.DateField()
    decision = models.CharField(max_length=20, choices=Decision.choices)
    reason = models.TextField()
    look_again_on = models.DateField(null=True, blank=True)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(decision__in=Decision.values), name="visitdecision_known"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="visitdecision_has_reason"),
            Fact.void_constraint("visitdecision"),
        ]
        indexes = [models.Index(fields=["nominal", "decided_on"], name="visitdecision_of_a_nominal")]

    def __str__(self) -> str:
        return f"{self.get_decision_display()}, {self.decided_on:%-d %B %Y}"


class DayPart(models.TextChoices):
    """When on the day, where no time is set."""

    MORNING = "morning", "Morning"
    AFTERNOON = "afternoon", "Afternoon"
    EVENING = "evening", "Evening"


class PlannedVisit(Fact):
    """A visit that somebody means to make. Whether it was made follows from the visits logged for its day.

    A plan taken back is marked so (`voided_at`) with the reason; it moves no deadline.
    """

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="planned_visits")
    date = models.DateField()
    part = models.CharField(max_length=10, choices=DayPart.choices, blank=True)  # blank: any time of the day
    time = models.TimeField(null=True, blank=True)
    address = models.CharField(max_length=500, blank=True)  # blank: the home address of that day
    officers = ArrayField(models.CharField(max_length=60), default=list)  # usernames
    others_going = ArrayField(models.CharField(max_length=200), default=list, blank=True)  # agencies or roles
    version = models.PositiveIntegerField(default=1)
    form_token = models.UUIDField(null=True, blank=True, editable=False)  # of the form that planned it, perhaps several

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(part__in=["", *DayPart.values]), name="plannedvisit_part_known"),
            models.CheckConstraint(condition=models.Q(officers__len__gte=1), name="plannedvisit_somebody_goes"),
            models.UniqueConstraint(
                "nominal", "date", condition=models.Q(voided_at__isnull=True), name="plannedvisit_once_a_day"
            ),
            models.UniqueConstraint(fields=["form_token", "nominal"], name="plannedvisit_once_a_form"),
            Fact.void_constraint("plannedvisit"),
        ]
        indexes = [
            models.Index(fields=["date"], condition=models.Q(voided_at__isnull=True), name="plannedvisit_of_a_day")
        ]

    def __str__(self) -> str:
        return f"Planned visit, {self.date:%-d %B %Y}"


class WhereaboutsStep(Fact):
    """One step of a whereabouts enquiry: what was asked of whom, what came of it, and what is next.

    The enquiry itself is the open `whereabouts` deadline; steps from the day it opened on belong to it. It is carried
    by the officer of the case, unless a step names another.
    """

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="whereabouts_steps")
    made_on = models.DateField()
    enquiry = models.CharField(max_length=300)
    result = models.TextField(blank=True)  # blank: no answer yet
    next_step = models.CharField(max_length=300, blank=True)
    next_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(enquiry=""), name="whereaboutsstep_says_what"),
            Fact.void_constraint("whereaboutsstep"),
        ]
        indexes = [models.Index(fields=["nominal", "made_on"], name="whereaboutsstep_of_a_nominal")]

    def __str__(self) -> str:
        return f"Enquiry, {self.made_on:%-d %B %Y}"


class VisitDraft(models.Model):
    """What an officer typed and has not saved yet. It is theirs alone and survives a lost session.

    Its token is that of the form it was typed into, so that two forms open at once never overwrite each other.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="visit_drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visit_drafts")
    data = models.JSONField(default=dict)
    begun_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["author", "nominal"], name="visitdraft_of_an_author")]

    def __str__(self) -> str:
        return f"Draft of {self.author_id} on {self.nominal_id}"
