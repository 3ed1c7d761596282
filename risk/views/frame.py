"""What the views of risk share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import permissions as p
from offenders.models import Nominal
from offenders.presenters.frame import tabs
from offenders.rights import may_write
from offenders.views.frame import allow, fetch, form_page, show

TAB = "offenders:risk"
form_methods = require_http_methods(["GET", "HEAD", "POST"])


def assessing(request: HttpRequest, reference: str) -> Nominal:
    """The nominal, for somebody who may record assessments of them; 404 or 403 for anybody else."""
    nominal = fetch(request, reference)
    user: Any = request.user
    allow(may_write(user, nominal) and user.can(p.ASSESS))
    return nominal


def risk_form(
    request: HttpRequest,
    nominal: Nominal,
    form: Any,
    save: Callable[[dict[str, Any]], Any],
    then: str = TAB,
    **context: Any,
) -> HttpResponse:
    """One form, then back to the page of risk (or `then`)."""
    return form_page(request, nominal, form, save, then=then, **context)


def risk_page(request: HttpRequest, template: str, nominal: Nominal, context: dict[str, Any]) -> HttpResponse:
    """A page below the tab of risk."""
    current = request.resolver_match.view_name if request.resolver_match else ""
    return show(request, template, nominal, current, {"tabs": tabs(nominal, request.user, TAB), **context})


def risk_url(nominal: Nominal) -> str:
    """The page of risk of a record."""
    return reverse(TAB, args=[nominal.reference])
