"""A condition that looks broken: suspected, evidence, decision, charge, result."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from accounts import permissions as p
from deadlines.alerts import tell_supervisors
from offenders.actions.base import NOT_YOURS, change, hold, log, said, values
from offenders.actions.errors import NotAllowed, Refused
from offenders.models import Nominal
from orders.actions.shared import already, within
from orders.models import Breach, BreachStep, Condition, ConditionCheck, Order, StepKind
from orders.models.breaches import OUTCOMES
from orders.policy import BREACH_DECISION, breach_subject

FIELDS = ("suspected_on", "what", "seized")


def suspect_breach(
    *,
    order: Order,
    by: Any,
    on: dt.date,
    suspected_on: dt.date,
    what: str,
    condition: Condition | None = None,
    seized: str = "",
    form_token: uuid.UUID | None = None,
) -> Breach:
    """Record that an order looks broken. A decision is owed from that day, and the supervisors are told at once."""
    what = said(what, "what", "Say what was seen")
    with change(order.nominal, by=by, on=on, permission=p.CHECK_CONDITIONS) as held:
        if done := already(Breach, held, by, form_token):
            return done
        row = hold(Order, order.pk, held)
        within(row, suspected_on, on, "suspected_on", "The day it was seen")
        if condition is not None and condition.order_id != row.pk:
            raise Refused("The order has no such condition", "condition")
        return open_breach(
            held, by=by, on=on, order=row, condition=condition, suspected_on=suspected_on, what=what,
            seized=seized.strip(), form_token=form_token,
        )  # fmt: skip


def open_breach(
    nominal: Nominal,
    *,
    by: Any,
    on: dt.date,
    order: Order,
    condition: Condition | None,
    suspected_on: dt.date,
    what: str,
    seized: str = "",
    check: ConditionCheck | None = None,
    visit_id: int | None = None,
    form_token: uuid.UUID | None = None,
) -> Breach:
    """The row, its audit event and the alert, within a change that has locked the nominal."""
    breach = Breach.objects.create(
        nominal=nominal, order=order, condition=condition, check_row=check, visit_id=visit_id,
        suspected_on=suspected_on, what=what, seized=seized, recorded_by=by, form_token=form_token,
    )  # fmt: skip
    log("breach.suspected", by=by, nominal=nominal, fact=breach, after=values(breach, *FIELDS), visit=visit_id,
        order=order.order_ref, number=condition.number if condition else "")  # fmt: skip
    tell_supervisors(nominal, BREACH_DECISION, breach_subject(breach.pk), due_on=suspected_on, on=on)
    return breach


def add_step(
    *,
    breach: Breach,
    by: Any,
    on: dt.date,
    kind: str,
    happened_on: dt.date,
    outcome: str = "",
    note: str = "",
    form_token: uuid.UUID | None = None,
) -> BreachStep:
    """Evidence by whoever checks conditions; decision, charge and result by whoever decides on breaches."""
    if kind not in StepKind.values:
        raise Refused("Select the step", "kind")
    choices = OUTCOMES[StepKind(kind)]
    if choices and outcome not in choices:
        raise Refused("Select what was decided or came of it", "outcome")
    if not choices or kind == StepKind.DECISION:
        note = said(note, "note", "Say what the evidence is" if not choices else "Give the reason")
    permission = p.CHECK_CONDITIONS if kind == StepKind.EVIDENCE else p.DECIDE_BREACHES
    if not by.can(permission):
        raise NotAllowed(NOT_YOURS)
    with change(breach.nominal, by=by, on=on) as held:
        if done := already(BreachStep, held, by, form_token):
            return done
        row = hold(Breach, breach.pk, held)
        within(row.order, happened_on, on, "on", "The day")
        if happened_on < row.suspected_on:
            raise Refused("The day must be on or after the day the breach was suspected", "on")
        step = BreachStep.objects.create(
            nominal=held, breach=row, kind=kind, on=happened_on, outcome=outcome if choices else "",
            note=note.strip(), recorded_by=by, form_token=form_token,
        )  # fmt: skip
        log("breach.step", by=by, nominal=held, fact=step, after=values(step, "kind", "on", "outcome", "note"))
    return step
