"""What people keep for themselves about lists; policies that were tried; what a supervisor keeps of their team."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from common.facts import Fact, FactQuerySet


class SavedPage(models.TextChoices):
    """The lists whose filters can be kept."""

    CASELOAD = "caseload", "My caseload"
    BACKLOG = "backlog", "Team backlog"


class SavedView(models.Model):
    """The filter and order of a list under a name, for one person. What it shows is worked out when it is opened."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=10, choices=SavedPage.choices)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=400)  # `?show=overdue&risk=high`
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["page", "name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(page__in=SavedPage.values), name="savedview_page_known"),
            models.CheckConstraint(condition=~models.Q(name=""), name="savedview_has_name"),
            models.UniqueConstraint("user", "page", Lower("name"), name="savedview_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class TrialState(models.TextChoices):
    WAITING = "waiting", "Waiting to start"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Not worked out"


class PolicyTrial(models.Model):
    """A policy tried on a copy for a force: what was changed, how far the worker is, what it found, whether adopted.

    It holds counts and ids, never names. The worker's own row: nothing is lost with the queue.
    """

    force = models.ForeignKey("accounts.Force", on_delete=models.CASCADE, related_name="policy_trials")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    on = models.DateField()  # the day from which the policy is tried
    changes = models.JSONField()  # [[key, applies_to, value, unit], …]
    minutes_a_visit = models.PositiveSmallIntegerField()  # of one officer
    minutes_a_review = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=TrialState.choices, default=TrialState.WAITING)
    done = models.PositiveIntegerField(default=0)  # nominals
    total = models.PositiveIntegerField(default=0)
    moved_at = models.DateTimeField(auto_now_add=True)  # when the worker last said how far it is
    result = models.JSONField(default=dict)
    adopted_from = models.DateField(null=True, blank=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=TrialState.values), name="trial_state_known"),
            models.CheckConstraint(
                condition=models.Q(adopted_from__isnull=True, adopted_by__isnull=True)
                | models.Q(adopted_from__isnull=False, adopted_by__isnull=False, state=TrialState.DONE),
                name="trial_adopted_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["force", "-asked_at"], name="trial_of_a_force")]

    def __str__(self) -> str:
        return f"Policy tried, {self.asked_at:%-d %B %Y}"


class WelfareTalk(Fact):
    """That a supervisor and an officer talked about how the officer is, on a day. The day alone: nothing of health."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="welfare_talks")
    held_on = models.DateField()

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "officer", "held_on", condition=models.Q(voided_at__isnull=True), name="welfaretalk_once_a_day"
            ),
            Fact.void_constraint("welfaretalk"),
        ]

    def __str__(self) -> str:
        return f"Welfare talk, {self.held_on:%-d %B %Y}"


class Stratum(models.TextChoices):
    """The cases of a team that a dip sample is drawn from."""

    ALL = "all", "All cases"
    LOW = "low", "Low risk"
    REACTIVE = "reactive", "Reactive management"
    ONE_OFFICER = "one_officer", "Seen by nobody but their officer in the last 12 months"


class DipSample(Fact):
    """A random check of a team's cases as it was drawn. The seed and the pool are kept, so that anybody can draw it

    again and get the same; it is never undone or drawn over.
    """

    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="dip_samples")
    drawn_on = models.DateField()
    stratum = models.CharField(max_length=20, choices=Stratum.choices)
    seed = models.CharField(max_length=64)
    pool = ArrayField(models.CharField(max_length=40))  # references
    drawn = ArrayField(models.CharField(max_length=40))  # references, in the order of the draw
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(stratum__in=Stratum.values), name="dipsample_stratum_known"),
            models.CheckConstraint(condition=~models.Q(seed=""), name="dipsample_has_seed"),
            models.CheckConstraint(condition=models.Q(drawn__len__gte=1), name="dipsample_drew_somebody"),
            models.CheckConstraint(
                condition=models.Q(pool__contains=models.F("drawn")), name="dipsample_from_its_pool"
            ),
            Fact.void_constraint("dipsample"),
        ]
        indexes = [models.Index(fields=["team", "-drawn_on"], name="dipsample_of_a_team")]

    def __str__(self) -> str:
        return f"Dip sample, {self.drawn_on:%-d %B %Y}"


class CheckWay(models.TextChoices):
    """How a case that was drawn is looked at."""

    FILE = "file", "File check"
    VISIT = "visit", "Unannounced visit"


class SampleCheckQuerySet(FactQuerySet):
    """Checks of cases that were drawn."""

    def owed(self) -> Self:
        """Those not settled: how it is looked at is to be said, it is to be done, or what follows is."""
        follows = models.Q(follow_on__isnull=False, followed_on__isnull=True)
        return self.counted().filter(models.Q(done_on__isnull=True) | follows)


class SampleCheck(Fact):
    """One case of a dip sample: how it is looked at and by when, what was found, what follows and by when.

    Its dates are its own: they move no deadline of the person. A visit is logged as any other.
    """

    sample = models.ForeignKey(DipSample, on_delete=models.PROTECT, related_name="checks")
    nominal = models.ForeignKey("offenders.Nominal", on_delete=models.CASCADE, related_name="sample_checks")
    way = models.CharField(max_length=10, choices=CheckWay.choices, blank=True)  # blank: to be decided
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    findings = models.TextField(blank=True)
    follow_up = models.TextField(blank=True)  # what is to be done; blank: nothing
    follow_on = models.DateField(null=True, blank=True)  # by when
    followed_on = models.DateField(null=True, blank=True)
    came_of_it = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SampleCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "nominal"], name="samplecheck_once_a_draw"),
            models.CheckConstraint(condition=models.Q(way__in=["", *CheckWay.values]), name="samplecheck_way_known"),
            models.CheckConstraint(
                condition=models.Q(way="", due_on__isnull=True) | (~models.Q(way="") & models.Q(due_on__isnull=False)),
                name="samplecheck_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(done_on__isnull=True, findings="")
                | (models.Q(done_on__isnull=False) & ~models.Q(way="") & ~models.Q(findings="")),
                name="samplecheck_done_has_findings",
            ),
            models.CheckConstraint(
                condition=models.Q(follow_up="", follow_on__isnull=True)
                | (models.Q(follow_on__isnull=False, done_on__isnull=False) & ~models.Q(follow_up="")),
                name="samplecheck_follow_up_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(followed_on__isnull=True, came_of_it="")
                | (models.Q(followed_on__isnull=False, follow_on__isnull=False) & ~models.Q(came_of_it="")),
                name="samplecheck_followed_up_says_what",
            ),
            Fact.void_constraint("samplecheck"),
        ]

    def __str__(self) -> str:
        return f"Check of a dip sample, {self.due_on or 'to be decided'}"
