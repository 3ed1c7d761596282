"""Civil orders: what the court ordered, how it was changed, whether it is kept."""

from orders.models.breaches import Breach, BreachStep, StepKind
from orders.models.checks import CheckResult, ConditionCheck, NotCheckedReason
from orders.models.conditions import Condition, ConditionKind, ConditionVersion, StandardCondition
from orders.models.events import OrderEvent, OrderEventKind
from orders.models.orders import Applicant, Order, OrderKind, OrderPaper, OrderQuerySet

__all__ = [
    "Applicant",
    "Breach",
    "BreachStep",
    "CheckResult",
    "Condition",
    "ConditionCheck",
    "ConditionKind",
    "ConditionVersion",
    "NotCheckedReason",
    "Order",
    "OrderEvent",
    "OrderEventKind",
    "OrderKind",
    "OrderPaper",
    "OrderQuerySet",
    "StandardCondition",
    "StepKind",
]
