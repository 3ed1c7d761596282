"""What is shown where an address asks for something that is not there: a sentence and the way back, never a fault."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from caseloads.filters import BadAddress


def refuses_bad_addresses(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 400 with the sentence of a `BadAddress`."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except BadAddress as error:
            return refused(request, str(error), 400)

    return answer


def refused(request: HttpRequest, sentence: str, status: int, back: str = "") -> HttpResponse:
    """The page that says what is wrong; `back` is where the reader goes on, else the page's own bare address."""
    return render(
        request, "caseloads/refused.html", {"sentence": sentence, "back": back or request.path}, status=status
    )


def may(request: HttpRequest, permission: str) -> bool:
    """Whether the signed-in person holds a permission."""
    user: Any = request.user
    return bool(user.can(permission))
