"""Who may do what to what is recorded about orders. Actions refuse by these rules and pages offer by them."""

from __future__ import annotations

from typing import Any

from accounts import permissions as p
from common.facts import Fact
from orders.models import (
    AlertDecision,
    Breach,
    BreachStep,
    Condition,
    MonitoringAlert,
    MonitoringSoftware,
    Order,
    OrderEvent,
)

BINDING = (Order, Condition, OrderEvent, Breach, BreachStep)
OWING = (MonitoringSoftware, MonitoringAlert, AlertDecision)  # else work could be made to vanish alone


def may_void(user: Any, entry: Fact) -> bool:
    """Mark an entry as entered in error. What binds the person, a suspected breach or an alert takes a supervisor."""
    if entry.voided_at is not None or not user.can(p.VOID_FACTS):
        return False
    return user.can(p.APPROVE) if isinstance(entry, (*BINDING, *OWING)) else True
