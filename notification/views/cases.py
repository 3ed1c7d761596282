"""Possible failures to notify, and reviews of an indefinite requirement."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts import permissions as p
from common.clock import LONDON, now, today
from common.text import plain_date
from deadlines.book import load_book
from deadlines.spec import Spec
from notification import actions, forms
from notification.cards import late_text
from notification.law import law_of
from notification.models import Failure, Review, ReviewBody
from notification.picture import met_late, requirement_and_specs
from notification.policy.deadlines import NOTIFIED
from notification.presenters import missed_text, owed_rows
from notification.views.entries import find
from notification.views.tab import TAB, form_methods
from offenders.actions.errors import Refused
from offenders.models import Nominal
from offenders.views.frame import fetch, form_page

REVIEW_FIELDS = (
    "acknowledged_on", "decision", "decided_on", "reasons", "bar_years", "notice_received_on", "appealed_on",
    "appeal_allowed_on", "appeal_dismissed_on",
)  # fmt: skip


def dates_missed(nominal: Nominal, on: dt.date) -> dict[str, tuple[Spec, str]]:
    """What the person has not notified in time, to choose from: what is overdue, and what was told after its date."""
    case, _, specs, _ = requirement_and_specs(nominal.pk, on)
    overdue = [spec for spec in specs if spec.due_on < on and spec.kind in NOTIFIED]
    found = {
        row.key: (spec, f"{row.kind}, {row.day}: {about(row.reason)}")
        for spec, row in zip(overdue, owed_rows(overdue, on, nominal.reference), strict=True)
    }
    for day, late in met_late(case, on, load_book()).items():
        for spec in late:
            label = f"{late_text(spec, day)}, notified {plain_date(day)}"
            found[f"{spec.kind}|{spec.subject}|{spec.due_on}"] = spec, label
    return found


@form_methods
def add_failure(request: HttpRequest, reference: str) -> HttpResponse:
    """Record a possible failure to notify."""
    nominal, on = fetch(request, reference), today()
    missed = dates_missed(nominal, on)
    choices = [(key, label) for key, (_, label) in missed.items()]
    form = forms.FailureForm(request.POST or None, on=on, clocks=choices)

    def save(data: dict[str, Any]) -> None:
        not_ahead(data["found_on"], data["found_at"], "found_at")
        spec, _ = missed.get(data.pop("clock"), (None, ""))
        clock: dict[str, Any] = {"kind": spec.kind, "subject": spec.subject, "due_on": spec.due_on} if spec else {}
        actions.suspect_failure(nominal=nominal, by=request.user, on=on, form_token=data.pop("token"), **clock, **data)

    done = "Possible failure to notify saved: the supervisors have been told."
    return form_page(request, nominal, form, save, then=TAB, done=done, h1="Record a possible failure to notify")


def not_ahead(day: dt.date, at: dt.time | None, field: str) -> None:
    """Raises `Refused` for an hour that has not come yet: the 24 hours are counted from it, or end with it."""
    if at is not None and dt.datetime.combine(day, at, LONDON) > now():
        raise Refused("The time must be now or in the past", field)


def about(reason: str) -> str:
    """What a date is about: the beginning of its reason."""
    return re.split("[:;.]", reason)[0]


@form_methods
def failure_step(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """One step in dealing with it: enquiry, record, partners, decision, result."""
    nominal = fetch(request, reference)
    row = find(Failure, nominal, pk)
    decides = request.user.can(p.DECIDE_FAILURES)  # type: ignore[union-attr]
    form = forms.FailureStepForm(request.POST or None, on=today(), decides=decides)

    def save(data: dict[str, Any]) -> None:
        not_ahead(data["on"], data["at"], "at")
        actions.add_failure_step(
            failure=row, by=request.user, on=today(), kind=data["kind"], happened_on=data["on"],
            at=data.get("at"), outcome=data.get("outcome", ""), note=data["note"], form_token=data["token"],
        )  # fmt: skip

    rows = [
        ("Found", plain_date(row.found_on)), ("Date missed", missed_text(row) or "none named"), ("What", row.what),
        ("Explanation", row.explanation or "none given"),
    ]  # fmt: skip
    return form_page(request, nominal, form, save, then=TAB, h1="Deal with the possible failure", rows=rows)


@form_methods
def add_review(request: HttpRequest, reference: str) -> HttpResponse:
    """An application under s.91A arrived."""
    nominal = fetch(request, reference)
    form = forms.ApplicationForm(request.POST or None, on=today(), law=law_of(nominal.force_id, today()))

    def save(data: dict[str, Any]) -> None:
        actions.record_application(
            nominal=nominal, by=request.user, on=today(), received_on=data["received_on"], form_token=data["token"],
            own_motion=data.get("own_motion", False),
        )  # fmt: skip

    return form_page(request, nominal, form, save, then=TAB, h1="Record an application for a review (s.91A)")


@form_methods
def review(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The factors, the determination with its reasons, the notice, the appeal."""
    nominal = fetch(request, reference)
    row = find(Review, nominal, pk)
    initial = {name: getattr(row, name) for name in (*REVIEW_FIELDS, "version")}
    form = forms.ReviewForm(request.POST or None, on=today(), factors=row.factors, initial=initial)

    def save(data: dict[str, Any]) -> None:
        actions.update_review(review=row, by=request.user, on=today(), **data)

    rows = [("Received", plain_date(row.received_on))]
    return form_page(request, nominal, form, save, then=TAB, h1="Review of the indefinite requirement", rows=rows)


@form_methods
def body(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A responsible body was asked, or replied."""
    nominal = fetch(request, reference)
    row = find(Review, nominal, pk)
    asked = ReviewBody.objects.counted().filter(review=row)
    chosen = next((one for one in asked if str(one.pk) == request.GET.get("body")), None)
    known = {"name": chosen.name, "received_on": chosen.received_on} if chosen else {}
    form = forms.BodyForm(request.POST or None, on=today(), initial=known)

    def save(data: dict[str, Any]) -> None:
        data["form_token"] = data.pop("token")
        actions.ask_body(review=row, by=request.user, on=today(), **data)

    return form_page(request, nominal, form, save, then=TAB, h1="Record a body that was asked")
