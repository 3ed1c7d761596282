"""Who stands in for somebody who is away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.absences import may_record
from accounts.models import Absence
from accounts.roles import Role
from audit.events import record
from caseloads import standing_in
from caseloads.absence_forms import CoverForm, first_day
from caseloads.views.absences import change_page, fetch, form_methods
from common.clock import today
from offenders.actions import absences as verbs
from offenders.actions.errors import NotAllowed, Refused
from offenders.models import Nominal

NO_SUCH_CASE = "There is no such case in this caseload"
DEPUTY = "A supervisor who stands in for all of it has every case of the team, with its approvals, until the last day."


@form_methods
def arrange_cover(request: HttpRequest, pk: int) -> HttpResponse:
    """Cover for one case or the whole caseload, with what speaks for each of the team."""
    row, on = fetch(request, pk), today()
    form = cover_form(request, row)

    def save(data: dict[str, Any]) -> Absence:
        wanted = case_of(request, row, data["case"])
        if data["case"] and wanted is None:
            raise Refused(NO_SUCH_CASE, "case")
        officer = standing_in.free_people(row, on).get(username=data["username"])
        verbs.arrange_cover(
            absence=row, officer=officer, nominal=wanted, from_on=data["from_on"], to_on=data["to_on"],
            by=request.user, on=on, form_token=data["token"],
        )  # fmt: skip
        return row

    note = "Alerts go to whoever stands in and to the supervisors, from the first day of the cover."
    if row.officer.role == Role.SUPERVISOR:
        note = f"{DEPUTY} {note}"
    done = "Cover arranged. Alerts follow from its first day."
    return change_page(request, row, form, save, h1="Arrange cover", note=note, done=done)


def cover_form(request: HttpRequest, row: Absence) -> CoverForm:
    """The form, with the team in the order of who is best placed. That loads were looked at is on record."""
    if not may_record(request.user, row.officer):
        raise PermissionDenied
    on = today()
    asked = request.POST.get("case", "") if request.method == "POST" else request.GET.get("case", "")
    team = standing_in.candidates(request.user, row, case_of(request, row, asked), on)
    others = standing_in.free_people(row, on).exclude(pk__in=[one.user.pk for one in team])
    record("cover.considered", by=request.user, details={"absence": row.pk, "officer": row.officer.username})
    return CoverForm(
        request.POST or None,
        people=[one.user for one in team],
        hints={one.user.username: one.words for one in team},
        others=list(others),
        initial={"case": asked[:40], "from_on": first_day(row, on), "to_on": row.to_on},
    )


def case_of(request: HttpRequest, row: Absence, reference: str) -> Nominal | None:
    """A case of the absent officer that the reader may see, by its reference."""
    if not reference.strip():
        return None
    return Nominal.objects.visible_to(request.user).by_reference(reference).filter(officer_id=row.officer_id).first()


@require_POST
def end_cover(request: HttpRequest, pk: int, cover_pk: int) -> HttpResponse:
    """Nobody stands in any more, from today. Sent twice, the second changes nothing."""
    row = fetch(request, pk)
    cover = get_object_or_404(row.covers.select_related("absence"), pk=cover_pk)
    try:
        verbs.end_cover(cover=cover, by=request.user, on=today())
    except NotAllowed as refused:
        raise PermissionDenied(refused.sentence) from refused
    except Refused as refused:
        messages.warning(request, f"{refused.sentence}.")
    else:
        messages.success(request, "Cover ended.")
    return redirect("caseloads:absence", row.pk)
