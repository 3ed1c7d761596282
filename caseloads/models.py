"""What people keep for themselves about lists; policies that were tried."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower


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
