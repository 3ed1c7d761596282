"""What every verb shares: one transaction, the nominal locked, the dates worked out again, one audit event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

from django.db import models, transaction

from audit.events import record
from common.facts import Fact
from common.text import plain_date
from deadlines.reconcile import lock_for_change, reconcile_nominal
from offenders.actions.errors import Conflict, NotAllowed, NotVisible, Refused
from offenders.models import Nominal

AnyFact = TypeVar("AnyFact", bound=Fact)
NOT_YOURS = "Your role does not allow this"
READ_ONLY = "This record is open to you read-only"


@contextmanager
def change(nominal: Nominal, *, by: Any, on: dt.date, permission: str = "", reading: bool = False) -> Iterator[Nominal]:
    """Lock the nominal as it is now for the block; at its end, work its deadlines out again. One transaction.

    `reading` lets in those to whom the record is open read-only: for what anybody who may see it may add.

    Raises `NotVisible` or `NotAllowed`. The row lock is the weaker one: a nightly batch that holds the bucket's lock
    writes deadlines that refer to the row, and must not wait for us while we wait for it.
    """
    if permission and not by.can(permission):
        raise NotAllowed(NOT_YOURS)
    with transaction.atomic():
        lock_for_change(nominal.pk)
        within = Nominal.objects.visible_to(by) if reading else Nominal.objects.writable_by(by)
        held = within.select_for_update(no_key=True).filter(pk=nominal.pk).first()
        if held is None:
            refuse_writing(nominal, by)
        yield held
        reconcile_nominal(held.pk, on=on)


def refuse_writing(nominal: Nominal, by: Any) -> NoReturn:
    """Say why a record cannot be written: it is open read-only (`NotAllowed`), or may not be known (`NotVisible`)."""
    if Nominal.objects.visible_to(by).filter(pk=nominal.pk).exists():
        raise NotAllowed(READ_ONLY)
    raise NotVisible("There is no such record")


def hold(model: type[AnyFact], pk: int, nominal: Nominal) -> AnyFact:
    """A fact of the locked nominal as it is now. Raises `Refused` where it was marked entered in error meanwhile."""
    row = model._default_manager.filter(pk=pk, nominal_id=nominal.pk).select_for_update().first()
    if row is None or row.voided_at is not None:
        raise Refused("This has been marked as entered in error")
    return row


def log(
    action: str,
    *,
    by: Any,
    nominal: Nominal,
    fact: models.Model | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    **more: Any,
) -> None:
    """The audit event of a change: which row of which type, and its fields before and after."""
    details: dict[str, Any] = dict(more)
    if fact is not None:
        details |= {"type": fact._meta.model_name, "id": fact.pk}
    record(action, by=by, subjects=[nominal.reference], details={**details, "before": before, "after": after})


def values(row: models.Model, *fields: str) -> dict[str, Any]:
    """Some fields of a row, for the audit event."""
    return {field: getattr(row, field) for field in fields}


def differences(row: models.Model, fields: Mapping[str, Any], version: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a form would change, as (before, after) of the fields that differ; both empty where nothing does.

    `version` is the one that was shown: where the row has moved on since, it raises `Conflict` with both texts. So the
    same form sent twice is one change.
    """
    before = {name: getattr(row, name) for name, value in fields.items() if getattr(row, name) != value}
    after = {name: fields[name] for name in before}
    if after and row.version != version:  # type: ignore[attr-defined]
        raise Conflict(after, before, row.version)  # type: ignore[attr-defined]
    return before, after


def not_after(day: dt.date | None, on: dt.date, field: str, noun: str) -> None:
    """Refuse a day that has not come yet."""
    if day is not None and day > on:
        raise Refused(f"{noun} must be today or in the past", field)


def not_before(day: dt.date | None, earliest: dt.date | None, field: str, noun: str, what: str) -> None:
    """Refuse an end before its beginning."""
    if day is not None and earliest is not None and day < earliest:
        raise Refused(f"{noun} must be on or after {plain_date(earliest)}, {what}", field)


def said(text: str, field: str, sentence: str) -> str:
    """A text that must say something."""
    text = text.strip()
    if not text:
        raise Refused(sentence, field)
    return text
