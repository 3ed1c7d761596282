"""Proposals that wait: the list, and one to approve or return. Nobody answers their own."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from audit.events import record
from caseloads import proposals
from caseloads.forms import AnswerForm
from caseloads.proposals import Waiting
from common.clock import today
from offenders.actions import NotAllowed, NotVisible, Refused, approve_proposal, return_proposal
from offenders.models import Nominal
from offenders.models.levels import Proposal


@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    """Everything that waits among the nominals of the viewer's team or force, the oldest first."""
    waiting = proposals.waiting(request.user, today())
    record("approvals.listed", by=request.user, subjects=sorted({one.nominal.reference for one in waiting}))
    return render(request, "caseloads/approvals.html", {"waiting": waiting})


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One proposal with its evidence; approve it or return it."""
    row = proposal_or_404(request, kind, pk)
    found = proposals.waiting(request.user, today(), only=row)
    if request.method == "POST":
        return save(request, row, found)
    record("proposal.opened", by=request.user, subjects=[row.nominal.reference], details={"type": kind, "id": pk})
    if not found:
        messages.info(request, "This proposal does not wait any more.")
        return redirect("caseloads:approvals")
    return answer_page(request, found[0], AnswerForm())


def save(request: HttpRequest, row: Proposal, found: list[Waiting]) -> HttpResponse:
    """Carry out the answer. Sent twice, it is one answer; answered by somebody else meanwhile, it says so."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return answer_page(request, found[0], form) if found else redirect("caseloads:approvals")
    approve = form.cleaned_data["answer"] == "approve"
    try:
        if approve:
            approve_proposal(proposal=row, by=request.user, on=today())
        else:
            return_proposal(proposal=row, by=request.user, on=today(), reason=form.cleaned_data["reason"])
    except NotAllowed as refusal:
        raise PermissionDenied(refusal.sentence) from refusal
    except NotVisible as refusal:
        raise Http404 from refusal
    except Refused as refusal:
        messages.warning(request, f"Not saved. {refusal.sentence}.")
    else:
        messages.success(request, f"{'Approved' if approve else 'Returned'}: {row.nominal.reference}.")
    return redirect("caseloads:approvals")


def proposal_or_404(request: HttpRequest, kind: str, pk: int) -> Proposal:
    """A proposal about a nominal that the viewer may see."""
    model = proposals.MODELS.get(kind)
    row = None
    if model is not None and pk < 2**63:
        rows = model.objects.counted().filter(pk=pk, nominal__in=Nominal.objects.visible_to(request.user))
        row = rows.select_related("nominal", "recorded_by").first()
    if row is None:
        raise Http404
    return row


def answer_page(request: HttpRequest, one: Waiting, form: AnswerForm) -> HttpResponse:
    """The proposal, its evidence and, unless it is one's own, the form."""
    form.cancel_url = reverse("caseloads:approvals")
    context = {"one": one, "visits": proposals.last_visits(one.nominal), "form": form if one.may_answer else None}
    return render(request, "caseloads/answer.html", context, status=400 if form.errors else 200)
