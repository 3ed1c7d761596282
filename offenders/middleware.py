"""Around every page of a record: what is open read-only is not written, refusals are logged, the reason is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts import asking, urlpolicy
from accounts.roles import FORCE_SCOPE
from audit import events
from audit.middleware import unavailable
from common.clock import today
from offenders import standing_access as access
from offenders.models import Nominal

Respond = Callable[[HttpRequest], HttpResponse]
LONGEST = 40


class RecordAccess:
    """For every route that names a record, whichever app it belongs to: nothing has to be remembered by its view.

    * A route that asks for more than reading answers 403 where the record is open read-only, whatever the method.
    * There the reader's role allows reading only (`User.reading_only`): no page offers what would be refused.
    * A restricted or a closed record asks why it is opened, once a session; a restricted one with a fresh password.
    * A 404 for a record that is not open to the reader is logged with the reference tried; unknown and foreign alike.
    * The reason why the record is open goes into every event of the request (`audit.events.reason`).
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        tried = getattr(request, "record_tried", "")
        if tried and response.status_code == 404:
            try:
                self.refused(request, tried, "out of scope")
            except events.AuditUnavailable as error:
                return unavailable(error)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, named: dict[str, Any]
    ) -> HttpResponse | None:
        """Before the view: how the reader stands to the record."""
        user: Any = request.user
        if not user.is_authenticated:
            return None
        events.reason.set(access.FORCE if user.role in FORCE_SCOPE else access.TEAM)
        if "reference" not in named:
            return None
        stands = access.standing_of(user, named["reference"], today())
        request.record_standing = stands  # type: ignore[attr-defined]
        if stands is None:
            request.record_tried = named["reference"]  # type: ignore[attr-defined]
            events.reason.set("")
            return None
        events.reason.set(stands.reason)
        user.reading_only = not stands.writes
        match = request.resolver_match
        rule = urlpolicy.rule_for(match.view_name, match.namespaces) if match else None
        if rule is not None and rule.writes and not stands.writes:
            try:
                self.refused(request, stands.reference, "read-only")
            except events.AuditUnavailable as error:
                return unavailable(error)
            raise PermissionDenied
        return ask_first(request, stands)

    def refused(self, request: HttpRequest, reference: str, why: str) -> None:
        """The event. Its subject is the record, where there is one of that reference: it is found from there."""
        found = Nominal.objects.by_reference(reference).values_list("reference", flat=True)[:1]
        route = request.resolver_match.view_name if request.resolver_match else ""
        details = {"reference": reference[:LONGEST], "route": route, "method": request.method, "why": why}
        events.record("access.refused", by=request.user, subjects=found, outcome="refused", details=details)


def ask_first(request: HttpRequest, stands: access.Standing) -> HttpResponse | None:
    """Why a restricted or closed record is opened, unless it was said in this session. What was sent is not taken."""
    if not stands.asks or request.method not in ("GET", "HEAD", "POST"):
        return None
    about = f"record {stands.reference}, which is {stands.asks}"
    path = request.get_full_path() if request.method != "POST" else reverse("offenders:record", args=[stands.reference])
    fresh, back = stands.asks == "restricted", asking.came_from(request)
    return asking.ask_first(request, asking.Wanted(asking.record_key(stands.pk), about, path, back, fresh=fresh))
