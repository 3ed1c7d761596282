"""The steps of an application: for each its form as shown, and the action that it is for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest

from accounts.models import Force, User
from common.clock import LONDON, today
from risk.actions import csods as actions
from risk.actions import csods_person as person
from risk.forms import csods as forms
from risk.models import CsodsApplication

BARRED = "A supervisor or an inspector does this"


class Step(NamedTuple):
    """A step: its title, form, what saves it, what is said then, a note; `decides` takes a supervisor."""

    title: str
    form: Callable[[HttpRequest, CsodsApplication], Any]
    save: Callable[[CsodsApplication, Any, Any, dt.date], Any]
    done: str = "Saved."
    note: str = ""
    decides: bool = False


def _steps(row: CsodsApplication, names: tuple[str, ...], parts: tuple[str, ...]) -> dict[str, Any]:
    """What is saved now, for a form to begin from."""
    file = actions.latest_file(row)
    found = {name: getattr(row, name) for name in names} | {name: getattr(file, name) for name in parts}
    answers = {True: "yes", False: "no"}
    shown = {name: answers[value] if isinstance(value, bool) else value for name, value in found.items()}
    return shown | {"version": row.version}


def _versioned(form: type[Any], names: tuple[str, ...], parts: tuple[str, ...]) -> Callable[..., Any]:
    def make(request: HttpRequest, row: CsodsApplication) -> Any:
        return form(request.POST or None, on=today(), initial=_steps(row, names, parts))

    return make


def _calling(action: Callable[..., Any]) -> Callable[..., Any]:
    """An action that takes the form's fields by name."""

    def save(row: CsodsApplication, form: Any, by: Any, on: dt.date) -> Any:
        data = dict(form.cleaned_data)
        if "token" in data:
            data["form_token"] = data.pop("token")
        return action(application=row, by=by, on=on, **data)

    return save


def _checks_form(request: HttpRequest, row: CsodsApplication) -> Any:
    initial = _steps(row, (), ("checks_found",))
    checked = row.checked_at.astimezone(LONDON) if row.checked_at else None
    initial |= {"checked_on": checked.date(), "checked_time": checked.time()} if checked else {}
    return forms.ChecksForm(request.POST or None, on=today(), initial=initial)


def _save_checks(row: CsodsApplication, form: Any, by: Any, on: dt.date) -> Any:
    data = form.cleaned_data
    return actions.save_checks(
        application=row, by=by, on=on, version=data["version"], checked_at=form.checked_at(),
        checks_found=data["checks_found"],
    )  # fmt: skip


def handlers(force: Force | None) -> list[User]:
    """Those who handle applications of a force, by name (one query)."""
    return list(User.objects.filter(is_active=True, role__in=actions.HANDLERS, force=force))


def _owner_form(request: HttpRequest, row: CsodsApplication) -> Any:
    owners = [(one.username, one.full_name) for one in handlers(row.force)]
    initial = {"owner": row.owner.username if row.owner else ""}
    return forms.OwnerForm(request.POST or None, on=today(), owners=owners, initial=initial)


def _save_owner(row: CsodsApplication, form: Any, by: Any, on: dt.date) -> Any:
    owner = next(one for one in handlers(row.force) if one.username == form.cleaned_data["owner"])
    return actions.assign_owner(application=row, by=by, on=on, owner=owner)


def _plain(form: type[Any]) -> Callable[..., Any]:
    return lambda request, row: form(request.POST or None, on=today())


def _save_name(row: CsodsApplication, form: Any, by: Any, on: dt.date) -> Any:
    return person.name_person(application=row, by=by, on=on, reference=form.cleaned_data["reference"])


STEPS: dict[str, Step] = {
    "owner": Step("Who owns the application", _owner_form, _save_owner, "Owner saved."),
    "applicant": Step("Applicant", _versioned(forms.ApplicantForm, (), actions.APPLICANT),
                      _calling(actions.save_applicant), note="Kept apart from every record. Only those who handle "
                      "applications see it."),
    "checks": Step("First checks", _checks_form, _save_checks,
                   note="If a child is in danger now, act on that first."),
    "interview": Step("Interview", _versioned(forms.InterviewForm, ("interviewed_on",),
                      ("identity_proved", "interview_notes")), _calling(actions.save_interview)),
    "assessment": Step("Risk assessment", _versioned(forms.CsodsAssessmentForm, ("assessed_on",),
                       ("concern", "assessment")), _calling(actions.save_assessment)),
    "decision": Step("Decision", _versioned(forms.DecisionForm, ("decided_on", "decision"), ("decision_reason",)),
                     _calling(actions.decide), "Decision saved.", decides=True),
    "disclose": Step("Record a disclosure", _plain(forms.DiscloseForm), _calling(person.disclose), "Disclosure saved.",
                     "Record one disclosure for each person told."),
    "name": Step("Name the managed person", _plain(forms.NamePersonForm), _save_name,
                 "Named. A risk review has opened, and their offender manager is told.",
                 "The record shows that there is an application, and nothing of who applied."),
    "unname": Step("It is somebody else", _plain(forms.TakeBackForm), _calling(person.take_back_name), "Taken back.",
                   "The event on the record is marked as entered in error. "
                     "The reason is kept here, not on the record.", decides=True),
    "error": Step("Mark the application as entered in error", _plain(forms.TakeBackForm),
                  _calling(actions.void_application), "Marked as entered in error.", decides=True),
}  # fmt: skip
