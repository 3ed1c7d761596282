"""The forms of the requirement."""

from notification.forms.calculator import Calculator
from notification.forms.counter import (
    AnnouncedForm,
    CancelForm,
    DepartureForm,
    EventForm,
    JourneyChangeForm,
    JourneyForm,
    NotificationForm,
    ReturnForm,
)
from notification.forms.disposals import ConfirmForm, DisposalForm, OverrideForm
from notification.forms.failures import FailureForm, FailureStepForm
from notification.forms.premises import EndStayForm, ParentalForm, StayForm
from notification.forms.reviews import FACTORS, ApplicationForm, BodyForm, ReviewForm

__all__ = [
    "FACTORS",
    "AnnouncedForm",
    "ApplicationForm",
    "BodyForm",
    "Calculator",
    "CancelForm",
    "ConfirmForm",
    "DepartureForm",
    "DisposalForm",
    "EndStayForm",
    "EventForm",
    "FailureForm",
    "FailureStepForm",
    "JourneyChangeForm",
    "JourneyForm",
    "NotificationForm",
    "OverrideForm",
    "ParentalForm",
    "ReturnForm",
    "ReviewForm",
    "StayForm",
]
