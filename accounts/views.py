"""The one form that asks for a reason."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import asking
from accounts.forms import WhyForm
from common.clock import now


@require_http_methods(["GET", "HEAD", "POST"])
def why(request: HttpRequest) -> HttpResponse:
    """Ask why something is taken out or opened, then go on to it. The password first, where it must be fresh."""
    wanted = asking.wanted_by(request)
    if wanted is None:
        return redirect("/")
    if wanted.fresh and not asking.is_fresh(request, now()):
        return asking.sign_in_again(request.get_full_path())
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        asking.give(request, wanted.key, form.words())
        return HttpResponseRedirect(wanted.path)
    form.submit = "Download" if wanted.once else "Open the record"
    context = {"form": form, "about": wanted.about, "back_url": wanted.back}
    return render(request, "account/why.html", context)
