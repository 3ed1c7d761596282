"""What the views of meetings, minutes and actions share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import permissions as p
from accounts.models import User
from accounts.roles import FORCE_SCOPE, roles_with
from audit.events import record
from common.clock import today
from mappa.models import AgendaItem, Area, Meeting
from mappa.rights import may_run
from offenders.actions.errors import Conflict, NotAllowed, NotVisible, Refused
from offenders.models import Nominal, NominalAccess
from offenders.presenters.frame import tabs
from offenders.views.frame import allow, attempt, fetch, refuse, saved, show

TAB = "mappa:record"
form_methods = require_http_methods(["GET", "HEAD", "POST"])
Save = Callable[[dict[str, Any]], Any]


def at(name: str, *args: Any) -> str:
    """The address of one of the pages of MAPPA."""
    return reverse(f"mappa:{name}", args=args)


def meeting_of(request: HttpRequest, meeting_ref: str) -> Meeting:
    """The meeting of this address; 404 where it may not be known."""
    rows = Meeting.objects.visible_to(request.user).by_ref(meeting_ref)
    return get_object_or_404(rows.select_related("area", "chair_user", "finalised_by"))


def run_of(request: HttpRequest, meeting_ref: str) -> Meeting:
    """The same for somebody who runs it; 403 for anybody else who may know of it."""
    meeting = meeting_of(request, meeting_ref)
    allow(may_run(request.user, meeting))
    return meeting


def item_of(request: HttpRequest, meeting_ref: str, reference: str) -> AgendaItem:
    """A case on the agenda of a meeting, as far as meeting and person may be known; else 404."""
    meeting = meeting_of(request, meeting_ref)
    nominal = fetch(request, reference)
    item = get_object_or_404(AgendaItem.objects.counted(), meeting=meeting, nominal=nominal)
    item.meeting, item.nominal = meeting, nominal
    return item


def areas_of(request: HttpRequest) -> Any:
    """The areas that the reader's force belongs to."""
    return Area.objects.of_force(request.user.force_id)  # type: ignore[union-attr]


def people(request: HttpRequest, *permissions: str) -> list[tuple[str, str]]:
    """Active accounts of the reader's force whose role holds the permissions, for a list to choose from."""
    user: Any = request.user
    rows = User.objects.filter(is_active=True, force=user.force_id, role__in=roles_with(*permissions))
    return [(one.username, f"{one.full_name}, {one.get_role_display()}") for one in rows.order_by("full_name")]


def chosen(username: str) -> User | None:
    """Whom a list named."""
    return User.objects.filter(username=username).first() if username else None


def owners_of(nominal: Nominal) -> list[tuple[str, str]]:
    """The officers to whom an action about somebody can be given: those who may open the record, its own first.

    Sought among the team, those who reach the whole force and those with an exception: one query each.
    """
    near = Q(pk=nominal.officer_id) | Q(force=nominal.force_id, role__in=FORCE_SCOPE)
    near |= Q(team=nominal.team_id) if nominal.team_id is not None else Q(force=nominal.force_id)
    near |= Q(pk__in=NominalAccess.objects.standing(today()).filter(content_object=nominal).values("user"))
    rows = User.objects.filter(near, is_active=True, role__in=roles_with(p.CLOSE_ACTIONS))
    able = [one for one in rows.order_by("full_name") if Nominal.objects.visible_to(one).filter(pk=nominal.pk).exists()]
    able.sort(key=lambda one: (one.pk != nominal.officer_id, one.full_name))
    return [(one.username, f"{one.full_name}, {one.get_role_display()}") for one in able]


def open_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    event: str,
    subjects: Sequence[str] = (),
    **about: Any,
) -> HttpResponse:
    """A page about no single record; whom it shows is on the log before it is sent."""
    record(event, by=request.user, subjects=sorted(set(subjects)), details=about)
    return render(request, template, context, status=409 if context.get("conflict") else 200)


def tried(request: HttpRequest, form: Any, save: Save, done: str) -> bool:
    """Whether the action went through; if not, the form says why. For forms about no single record."""
    said = attempt(form, save, done)
    if said is not None:
        messages.success(request, said)
    return said is not None


def button(request: HttpRequest, do: Callable[[], Any], done: str) -> None:
    """One button, one action; a refusal is shown on the page that follows."""
    try:
        said = do()
    except (NotAllowed, NotVisible) as refused:
        refuse(None, refused)
    except Conflict:
        messages.warning(request, "Somebody else has changed this meanwhile. Look at it once more.")
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, said if isinstance(said, str) else done)


def meeting_form(
    request: HttpRequest, form: Any, save: Save, *, then: str | Callable[[], str], back: str, done: str, h1: str,
    template: str = "mappa/form.html", about: str = "", subjects: Sequence[str] = (), **context: Any,
) -> HttpResponse:  # fmt: skip
    """One form about a meeting or an area, one action. `subjects` are the people that its page names."""
    form.cancel_url = back
    if request.method == "POST" and form.is_valid() and tried(request, form, save, done):
        return HttpResponseRedirect(then if isinstance(then, str) else then())
    context |= {"form": form, "h1": h1, "about": about, "back_url": back, "conflict": getattr(form, "conflict", None)}
    return open_page(request, template, context, event="mappa.form_opened", subjects=subjects, about=about)


def record_form(
    request: HttpRequest,
    nominal: Nominal,
    form: Any,
    save: Save,
    *,
    then: str | Callable[[], str],
    done: str = "Saved.",
    template: str = "offenders/form.html",
    **context: Any,
) -> HttpResponse:
    """One form about a person, one action, then to an address."""
    back = context.setdefault("back_url", then if isinstance(then, str) else at("record", nominal.reference))
    form.cancel_url = back
    if request.method == "POST" and form.is_valid() and saved(request, nominal, form, save, done):
        return HttpResponseRedirect(then if isinstance(then, str) else then())
    context["conflict"] = getattr(form, "conflict", None)
    current = request.resolver_match.view_name if request.resolver_match else ""
    return show(request, template, nominal, current, {"form": form, **context}, 409 if context["conflict"] else 200)


def record_page(request: HttpRequest, template: str, nominal: Nominal, context: dict[str, Any]) -> HttpResponse:
    """A page below the tab of MAPPA."""
    current = request.resolver_match.view_name if request.resolver_match else ""
    return show(request, template, nominal, current, {"tabs": tabs(nominal, request.user, TAB), **context})
