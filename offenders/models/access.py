"""Exceptions to scope: one record opened to one person for a while, and bars, which close one to them whatever else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from guardian.models import UserObjectPermissionBase

from offenders.models.nominal import Nominal


class AccessKind(models.TextChoices):
    """Why a record is opened to somebody outside its scope."""

    COVER = "cover", "Cover for an absent colleague"
    TRANSFER = "transfer", "Transfer between teams or forces"
    MEETING = "meeting", "Meeting about the person"
    NAMED = "named", "Named on the restricted record"
    OPENED = "opened", "Opened from outside the team"
    BRIEFING = "briefing", "Briefing for a neighbourhood officer"


OPENING = frozenset({AccessKind.COVER, AccessKind.TRANSFER, AccessKind.MEETING, AccessKind.OPENED})
"""Kinds that let somebody read an unrestricted record. A restricted one opens to the named alone."""

WRITING = frozenset({AccessKind.COVER, AccessKind.NAMED})
"""Kinds with which somebody may also do what their role does; the others read only."""

LONGEST = {AccessKind.COVER: 92, AccessKind.TRANSFER: 92, AccessKind.MEETING: 28, AccessKind.BRIEFING: 92}
"""The kinds that are granted by hand, and for how many days at most. They always end."""


class NominalAccessQuerySet(models.QuerySet[Any]):
    """Exceptions to scope."""

    def standing(self, on: dt.date) -> Self:
        """Those begun, not expired and not ended on the day; the first and the last day count."""
        return self.filter(
            models.Q(starts_on__isnull=True) | models.Q(starts_on__lte=on),
            models.Q(expires_on__isnull=True) | models.Q(expires_on__gte=on),
            ended_at__isnull=True,
        )

    def of_kinds(self, kinds: Iterable[str]) -> Self:
        """Those of some kinds."""
        return self.filter(kind__in=sorted(str(kind) for kind in kinds))


class NominalAccess(UserObjectPermissionBase):
    """A guardian row on the nominal only, with what guardian leaves out: kind, grantor, reason, first and last day."""

    content_object = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="exceptions")
    kind = models.CharField(max_length=10, choices=AccessKind.choices, default="cover", db_default="cover")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True)
    starts_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    cover = models.ForeignKey(  # made and ended with that cover (`offenders.covering`)
        "accounts.Cover", on_delete=models.CASCADE, null=True, blank=True, related_name="exceptions"
    )
    transfer = models.ForeignKey(  # made with that offer, and ended with its answer (`offenders.actions.transfers`)
        "offenders.Transfer", on_delete=models.CASCADE, null=True, blank=True, related_name="exceptions"
    )
    granted_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = NominalAccessQuerySet.as_manager()  # type: ignore[assignment, misc]

    class Meta(UserObjectPermissionBase.Meta):
        unique_together: list[str] = []  # type: ignore[assignment, misc]
        constraints = [
            models.UniqueConstraint(
                "user", "permission", "content_object", "cover",
                condition=models.Q(cover__isnull=False), name="access_once_a_cover",
            ),
            models.UniqueConstraint(
                "user", "content_object", "kind", "expires_on", nulls_distinct=False,
                condition=models.Q(cover__isnull=True, transfer__isnull=True, ended_at__isnull=True),
                name="access_once_a_kind",
            ),
            models.UniqueConstraint(
                "user", "transfer", condition=models.Q(ended_at__isnull=True), name="access_once_a_transfer"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=AccessKind.values), name="access_kind_known"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["user", "content_object"], name="access_of_a_user"),
            models.Index(fields=["kind", "-granted_at"], name="access_latest_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} to {self.content_object_id}: {self.kind}"


class BarQuerySet(models.QuerySet[Any]):
    """Bars."""

    def standing(self, on: dt.date) -> Self:
        """Those that hold on the day; the last day counts."""
        return self.filter(models.Q(until__isnull=True) | models.Q(until__gte=on), lifted_at__isnull=True)


class Bar(models.Model):
    """A conflict of interest: this person must not see this record, whatever role, team, cover or grant would give.

    Guardian has no way to deny, so bars are a table of their own. A bar is never deleted; it ends or is lifted.
    """

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="bars")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bars")
    reason = models.TextField()
    until = models.DateField(null=True, blank=True)  # the last day; blank: until it is lifted
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(db_default=Now())
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lift_reason = models.TextField(blank=True)

    objects = BarQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "nominal", "user", condition=models.Q(lifted_at__isnull=True, until__isnull=True), name="bar_one_open"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="bar_has_reason"),
            models.CheckConstraint(
                condition=models.Q(lifted_at__isnull=True) | ~models.Q(lift_reason=""), name="bar_lifted_with_reason"
            ),
        ]
        indexes = [models.Index(fields=["user", "nominal"], name="bar_of_a_user")]

    def __str__(self) -> str:
        return f"{self.user_id} barred from {self.nominal_id}"
