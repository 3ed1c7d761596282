"""The notification page of a record."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import permissions as p
from common.clock import now, today
from notification.picture import picture_of
from notification.presenters import page_of
from offenders.rights import may_write
from offenders.views.frame import fetch, show

form_methods = require_http_methods(["GET", "HEAD", "POST"])
TAB = "notification:tab"


@require_safe
def tab(request: HttpRequest, reference: str) -> HttpResponse:
    """Who is subject, until when and why; what is owed next; what was notified."""
    nominal = fetch(request, reference)
    context = {**page_of(picture_of(nominal.pk, today()), nominal, now()), "may": rights(request, nominal)}
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
