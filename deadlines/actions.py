"""What a person does here: set a policy key from a day on; acknowledge alerts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accounts import permissions as p
from audit.events import record
from deadlines.models import Alert, PolicyValue
from deadlines.policy_keys import units_of, validate


class PolicyRefused(Exception):
    """The value cannot be set: (field, sentence) for each fault; the field is blank where it is none in particular."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(sentence for _, sentence in faults))
        self.faults = faults


def set_policy(
    *,
    by: Any,
    key: str,
    applies_to: str,
    value: str,
    unit: str,
    effective_from: dt.date,
    source: str,
) -> PolicyValue:
    """Set a key for the setter's own force from a day on; for every force where the setter belongs to none.

    A value set before for the same day is replaced, and the audit event keeps both. Dates follow in the next nightly
    run. Sent twice, it is one value. Raises `PolicyRefused`.
    """
    if not by.can(p.SET_POLICY):
        raise PolicyRefused([("", "Your role does not allow this")])
    if faults := validate(key, applies_to, value, unit):
        raise PolicyRefused(faults)
    if not source.strip():
        raise PolicyRefused([("source", "Enter who decided this, or where it is written")])
    wanted = {"value": value, "unit": unit or units_of(key)[0], "source": source.strip()}
    where = {"force_id": by.force_id, "effective_from": effective_from, "key": key, "applies_to": applies_to}
    with transaction.atomic():
        was = PolicyValue.objects.select_for_update().filter(**where).first()
        before = {name: getattr(was, name) for name in wanted} if was else None
        if was is not None and before == wanted:
            return was
        row, _ = PolicyValue.objects.update_or_create(**where, defaults={**wanted, "set_by": by})
        details = {**where, "before": before, "after": wanted}
        record("policy.set", by=by, details=details)
    return row


class NotTheirs(Exception):
    """An alert that is not there for this person: unknown and somebody else's alike. Nothing was changed."""


def acknowledge(*, alerts: Sequence[int], by: Any, on: dt.date) -> int:
    """Acknowledge one's own alerts; returns how many were waiting until now. Sent twice, the second changes nothing.

    One that is unknown, another's, or about a nominal that its recipient may no longer know of refuses them all with
    `NotTheirs`.
    """
    with transaction.atomic():
        wanted = set(alerts)
        mine = Alert.objects.of(by).filter(pk__in=wanted).select_for_update(of=("self",)).order_by("pk")
        found = {pk: (reference, done) for pk, reference, done in mine.values_list(
            "pk", "nominal__reference", "acknowledged_on")}  # fmt: skip
        if len(found) != len(wanted):
            raise NotTheirs
        waiting = [pk for pk, (_, done) in found.items() if done is None]
        if waiting:
            Alert.objects.filter(pk__in=waiting).update(acknowledged_on=on)
            references = sorted({found[pk][0] for pk in waiting})
            record("alert.acknowledged", by=by, subjects=references, details={"alerts": waiting})
        return len(waiting)
