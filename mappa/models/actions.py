"""Actions from meetings: they can only be closed, never dropped, and keep their due date until they are."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Coalesce, Upper

from common.facts import Fact
from mappa.models.areas import Agency
from mappa.models.levels import UNVOIDED, OfPersonQuerySet
from mappa.models.meetings import Meeting
from offenders.models import Nominal
from offenders.models.nominal import MISSPELT_REFERENCE, REFERENCE_FORM


class ActionQuerySet(OfPersonQuerySet):
    """Actions."""

    def open(self, on: dt.date) -> ActionQuerySet:
        """Agreed on or before the day, and not done by then."""
        return (
            self.counted()
            .alias(_agreed=Coalesce("made_on", "meeting__held_on"))
            .filter(
                models.Q(done_on__isnull=True) | models.Q(done_on__gt=on),
                models.Q(_agreed__isnull=True) | models.Q(_agreed__lte=on),
            )
        )

    def oldest_first(self) -> ActionQuerySet:
        """By the day on which they were due first; those without a day before all others."""
        return self.order_by(models.F("due_on").asc(nulls_first=True), "pk")


class Action(Fact):
    """Something that an agency undertook to do. `owner` is the officer, where the agency is ours."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="mappa_actions")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    action_ref = models.CharField(max_length=40, validators=[RegexValidator(REFERENCE_FORM, MISSPELT_REFERENCE)])
    action = models.TextField(blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    agency_name = models.CharField(max_length=200, blank=True)  # as recorded; blank: not known
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="mappa_actions"
    )
    made_on = models.DateField(null=True, blank=True)  # blank: the day of the meeting
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True, db_default="")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(action_ref__regex=REFERENCE_FORM.replace(r"\Z", "$")), name="action_ref_form"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_by__isnull=True) | (models.Q(done_on__isnull=False) & ~models.Q(evidence="")),
                name="action_closed_with_evidence",
            ),
            models.UniqueConstraint(Upper("action_ref"), condition=UNVOIDED, name="action_ref_once"),
            Fact.void_constraint("action"),
        ]
        indexes = [
            models.Index(fields=["nominal", "due_on"], name="action_of_a_nominal"),
            models.Index(
                fields=["owner", "due_on"], condition=models.Q(done_on__isnull=True), name="action_of_an_owner"
            ),
        ]

    def __str__(self) -> str:
        return f"Action {self.action_ref}"

    @property
    def agreed_on(self) -> dt.date | None:
        """The day on which it was agreed: its own, else that of its meeting."""
        return self.made_on or (self.meeting.held_on if self.meeting else None)

    @property
    def on_the_list(self) -> Agency | None:
        """Its agency; of one that came with a bundle, the agency of that name on the list of the meeting's area."""
        if self.agency is not None or self.meeting is None or not self.agency_name:
            return self.agency
        rows = Agency.objects.filter(area=self.meeting.area_id, left_on=None, name__iexact=self.agency_name)
        return rows.first()


class ActionReview(models.Model):
    """An action looked at again in a meeting: what was said. It keeps its due date."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="reviews")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="action_reviews")
    note = models.TextField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(note=""), name="actionreview_says_something"),
            models.UniqueConstraint("action", "meeting", name="actionreview_once_a_meeting"),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} at {self.meeting_id}"


class ActionReminder(models.Model):
    """A reminder to an outside agency about one action. The message names nobody: it gives the action's reference."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="reminders")
    sent_on = models.DateField()
    to = models.EmailField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["sent_on", "pk"]
        constraints = [models.UniqueConstraint("action", "sent_on", "to", name="actionreminder_once_a_day")]

    def __str__(self) -> str:
        return f"Reminder of {self.action_id}, {self.sent_on:%-d %B %Y}"
