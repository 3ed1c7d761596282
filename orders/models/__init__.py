"""Civil orders: what the court ordered, how it was changed, whether it is kept."""

from orders.models.breaches import Breach, BreachStep, StepKind
from orders.models.checks import CheckResult, ConditionCheck, NotCheckedReason
from orders.models.conditions import Condition, ConditionKind, ConditionVersion, StandardCondition
from orders.models.devices import (
    AlertDecision,
    AlertOutcome,
    DeviceCondition,
    Examination,
    ExaminationResult,
    MonitoringAlert,
    MonitoringSoftware,
)
from orders.models.events import OrderEvent, OrderEventKind
from orders.models.orders import Applicant, Order, OrderKind, OrderPaper, OrderQuerySet

__all__ = [
    "AlertDecision",
    "AlertOutcome",
    "Applicant",
    "Breach",
    "BreachStep",
    "CheckResult",
    "Condition",
    "ConditionCheck",
    "ConditionKind",
    "ConditionVersion",
    "DeviceCondition",
    "Examination",
    "ExaminationResult",
    "MonitoringAlert",
    "MonitoringSoftware",
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
