"""Packs: the papers of a meeting as they were issued, in each form, and who received them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from mappa.models.meetings import Invitation, Meeting


class PackState(models.TextChoices):
    """How far the making of a pack is."""

    QUEUED = "queued", "Waiting"
    BUILDING = "building", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"


class PackVersion(models.Model):
    """One version of the papers of one meeting. An issued one never changes; a later one has the next number."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="packs")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PackState.choices, default=PackState.QUEUED)
    cases = models.PositiveSmallIntegerField(default=0)
    cases_done = models.PositiveSmallIntegerField(default=0)  # for the progress shown
    error = models.TextField(blank=True)
    items = ArrayField(models.BigIntegerField(), default=list, db_default=[], blank=True)  # the cases in it, once made
    left_out = ArrayField(models.BigIntegerField(), default=list, db_default=[], blank=True)  # whom a line names
    as_at = models.DateField()
    note = models.TextField(blank=True)  # what is different from the version before
    requested_at = models.DateTimeField(auto_now_add=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField(null=True, blank=True)  # by a worker; one that fell over is taken up again
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=PackState.values), name="pack_state_known"),
            models.CheckConstraint(
                condition=models.Q(issued_at__isnull=True) | models.Q(state="ready"), name="pack_issued_is_ready"
            ),
            models.UniqueConstraint("meeting", "number", name="pack_number_once"),
        ]

    def __str__(self) -> str:
        return f"Pack {self.number} of meeting {self.meeting_id}"


class PackKind(models.TextChoices):
    """The forms of a pack."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "Word document"


class PackFile(models.Model):
    """A pack as a file, with its digest."""

    pack = models.ForeignKey(PackVersion, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=4, choices=PackKind.choices)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=PackKind.values), name="packfile_kind_known"),
            models.UniqueConstraint("pack", "kind", name="packfile_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of pack {self.pack_id}"


class HowSent(models.TextChoices):
    """How a copy reached somebody."""

    LINK = "link", "By a link, to open here"
    SECURE = "secure", "Secure e-mail"
    PAPER = "paper", "Paper, handed over"
    POST = "post", "Tracked post"


class PackRecipient(models.Model):
    """Somebody to whom a version was sent or opened: each is a disclosure."""

    pack = models.ForeignKey(PackVersion, on_delete=models.CASCADE, related_name="recipients")
    invitation = models.ForeignKey(
        Invitation, on_delete=models.PROTECT, null=True, blank=True, related_name="packs_received"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="mappa_packs_received"
    )
    name = models.CharField(max_length=200)
    agency_name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    how = models.CharField(max_length=10, choices=HowSent.choices, blank=True, db_default="", default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    first_opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["agency_name", "name", "pk"]
        constraints = [
            models.UniqueConstraint("pack", "name", "agency_name", name="packrecipient_once"),
            models.CheckConstraint(
                condition=models.Q(how__in=["", *HowSent.values])
                & (models.Q(sent_at__isnull=True) | ~models.Q(how="")),
                name="packrecipient_sent_somehow",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, pack {self.pack_id}"
