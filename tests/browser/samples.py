"""Every component on one page, for the browser tests and for looking at; no part of the product."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import path

from common import forms
from common.pagination import paginate
from config.urls import urlpatterns as product

DAY = dt.date(2026, 11, 20)
OUTCOMES = [("seen", "Seen at the address"), ("no_reply", "No reply"), ("gone", "Gone from the address")]


class SampleForm(forms.GovukForm):
    outcome = forms.RadioField(
        label="What happened?",
        choices=OUTCOMES,
        big=True,
        hints={"seen": "Spoken to in person where they live"},
        error_messages={"required": "Select what happened"},
    )
    date = forms.DateField(
        label="Date of visit", latest=DAY, error_messages={"required": "Enter the date of the visit"}
    )
    time = forms.TimeField(label="Time of visit", error_messages={"required": "Enter the time of the visit"})
    sought = forms.YesNoField(
        label="Did you seek entry to search?", error_messages={"required": "Select yes if you sought entry"}
    )
    level = forms.SelectField(
        label="Risk level",
        choices=[("", "Select a level"), ("low", "Low"), ("high", "High")],
        error_messages={"required": "Select a risk level"},
    )
    interval = forms.WholeNumberField(
        label="Interval", suffix="months", width=3, error_messages={"required": "Enter the interval"}
    )
    others = forms.CheckboxesField(
        label="Who else was there?", choices=[("probation", "Probation"), ("housing", "Housing")], required=False
    )
    account = forms.TextAreaField(label="Account", max_length=200, count=True, required=False)
    sure = forms.CheckboxField(label="Nobody under 18 lives there", required=False)
    token = forms.FormToken()
    buttons = (forms.Button("Save"), forms.Button("Save and write up later", "later", "yes", "secondary"))
    cancel_url = "/saved/"
    keep_words = True


PAGE = """{% extends "base.html" %}{% load ui crispy_forms_tags %}
{% block title %}Samples{% endblock %}{% block h1 %}Samples{% endblock %}
{% block before %}{% breadcrumbs "My caseload" "/" %}{% endblock %}
{% block content %}
{% figures figures %}{% sub_navigation parts %}
<div class="app-actions">{% button_link "/saved/" "Log a visit" %}
{% button_link "/saved/" "Record a contact" "secondary" %}</div>
<table class="govuk-table app-table app-stack"><caption class="govuk-table__caption">Overdue</caption>
<thead class="govuk-table__head"><tr class="govuk-table__row"><th scope="col" class="govuk-table__header">Nominal</th>
<th scope="col" class="govuk-table__header">Risk level</th>
<th scope="col" class="govuk-table__header">Due</th></tr></thead>
<tbody class="govuk-table__body">{% for level, state, days in rows %}<tr class="govuk-table__row">
<th scope="row" class="govuk-table__header">Larkmoor, Ash<span class="app-table__note">T-0001</span></th>
<td class="govuk-table__cell" data-label="Risk level">{% risk_level level %}</td>
<td class="govuk-table__cell" data-label="Due"><div>{{ day|shortdate }} {% tag state days|relative_days %}
{% why deadline %}</div></td>
</tr>{% endfor %}</tbody></table>
{% pagination page %}{% summary_list facts %}
{% details "More" %}<p>Text</p>{% enddetails %}{% warning "Take care." %}{% inset "A remark." %}
{% crispy form %}{% endblock %}"""
SAVED = """{% extends "base.html" %}{% block title %}Saved{% endblock %}{% block h1 %}Saved{% endblock %}"""


def show(request: HttpRequest) -> HttpResponse:
    form = SampleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("saved")
    context: dict[str, Any] = {
        "form": form,
        "day": DAY,
        "deadline": {"reason": "High risk: every 3 months; last seen 10 January 2026", "rule": "home_visit.interval"},
        "rows": [
            ("very_high", "overdue", -12),
            ("high", "due_today", 0),
            ("low", "upcoming", 3),
            (None, "suspended", 9),
        ],
        "page": paginate(range(655), request.GET.get("page")),
        "figures": [{"number": 4, "text": "overdue", "url": "/saved/", "state": "overdue", "note": "1 high"}],
        "parts": [
            {"text": "Overview", "url": "/samples/", "current": True},
            {"text": "Visits", "url": "/", "count": 3},
        ],
        "facts": [("Address", "4 Sample Street", "/saved/"), ("Officer", "A. Hollis")],
    }
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


def saved(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(SAVED).render({}, request))


urlpatterns = [*product, path("samples/", show, name="samples"), path("saved/", saved, name="saved")]
