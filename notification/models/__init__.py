"""The requirement: what makes it, what was notified, what was missed, what ends it."""

from notification.models.disposals import Disposal, EventKind, Jurisdiction, Outcome
from notification.models.failures import Failure, FailureOutcome, FailureStep, FailureStepKind
from notification.models.notifications import Matter, Means, Notification, Section
from notification.models.parents import ParentalDirection, ParentalKind
from notification.models.premises import OtherPremises, Stay
from notification.models.reviews import Review, ReviewBody

__all__ = [
    "Disposal",
    "EventKind",
    "Failure",
    "FailureOutcome",
    "FailureStep",
    "FailureStepKind",
    "Jurisdiction",
    "Matter",
    "Means",
    "Notification",
    "OtherPremises",
    "Outcome",
    "ParentalDirection",
    "ParentalKind",
    "Review",
    "ReviewBody",
    "Section",
    "Stay",
]
