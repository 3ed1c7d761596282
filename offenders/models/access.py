"""Exceptions to scope: one person opened to one officer, by somebody, for a reason, until a day."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from guardian.models import UserObjectPermissionBase

from offenders.models.nominal import Nominal


class NominalAccessQuerySet(models.QuerySet[Any]):
    """Exceptions to scope."""

    def standing(self, on: dt.date) -> Self:
        """Those that have begun and have not expired on the day; the first and the last day count."""
        return self.filter(
            models.Q(starts_on__isnull=True) | models.Q(starts_on__lte=on),
            models.Q(expires_on__isnull=True) | models.Q(expires_on__gte=on),
        )


class NominalAccess(UserObjectPermissionBase):
    """A guardian row on the nominal only, with what guardian leaves out: grantor, reason, first and last day."""

    content_object = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="exceptions")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True)
    starts_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    cover = models.ForeignKey(  # made and ended with that cover (`offenders.covering`)
        "accounts.Cover", on_delete=models.CASCADE, null=True, blank=True, related_name="exceptions"
    )
    granted_at = models.DateTimeField(auto_now_add=True)

    objects = NominalAccessQuerySet.as_manager()

    class Meta(UserObjectPermissionBase.Meta):
        unique_together: list[str] = []
        constraints = [
            models.UniqueConstraint(
                "user", "permission", "content_object", "cover", nulls_distinct=False, name="access_once"
            )
        ]
        indexes = [models.Index(fields=["user", "content_object"], name="access_of_a_user")]
