"""The forms of orders: shape and wording only; the actions decide."""

from orders.forms.breaches import BreachForm, StepForm
from orders.forms.checks import CheckForm
from orders.forms.conditions import BlanksForm, ConditionForm
from orders.forms.door import DoorChecksForm
from orders.forms.events import EventForm
from orders.forms.examinations import ExaminationForm
from orders.forms.monitoring import AlertDecisionForm, AlertForm, ServeForm, SoftwareForm
from orders.forms.orders import CompareForm, OrderForm, PaperForm, ServedForm
from orders.forms.variation import VaryForm

__all__ = [
    "AlertDecisionForm",
    "AlertForm",
    "BlanksForm",
    "BreachForm",
    "CheckForm",
    "CompareForm",
    "ConditionForm",
    "DoorChecksForm",
    "EventForm",
    "ExaminationForm",
    "OrderForm",
    "PaperForm",
    "ServeForm",
    "ServedForm",
    "SoftwareForm",
    "StepForm",
    "VaryForm",
]
