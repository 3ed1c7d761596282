"""Forms of an application under the disclosure scheme, for those who handle them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from common.forms import (
    CheckboxField,
    DateField,
    FormToken,
    RadioField,
    SelectField,
    TextAreaField,
    TextField,
    TimeField,
    YesNoField,
)
from offenders.forms.base import DayForm, VersionedForm, reason_field, version_field
from risk.forms.plans import ApplicationForm, moment
from risk.models import Applicant, Concern, Decision, Recipient


class ApplicantForm(VersionedForm):
    """Who applied, for which child, about whom."""

    submit = "Save the applicant"
    applicant_name = TextField(label="Name of the applicant", error_messages={"required": "Enter the applicant’s name"})
    applicant_contact = TextField(
        label="How to reach the applicant", required=False, max_length=500,
        help_text="A telephone number or address that is safe to use, and when",
    )  # fmt: skip
    relationship = RadioField(
        label="What is the applicant to the child?",
        noun="what the applicant is to the child",
        choices=Applicant.choices,
        small=True,
        error_messages={"required": "Select what the applicant is to the child"},
    )
    children = TextField(
        label="Which child or children?", noun="the children", required=False, max_length=500,
        help_text="Initials and age are enough",
    )  # fmt: skip
    asked_about = TextField(
        label="Who is asked about?",
        noun="who is asked about",
        max_length=500,
        help_text="Name, age and address as the applicant gave them",
        error_messages={"required": "Enter who is asked about"},
    )
    access = TextAreaField(label="How does that person come to the child?", noun="access", required=False, rows=3)
    version = version_field()


class ReceiveForm(ApplicantForm, ApplicationForm):
    """A new application: when it was received, then the applicant."""

    submit = "Save the application"
    field_order = ("received_on", "received_time")
    version = None  # type: ignore[assignment]


class ChecksForm(VersionedForm):
    """The first checks."""

    submit = "Save the checks"
    checked_on = DateField(
        label="Checks made on", noun="The day of the checks", error_messages={"required": "Enter the day of the checks"}
    )
    checked_time = TimeField(label="At", noun="the time", error_messages={"required": "Enter the time of the checks"})
    checks_found = TextAreaField(
        label="What did the checks find?", noun="what the checks found",
        help_text="Which systems, and whether a child is in danger now",
        error_messages={"required": "Enter what the checks found"},
    )  # fmt: skip
    version = version_field()

    def checked_at(self) -> dt.datetime:
        """When the checks were made."""
        found = moment(self.cleaned_data["checked_on"], self.cleaned_data["checked_time"])
        assert found is not None
        return found


class InterviewForm(VersionedForm):
    """The meeting with the applicant."""

    submit = "Save the interview"
    interviewed_on = DateField(
        label="Applicant met on",
        noun="The day of the meeting",
        error_messages={"required": "Enter the day of the meeting"},
    )
    identity_proved = YesNoField(
        label="Did the applicant prove who they are, and that they have to do with the child?",
        noun="proof of identity",
        error_messages={"required": "Select whether the applicant proved who they are"},
    )
    interview_notes = TextAreaField(
        label="What was said?", noun="what was said", error_messages={"required": "Enter what was said"}
    )
    version = version_field()


class CsodsAssessmentForm(VersionedForm):
    """What it would mean for the child."""

    submit = "Save the assessment"
    assessed_on = DateField(
        label="Assessed on",
        noun="The day of the assessment",
        error_messages={"required": "Enter the day of the assessment"},
    )
    concern = RadioField(
        label="What does it come to?",
        noun="what the assessment comes to",
        choices=Concern.choices,
        small=True,
        hints={Concern.IMMEDIATE: "Act under the force’s own emergency steps first"},
        error_messages={"required": "Select what the assessment comes to"},
    )
    assessment = TextAreaField(
        label="Assessment", help_text="The person, the child, the access, what would lower the risk",
        error_messages={"required": "Enter the assessment"},
    )  # fmt: skip
    version = version_field()


class DecisionForm(VersionedForm):
    """What follows."""

    submit = "Save the decision"
    decided_on = DateField(
        label="Decided on",
        noun="The day of the decision",
        error_messages={"required": "Enter the day of the decision"},
    )
    decision = RadioField(
        label="Decision",
        choices=Decision.choices,
        small=True,
        hints={Decision.DISCLOSE: "Presumed where there are convictions for sexual offences against children, a risk "
               "to the child, and telling is necessary to protect it"},
        error_messages={"required": "Select the decision"},
    )  # fmt: skip
    decision_reason = reason_field("Reasons", "Enter the reasons", "Necessity and proportionality, and who was asked")
    version = version_field()


class DiscloseForm(DayForm):
    """One person told."""

    submit = "Save the disclosure"
    made_on = DateField(
        label="Told on",
        noun="The day of the disclosure",
        error_messages={"required": "Enter the day of the disclosure"},
    )
    recipient = TextField(label="Who was told?", noun="who was told", error_messages={"required": "Enter who was told"})
    capacity = RadioField(
        label="In what capacity?",
        noun="the capacity",
        choices=Recipient.choices,
        small=True,
        error_messages={"required": "Select in what capacity they were told"},
    )
    what = TextAreaField(
        label="What exactly were they told?", noun="what they were told",
        error_messages={"required": "Enter what they were told"},
    )  # fmt: skip
    why = reason_field("Why did they need to know?", "Enter why they needed to know")
    undertaking = YesNoField(
        label="Did they undertake to use it only to protect the child?",
        noun="the undertaking",
        error_messages={"required": "Select whether they gave the undertaking"},
    )
    token = FormToken()


class OwnerForm(DayForm):
    """Who owns it."""

    submit = "Save the owner"
    owner = SelectField(label="Owner", error_messages={"required": "Select who owns the application"})

    def __init__(self, *args: Any, owners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", "Select who owns it"), *owners]  # type: ignore[attr-defined]


class NamePersonForm(DayForm):
    """The managed person."""

    submit = "Name this person"
    reference = TextField(
        label="Reference of the record",
        width="20",
        max_length=40,
        error_messages={"required": "Enter the reference of the record"},
    )
    sure = CheckboxField(
        label="I have checked that it is the same person",
        error_messages={"required": "Check that it is the same person, and confirm it"},
    )


class TakeBackForm(DayForm):
    """It is somebody else, or no application at all."""

    submit = "Save"
    reason = reason_field("Reason", "Enter the reason")
