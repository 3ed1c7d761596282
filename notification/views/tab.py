"""The notification page of a record, and the calculator."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import permissions as p
from common.clock import today
from common.text import long_date
from notification.calculate import calculated
from notification.forms import CalculatorForm
from notification.picture import picture_of
from notification.presenters import CATEGORIES, page_of, readings_text
from offenders.rights import may_write
from offenders.views.frame import fetch, frame_url, show

form_methods = require_http_methods(["GET", "HEAD", "POST"])
TAB = "notification:tab"


@require_safe
def tab(request: HttpRequest, reference: str) -> HttpResponse:
    """Who is subject, until when and why; what is owed next; what was notified."""
    nominal = fetch(request, reference)
    context = {**page_of(picture_of(nominal.pk, today())), "may": rights(request, nominal)}
    return show(request, "notification/tab.html", nominal, TAB, context)


def rights(request: HttpRequest, nominal: Any) -> dict[str, bool]:
    """What the person may do here, for the template to offer."""
    user: Any = request.user
    writes = may_write(user, nominal)
    return {
        "record": writes and user.can(p.RECORD_NOTIFICATION),
        "decide": writes and user.can(p.DECIDE_REQUIREMENT),
        "failures": writes and (user.can(p.DECIDE_FAILURES) or user.can(p.RECORD_NOTIFICATION)),
        "void": writes and user.can(p.VOID_FACTS),
        "approve": writes and user.can(p.APPROVE),
    }


@form_methods
def calculate(request: HttpRequest, reference: str) -> HttpResponse:
    """Try a disposal: the answer with its steps, and nothing saved."""
    nominal, on = fetch(request, reference), today()
    form = CalculatorForm(request.POST or None, on=on, initial={"born": nominal.date_of_birth})
    form.cancel_url = frame_url(TAB, nominal)
    answer: dict[str, Any] | None = None
    if request.method == "POST" and form.is_valid():
        period = calculated(form.cleaned_data, nominal.force_id, on)
        answer = {"none": True} if period is None else {
            "category": CATEGORIES[period.category], "relevant": long_date(period.relevant_date),
            "last": long_date(period.last_day) if period.last_day else "no end", "steps": period.steps,
            "readings": readings_text(period.readings) if period.readings else "", "gaps": period.gaps,
        }  # fmt: skip
    context = {"form": form, "h1": "Work out a period", "back_url": form.cancel_url, "answer": answer}
    return show(request, "notification/calculate.html", nominal, "notification:calculate", context)
