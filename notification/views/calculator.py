"""The calculator: disposals and orders tried together, the answer with its steps, and nothing saved."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from common.clock import today
from common.templatetags.ui import error_summary
from common.text import long_date
from notification.calculate import Answer, calculated, name
from notification.forms import Calculator
from notification.presenters import CATEGORIES, readings_text, status_rows, subject_text
from notification.views.tab import TAB, form_methods
from offenders.views.frame import fetch, frame_url, show


@form_methods
def calculate(request: HttpRequest, reference: str) -> HttpResponse:
    """Try disposals and orders: each by itself, then all together."""
    nominal, on = fetch(request, reference), today()
    forms = Calculator(request.POST if request.method == "POST" else None, on=on, born=nominal.date_of_birth)
    shown: dict[str, Any] | None = None
    if request.method == "POST" and forms.is_valid():
        born, *rest = [form.cleaned_data for form in forms.forms]
        count = len(forms.disposals)
        shown = answer(calculated(born["born"], rest[:count], rest[count:], nominal.force_id, on), count)
    context = {
        "forms": forms, "h1": "Work out a period", "back_url": frame_url(TAB, nominal), "answer": shown,
        "errors": error_summary(*forms.forms) if forms.judged else "",
    }  # fmt: skip
    return show(request, "notification/calculate.html", nominal, "notification:calculate", context)


def answer(found: Answer, disposals: int) -> dict[str, Any]:
    """The answer as the page shows it."""
    alone = {period.disposal.ref: period for period in found.periods}
    return {
        "each": [_each(name(n), alone.get(name(n))) for n in range(1, disposals + 1)],
        "subject": subject_text(found.requirement),
        "status": status_rows(found.requirement),
        "steps": found.requirement.steps,
        "gaps": found.requirement.gaps,
    }


def _each(title: str, period: Any) -> dict[str, Any]:
    if period is None:
        return {"title": title, "none": True}
    return {
        "title": title,
        "category": CATEGORIES[period.category],
        "relevant": long_date(period.relevant_date),
        "last": long_date(period.last_day) if period.last_day else "no end",
        "steps": period.steps,
        "readings": readings_text(period),
    }
