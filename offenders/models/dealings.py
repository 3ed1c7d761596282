"""Contacts about the person, entries made in other registers, and files kept with the record."""

from __future__ import annotations

from django.db import models

from common.facts import Fact, FactQuerySet
from offenders.models.facts import Event
from offenders.models.nominal import Nominal

UNVOIDED = models.Q(voided_at__isnull=True)


class ContactHow(models.TextChoices):
    PHONE = "phone", "By telephone"
    EMAIL = "email", "By e-mail or message"
    OFFICE = "office", "In person, at a police station or office"
    ELSEWHERE = "elsewhere", "In person, somewhere else"
    LETTER = "letter", "By letter"


class Contact(Fact):
    """Somebody was in touch about the person. Where it changes something, an event is made with it."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="contacts")
    date = models.DateField()
    time = models.TimeField(null=True, blank=True)
    how = models.CharField(max_length=10, choices=ContactHow.choices)
    who = models.CharField(max_length=200)
    about = models.CharField(max_length=200, blank=True)  # blank: about the person
    text = models.TextField()
    changes = models.BooleanField()
    event = models.OneToOneField(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="contact")
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(how__in=ContactHow.values), name="contact_how_known"),
            models.CheckConstraint(condition=~models.Q(who="") & ~models.Q(text=""), name="contact_says_who_and_what"),
            models.CheckConstraint(
                condition=models.Q(changes=False, event__isnull=True) | models.Q(changes=True, event__isnull=False),
                name="contact_that_changes_has_event",
            ),
            Fact.void_constraint("contact"),
        ]
        indexes = [models.Index(fields=["nominal", "-date"], name="contact_of_a_nominal")]

    def __str__(self) -> str:
        return f"Contact with {self.who}, {self.date:%-d %B %Y}"


class Register(models.TextChoices):
    NATIONAL = "national", "National record"
    LOCAL = "local", "Local intelligence"


class EntryKind(models.TextChoices):
    CREATED = "created", "Entry made"
    UPDATED = "updated", "Entry brought up to date"


class RegisterEntry(Fact):
    """A tick: the person's entry in another register was made, or brought up to date, on a day."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="register_entries")
    register = models.CharField(max_length=10, choices=Register.choices)
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    date = models.DateField()

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "register entries"
        constraints = [
            models.CheckConstraint(condition=models.Q(register__in=Register.values), name="entry_register_known"),
            models.CheckConstraint(condition=models.Q(kind__in=EntryKind.values), name="entry_kind_known"),
            models.UniqueConstraint("nominal", "register", "kind", "date", condition=UNVOIDED, name="entry_once"),
            Fact.void_constraint("entry"),
        ]

    def __str__(self) -> str:
        return f"{self.get_register_display()}: {self.get_kind_display().lower()}, {self.date:%-d %B %Y}"


class FileKind(models.TextChoices):
    PHOTOGRAPH = "photograph", "Photograph"
    DOCUMENT = "document", "Document"


class StoredFile(Fact):
    """A photograph or a document. The bytes lie under a generated name outside whatever is served as it is."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=10, choices=FileKind.choices)
    title = models.CharField(max_length=200)
    date = models.DateField()  # the day it was taken, or is dated
    source = models.CharField(max_length=200)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=60, unique=True, editable=False)  # below MEDIA_ROOT

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=FileKind.values), name="file_kind_known"),
            models.CheckConstraint(
                condition=models.Q(name__regex=r"^[0-9a-f]{2}/[0-9a-f]{32}\.(jpg|png|pdf)$"), name="file_name_generated"
            ),
            models.UniqueConstraint("nominal", "sha256", condition=UNVOIDED, name="file_once"),
            Fact.void_constraint("file"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"


class Merge(models.Model):
    """Two records were of one person: what moved to the one that stays, so that it can be undone exactly."""

    survivor = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="merged_by")
    reason = models.TextField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    moved = models.JSONField(default=dict)  # table: ids that moved
    stayed = models.JSONField(default=dict)  # table: ids that the survivor cannot have twice
    filled = models.JSONField(default=dict)  # field of the survivor: [before, after]
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undo_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="merge_has_reason"),
            models.CheckConstraint(condition=~models.Q(survivor=models.F("merged")), name="merge_of_two"),
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True) | ~models.Q(undo_reason=""), name="merge_undone_with_reason"
            ),
            models.UniqueConstraint("merged", condition=models.Q(undone_at__isnull=True), name="merge_once"),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} into {self.survivor_id}"
