"""Who may do what to what is recorded about orders. Actions refuse by these rules and pages offer by them."""

from __future__ import annotations

from typing import Any

from accounts import permissions as p
from common.facts import Fact
from orders.models import Breach, BreachStep, Condition, Order, OrderEvent

BINDING = (Order, Condition, OrderEvent, Breach, BreachStep)


def may_void(user: Any, entry: Fact) -> bool:
    """Mark an entry as entered in error. What the person is bound by, and a suspected breach, takes a supervisor."""
    if entry.voided_at is not None or not user.can(p.VOID_FACTS):
        return False
    return user.can(p.APPROVE) if isinstance(entry, BINDING) else True
