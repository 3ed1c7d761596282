"""A form about a visit that arrives when nobody is signed in: kept as a draft of the person it was made for."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from visits import drafts


def keep(request: HttpRequest) -> str:
    """Where the draft is offered after sign-in. Whoever signs in then sees it only if it is theirs."""
    match = request.resolver_match
    reference = str(match.kwargs.get("reference", "")) if match else ""
    found = drafts.whose(request.POST.get("keeper", ""), reference, max_age=settings.SESSION_ABSOLUTE_AGE)
    if found is None:
        return ""
    author, nominal = found
    draft = drafts.keep_sent(nominal=nominal, by=author, sent=request.POST)
    return drafts.url_of(draft, nominal) if draft else ""
