"""Enter an order from the court's paper, change the entry, record service, compare entry and paper, keep the scan."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Min, Q

from accounts import permissions as p
from audit.models import Event as Logged
from common.text import plain_date
from offenders.actions.base import change, differences, hold, log, not_after, not_before, said, values
from offenders.actions.errors import NotAllowed, Refused
from offenders.models import Nominal
from offenders.models.nominal import misspelt
from orders.actions.shared import already
from orders.models import (
    Applicant,
    Breach,
    Condition,
    ConditionCheck,
    Order,
    OrderEvent,
    OrderEventKind,
    OrderKind,
    OrderPaper,
)
from orders.papers import Scan

FIELDS = (
    "kind", "order_ref", "made_on", "served_on", "court", "case_number", "applicant", "police_consulted",
    "keeps_earlier", "area", "notes",
)  # fmt: skip
IN_USE = "This reference is already in use for another order"


def add_order(*, nominal: Nominal, by: Any, on: dt.date, form_token: uuid.UUID | None = None, **fields: Any) -> Order:
    """Enter an order as the court's paper has it; conditions follow one by one. Sent twice, it is one order.

    Raises `Refused` for an impossible date or a reference in use.
    """
    fields = _checked(fields, on)
    with change(nominal, by=by, on=on, permission=p.RECORD_ORDERS) as held:
        if done := already(Order, held, by, form_token):
            return done
        try:
            with transaction.atomic():
                order = Order.objects.create(nominal=held, recorded_by=by, form_token=form_token, **fields)
        except IntegrityError as error:
            if "order_ref_once" in str(error):
                raise Refused(IN_USE, "order_ref") from None
            raise
        log("order.added", by=by, nominal=held, fact=order, after=fields)
    return order


def edit_order(*, order: Order, by: Any, on: dt.date, version: int, **fields: Any) -> Order:
    """Correct the entry. `version` is the one that was shown: a later one raises `Conflict` with both texts.

    The comparison with the paper is owed again. Sent twice, it is one change.
    """
    fields = _checked(fields, on)
    with change(order.nominal, by=by, on=on, permission=p.RECORD_ORDERS) as held:
        row = hold(Order, order.pk, held)
        before, changed = differences(row, fields, version)
        if not changed:
            return row
        if row.discharged_on is not None:
            not_before(row.discharged_on, fields.get("made_on"), "made_on", "The discharge", "when it was made")
        if changed.get("made_on"):
            _made_before_all(row, changed["made_on"])
        _save(row, changed)
        log("order.edited", by=by, nominal=held, fact=row, before=before, after=changed)
    return row


def _made_before_all(order: Order, made_on: dt.date) -> None:
    """Nothing that is recorded under an order may come before the day on which it was made."""
    of, life = {"order": order}, OrderEvent.objects.counted().exclude(kind=OrderEventKind.COMPARED)
    for rows, column, what in (
        (ConditionCheck.objects.counted().filter(condition__order=order), "checked_on", "A check"),
        (Condition.objects.counted().filter(**of), "ends_on", "A condition’s end"),
        (Breach.objects.counted().filter(**of), "suspected_on", "A suspected breach"),
        (life.filter(**of), "on", "Something that happened to the order"),
    ):
        first = rows.aggregate(first=Min(column))["first"]
        if first is not None and first < made_on:
            why = f"{what} is recorded on {plain_date(first)}, before that day. Correct that entry first"
            raise Refused(why, "made_on")


def record_service(*, order: Order, by: Any, on: dt.date, version: int, served_on: dt.date) -> Order:
    """The day on which the order reached the person; `version` as for an entry. Sent twice, it is one service.

    The paper does not say it, so what was compared with the paper stays compared.
    """
    not_after(served_on, on, "served_on", "The day of service")
    with change(order.nominal, by=by, on=on, permission=p.RECORD_ORDERS) as held:
        row = hold(Order, order.pk, held)
        not_before(served_on, row.made_on, "served_on", "The day of service", "when the order was made")
        before, changed = differences(row, {"served_on": served_on}, version)
        if not changed:
            return row
        _save(row, changed)
        compared = OrderEvent.objects.counted().filter(order=row, kind=OrderEventKind.COMPARED, order_version=version)
        compared.update(order_version=row.version)
        log("order.served", by=by, nominal=held, fact=row, before=before, after=changed)
    return row


def compare_order(
    *, order: Order, by: Any, on: dt.date, agrees: bool, version: int, note: str = "",
    form_token: uuid.UUID | None = None,
) -> OrderEvent:  # fmt: skip
    """A second person held the entry against the court's paper. Nobody compares what they entered or corrected."""
    if not agrees:
        note = said(note, "note", "Say what differs")
    with change(order.nominal, by=by, on=on, permission=p.RECORD_ORDERS) as held:
        if done := already(OrderEvent, held, by, form_token):
            return done
        row = hold(Order, order.pk, held)
        if _had_a_hand_in(row, held.reference, by):
            raise NotAllowed("A second person compares the entry with the paper: not one who made it")
        if row.version != version:
            raise Refused("The entry was changed since you opened it. Compare it as it is now")
        event = OrderEvent.objects.create(
            nominal=held, order=row, kind=OrderEventKind.COMPARED, on=on, agrees=agrees, order_version=version,
            note=note.strip(), recorded_by=by, form_token=form_token,
        )  # fmt: skip
        log("order.compared", by=by, nominal=held, fact=event, after=values(event, "agrees", "order_version", "note"))
    return event


def _had_a_hand_in(order: Order, reference: str, by: Any) -> bool:
    """Whether somebody made a part of the entry, or corrected one (which only the log keeps)."""
    conditions = dict(order.conditions.counted().values_list("pk", "recorded_by_id"))
    if by.pk in {order.recorded_by_id, *conditions.values()}:
        return True
    corrected = Q(action="order.edited", details__id=order.pk)
    corrected |= Q(action="condition.edited", details__id__in=list(conditions))
    return Logged.objects.filter(corrected, subjects__contains=[reference], username=by.username).exists()


def add_paper(*, order: Order, by: Any, on: dt.date, scan: Scan) -> OrderPaper:
    """Keep the scan of the court's paper. The same file a second time is the same paper."""
    with change(order.nominal, by=by, on=on, permission=p.RECORD_ORDERS) as held:
        row = hold(Order, order.pk, held)
        if same := OrderPaper.objects.counted().defer("content").filter(order=row, sha256=scan.sha256).first():
            return same
        paper = OrderPaper.objects.create(
            nominal=held, order=row, content_type=scan.content_type, size=len(scan.content), sha256=scan.sha256,
            content=scan.content, recorded_by=by,
        )  # fmt: skip
        log("order.paper_added", by=by, nominal=held, fact=paper, after=values(paper, "content_type", "size", "sha256"))
    return paper


def _save(row: Order, changed: dict[str, Any]) -> None:
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1
    try:
        with transaction.atomic():
            row.save(update_fields=[*changed, "version"])
    except IntegrityError as error:
        if "order_ref_once" in str(error):
            raise Refused(IN_USE, "order_ref") from None
        raise


def _checked(fields: dict[str, Any], on: dt.date) -> dict[str, Any]:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"Not part of an order: {sorted(unknown)}")
    fields = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    if fields.get("kind", OrderKind.SHPO) not in OrderKind.values:
        raise Refused("Select the kind of order", "kind")
    if fields.get("applicant", "") not in ("", *Applicant.values):
        raise Refused("Select who applied for it", "applicant")
    if "order_ref" in fields and (wrong := misspelt(fields["order_ref"])):
        raise Refused(wrong, "order_ref")
    not_after(fields.get("made_on"), on, "made_on", "The day it was made")
    not_after(fields.get("served_on"), on, "served_on", "The day of service")
    not_before(
        fields.get("served_on"), fields.get("made_on"), "served_on", "The day of service", "when the order was made"
    )
    return fields
