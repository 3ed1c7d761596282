"""A form about a visit that arrives when nobody is signed in: kept as a draft of the person it was made for."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from offenders.models import Nominal
from visits import drafts


def keep(request: HttpRequest) -> str:
    """Where the draft is offered after sign-in. Whoever signs in then sees it only if it is theirs."""
    match = request.resolver_match
    reference = str(match.kwargs.get("reference", "")) if match else ""
    nominal = Nominal.objects.all().by_reference(reference).first()
    if nominal is None:
        return ""
    author = drafts.author_of(request.POST.get("keeper", ""), nominal, max_age=settings.SESSION_ABSOLUTE_AGE)
    draft = drafts.keep_sent(nominal=nominal, by=author, sent=request.POST) if author else None
    if draft is None:
        return ""
    return drafts.url_of(draft, nominal)
