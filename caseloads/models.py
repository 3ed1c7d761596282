"""What people keep for themselves about lists."""

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
