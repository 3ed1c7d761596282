"""The forms of the requirement."""

from notification.forms.counter import CancelForm, DepartureForm, EventForm, NotificationForm, ReturnForm
from notification.forms.disposals import CalculatorForm, ConfirmForm, DisposalForm, OverrideForm
from notification.forms.failures import FailureForm, FailureStepForm
from notification.forms.reviews import FACTORS, ApplicationForm, BodyForm, ReviewForm

__all__ = [
    "FACTORS",
    "ApplicationForm",
    "BodyForm",
    "CalculatorForm",
    "CancelForm",
    "ConfirmForm",
    "DepartureForm",
    "DisposalForm",
    "EventForm",
    "FailureForm",
    "FailureStepForm",
    "NotificationForm",
    "OverrideForm",
    "ReturnForm",
    "ReviewForm",
]
