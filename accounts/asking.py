"""The reason that is asked before an export, a restricted or a closed record is shown, and the fresh sign-in before it.

A page that asks first sends the reader to one form (`accounts.views.why`) with a signed token: what it is about, where
to go on, and whether the password must have been given within the last five minutes. The answer is kept in the session
under the same key; what the request does next carries it into every event (`audit.events.given`). Anything else is
derived (docs/adr/0013). Works without JavaScript: it is two redirects and a form.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from audit import events

FRESH = dt.timedelta(minutes=5)
TOKEN_LIVES = dt.timedelta(minutes=15)
SIGNED_IN_AT, SIGNED_IN_AGAIN_AT = "signed_in_at", "signed_in_again_at"
_GIVEN, _SALT = "reasons_given", "accounts.asking"


@dataclass(frozen=True)
class Wanted:
    """What is asked for: `key` names it, `about` says it to the reader, `path` is where it is, `back` whence they came.

    `once`: the reason serves one request (an export); else it stands for that record until the session ends.
    `fresh`: the password must have been given within the last five minutes.
    """

    key: str
    about: str
    path: str
    back: str = "/"
    once: bool = False
    fresh: bool = True


def is_fresh(request: HttpRequest, at: dt.datetime) -> bool:
    """Whether the password was given within the last five minutes: at sign-in, or again since."""
    moments = [request.session.get(name) for name in (SIGNED_IN_AT, SIGNED_IN_AGAIN_AT)]
    return any(text and at - dt.datetime.fromisoformat(text) <= FRESH for text in moments)


def sign_in_again(next_path: str) -> HttpResponse:
    """The page that asks for the password, which leads on to a page of ours."""
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': next_path})}")


def ask_first(request: HttpRequest, wanted: Wanted) -> HttpResponse | None:
    """None where the reason was given: the log has it from here on. Else the answer that asks for it."""
    given = request.session.get(_GIVEN, {})
    if wanted.key in given:
        events.given.set(given[wanted.key])
        if wanted.once:
            del given[wanted.key]
            request.session[_GIVEN] = given
        return None
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401)  # a part of a page must never be another page
    token = signing.dumps({**asdict(wanted), "user": _user(request)}, salt=_SALT, compress=True)
    return HttpResponseRedirect(f"{reverse('account_why')}?{urlencode({'for': token})}")


def wanted_by(request: HttpRequest) -> Wanted | None:
    """What the token of this request asks for; None where it is not ours, not this reader's, or a quarter old."""
    try:
        data = signing.loads(request.GET.get("for", ""), salt=_SALT, max_age=TOKEN_LIVES)
    except signing.BadSignature:
        return None
    return Wanted(**data) if data.pop("user") == _user(request) else None


def give(request: HttpRequest, key: str, words: str) -> None:
    """Keep the reason with the session."""
    request.session[_GIVEN] = {**request.session.get(_GIVEN, {}), key: words}


def record_key(pk: int) -> str:
    """The key of a record's reason."""
    return f"record:{pk}"


def gave(request: HttpRequest, pk: int, words: str) -> None:
    """Whoever closes a record has said why: they are not asked as they go on."""
    give(request, record_key(pk), words)


def came_from(request: HttpRequest) -> str:
    """The page of ours that led here, for the way back; else the first page."""
    parts = urlsplit(request.headers.get("Referer", ""))
    if parts.netloc != request.get_host() or parts.path.startswith("/why"):
        return "/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"


def _user(request: HttpRequest) -> Any:
    return request.user.pk
