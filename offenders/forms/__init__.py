"""The forms of the record: shape and wording only; the actions decide."""

from offenders.forms.base import DayForm
from offenders.forms.facts import (
    AddressForm,
    CloseEventForm,
    EndAddressForm,
    EndStatusForm,
    EventForm,
    MoveHomeForm,
    ProposeClosingForm,
    ReasonForm,
    StatusForm,
)
from offenders.forms.identity import AddNominalForm, IdentityForm
from offenders.forms.people import AllocateForm
from offenders.forms.plans import AnswerForm, PlanIntervalForm, RiskLevelForm
from offenders.forms.search import NominalSearchForm

__all__ = [
    "AddNominalForm",
    "AddressForm",
    "AllocateForm",
    "AnswerForm",
    "CloseEventForm",
    "DayForm",
    "EndAddressForm",
    "EndStatusForm",
    "EventForm",
    "IdentityForm",
    "MoveHomeForm",
    "NominalSearchForm",
    "PlanIntervalForm",
    "ProposeClosingForm",
    "ReasonForm",
    "RiskLevelForm",
    "StatusForm",
]
