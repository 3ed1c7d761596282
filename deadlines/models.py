"""What is owed and when, the numbers that a force sets, and the record of the nightly runs."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models

from accounts.models import Force
from deadlines.registry import population
from deadlines.status import DUE_TODAY, OVERDUE, SUSPENDED, UPCOMING


def in_state(state: str, on: dt.date, through: str = "") -> models.Q:
    """The query side of `deadlines.status.state`, for an open deadline; `through` names a relation, as in `due__`."""
    if state == SUSPENDED:
        return models.Q(**{f"{through}suspended": True})
    due = {OVERDUE: "due_on__lt", DUE_TODAY: "due_on", UPCOMING: "due_on__gt"}[state]
    return models.Q(**{f"{through}suspended": False, f"{through}{due}": on})


class DeadlineQuerySet(models.QuerySet[Any]):
    """Deadlines. The state on a day is derived here and in `deadlines.status`, which a test proves equal."""

    def open(self) -> Self:
        """Still owed."""
        return self.filter(closed_on__isnull=True)

    def overdue(self, on: dt.date) -> Self:
        """Open, not suspended, due before the day. Due on the day is not overdue."""
        return self.open().filter(in_state(OVERDUE, on))

    def due_today(self, on: dt.date) -> Self:
        """Open, not suspended, due on the day."""
        return self.open().filter(in_state(DUE_TODAY, on))

    def upcoming(self, on: dt.date, *, within_days: int | None = None) -> Self:
        """Open, not suspended, due after the day (and at most so many days after it)."""
        later = self.open().filter(in_state(UPCOMING, on))
        return later if within_days is None else later.filter(due_on__lte=on + dt.timedelta(days=within_days))

    def suspended(self) -> Self:
        """Open, with the clock stopped."""
        return self.open().filter(suspended=True)


class Deadline(models.Model):
    """One dated duty. At most one is open a nominal, kind and subject. Due date, rule and suspension identify it."""

    nominal = models.ForeignKey("offenders.Nominal", on_delete=models.CASCADE, related_name="deadlines")
    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=90, blank=True)
    due_on = models.DateField()
    rule = models.CharField(max_length=40)
    reason = models.TextField()
    suspended = models.BooleanField(default=False)
    counted_from = models.DateField(null=True)  # the day that the rule counted from, such as the last visit
    attempts = models.PositiveSmallIntegerField(default=0)  # failed attempts since then
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10, blank=True)  # done, superseded, cancelled

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["nominal", "kind", "subject"],
                include=["due_on", "suspended"],  # lists and figures read the state of thousands from the index alone
                condition=models.Q(closed_on__isnull=True),
                name="deadline_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True, outcome="")
                | models.Q(closed_on__isnull=False, outcome__in=["done", "superseded", "cancelled"]),
                name="deadline_closed_with_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=models.Q(closed_on__isnull=True), name="deadline_open_by_date"),
            models.Index(
                fields=["nominal", "closed_on"], condition=models.Q(closed_on__isnull=False), name="deadline_past"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} due {self.due_on:%-d %B %Y}"


class PolicyValue(models.Model):
    """A number that a force (or every force) has set, from a day on, in place of the one that ships."""

    force = models.ForeignKey(Force, on_delete=models.CASCADE, null=True, blank=True, related_name="policy_values")
    effective_from = models.DateField()
    key = models.CharField(max_length=60)
    applies_to = models.CharField(max_length=40, blank=True)
    value = models.CharField(max_length=10)
    unit = models.CharField(max_length=12)
    source = models.TextField(blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "force", "effective_from", "key", "applies_to", nulls_distinct=False, name="policyvalue_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.applies_to}: {self.value} {self.unit}"


class NightlyRun(models.Model):
    """One night's work for one day. Its lease says who runs it; its fence shuts out a runner who lost it."""

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"

    job = models.CharField(max_length=30, default="nightly")
    on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    fence = models.PositiveIntegerField(default=1)
    lease_until = models.DateTimeField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint("job", "on", name="nightlyrun_once_a_day")]
        indexes = [models.Index(fields=["job", "-finished_at"], name="nightlyrun_latest")]

    def __str__(self) -> str:
        return f"{self.job} {self.on}"


class RunBatch(models.Model):
    """A range of nominals within a run, claimed by one worker at a time."""

    run = models.ForeignKey(NightlyRun, on_delete=models.CASCADE, related_name="batches")
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    done = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint("run", "first_id", name="runbatch_once")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.first_id} to {self.last_id}"


class FailedNominal(models.Model):
    """A nominal whose dates could not be worked out. Listed until a later run succeeds."""

    nominal = models.OneToOneField("offenders.Nominal", on_delete=models.CASCADE, related_name="failure")
    message = models.TextField()
    first_failed_on = models.DateField()
    last_failed_on = models.DateField()
    tries = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.nominal_id}: {self.message}"


class Heartbeat(models.Model):
    """When a part of the system last did something, through the same path that real work takes."""

    name = models.CharField(max_length=30, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"


class Stage(models.TextChoices):
    """How far a deadline has come when somebody is told of it."""

    DUE_SOON = "due_soon", "Due soon"
    DUE = "due", "Due today"
    OVERDUE = "overdue", "Overdue"
    ESCALATED = "escalated", "Escalated"


class AlertQuerySet(models.QuerySet[Any]):
    """Alerts. Badge, page and digest count the same rows: `of(user).waiting()`."""

    def of(self, user: Any) -> Self:
        """A recipient's own, as far as they may still know of the nominal; nothing once the account is inactive."""
        if not user.is_active:
            return self.none()
        return self.filter(recipient_id=user.pk, nominal_id__in=population().visible_to(user))

    def waiting(self) -> Self:
        """Not acknowledged."""
        return self.filter(acknowledged_on__isnull=True)


class Alert(models.Model):
    """Notice of a deadline to one recipient at one stage: once, however often the night was run."""

    nominal = models.ForeignKey("offenders.Nominal", on_delete=models.CASCADE, related_name="alerts")
    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=90, blank=True)
    due_on = models.DateField()
    stage = models.CharField(max_length=10, choices=Stage.choices)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="alerts")
    raised_on = models.DateField()
    acknowledged_on = models.DateField(null=True)
    digested_on = models.DateField(null=True)  # the day of the e-mail that named it

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("nominal", "kind", "subject", "due_on", "stage", "recipient", name="alert_once"),
            models.CheckConstraint(condition=models.Q(stage__in=Stage.values), name="alert_stage_known"),
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-raised_on", "-id"],
                condition=models.Q(acknowledged_on__isnull=True),
                name="alert_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.stage} to {self.recipient_id}"
