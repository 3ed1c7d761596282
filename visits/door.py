"""The checks of conditions that belong to the page of a visit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from accounts.permissions import CHECK_CONDITIONS
from offenders.models import Nominal, Particular, ParticularKind
from orders.door import door_conditions
from orders.forms import DoorChecksForm
from orders.forms.door import answers_besides
from visits.policy import sees


def door_form(
    nominal: Nominal, user: Any, outcome: str, on: dt.date, *, data: Any = None, kept: bool = False
) -> DoorChecksForm | None:
    """One tap for each live condition, where the person was seen and is under an order; else None.

    Where a condition is kept or broken on a device, a line for each device on record.

    `kept`: filled from a draft, without complaints about its gaps.
    """
    if not sees(outcome) or not user.can(CHECK_CONDITIONS):
        return None
    conditions = door_conditions(nominal.pk, on)
    if not conditions and not answers_besides(data or {}, ()):
        return None
    devices = None
    if any(condition.digital for condition in conditions):
        rows = Particular.objects.current(on).filter(nominal=nominal, kind=ParticularKind.DEVICE)
        devices = list(rows.order_by("noted_on", "pk"))
    form = DoorChecksForm(data, conditions=conditions, devices=devices)
    return form.as_kept() if kept else form


def door_page(form: DoorChecksForm | None) -> dict[str, Any]:
    """The context of the page's part: what is due, and the rest to be opened (open where one is answered)."""
    if form is None:
        return {"door": None}
    blocks = form.blocks()
    rest = [block for block in blocks if not block.condition.is_due]
    return {
        "door": form,
        "door_due": [block for block in blocks if block.condition.is_due],
        "door_rest": rest,
        "door_devices": form.device_lines() if form.devices is not None else None,
        "door_device_fields": form.device_fields() if form.devices is not None else [],
        "door_rest_open": any(block.result.value() or block.faulty for block in rest),
    }
