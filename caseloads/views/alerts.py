"""My alerts: what waits, what was acknowledged, and the tap that moves one from the first to the second."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from audit.events import record
from caseloads import alerts as mine
from common.clock import today
from common.text import plural
from deadlines.actions import NotTheirs, acknowledge

LARGEST_ID = 2**63 - 1


@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """What waits for the reader, or what they have acknowledged."""
    on, show = today(), request.GET.get("show", mine.WAITING)
    if show not in mine.TABS:
        raise Http404
    numbers = {code: mine.number(request.user, code) for code in mine.TABS}
    page = mine.page_of(request.user, show, on, request.GET.get("page"), numbers[show])
    groups = mine.groups(page.rows, request.user, on) if show == mine.WAITING else []
    done = mine.acknowledged_rows(page, request.user, on) if show == mine.ACKNOWLEDGED else []
    references = mine.references(page)
    record("alerts.listed", by=request.user, subjects=references, details={"show": show})
    tabs = mine.tabs(numbers, show, request.path)
    context = {"groups": groups, "done": done, "page": page, "show": show, "tabs": tabs}
    return render(request, "caseloads/alerts.html", context)


@require_POST
def acknowledge_alerts(request: HttpRequest) -> HttpResponse:
    """One alert, or all that were shown. Sent twice, the second changes nothing and says the same."""
    try:
        number = acknowledge(alerts=chosen(request), by=request.user, on=today())
    except NotTheirs as error:
        raise Http404 from error
    said = f"{plural(number, 'alert')} acknowledged." if number else "Already acknowledged."
    messages.success(request, said)
    page = request.POST.get("page", "")
    query = f"?page={page}" if page.isascii() and page.isdigit() and len(page) < 7 else ""
    return redirect(f"{reverse('caseloads:alerts')}{query}")


def chosen(request: HttpRequest) -> list[int]:
    """The alerts of the button that was pressed. 404 for what is no number."""
    one, every = request.POST.get("alert"), request.POST.get("all")
    names = {"shown": ("shown", "settled"), "settled": ("settled",)}.get(every or "", ())
    wanted = [one] if one is not None else [id_ for name in names for id_ in request.POST.getlist(name)]
    numbers = [int(id_) for id_ in wanted if id_.isascii() and id_.isdigit() and len(id_) < 20]
    if not numbers or len(numbers) != len(wanted) or max(numbers) > LARGEST_ID:
        raise Http404
    return numbers
