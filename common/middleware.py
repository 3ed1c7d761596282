"""What every request and response goes through, whoever asks and whatever for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

Respond = Callable[[HttpRequest], HttpResponse]

NUL = "\x00"
LONGEST_SEGMENT = 255  # no reference, username or token is nearly as long
KEEP_WORDS = "HTTP_X_KEEP_WORDS"


class RefuseNulBytes:
    """400 for what PostgreSQL cannot hold and nobody types: NUL or broken UTF-8 in the address, a cookie or a form.

    The body of an upload is read only where the CSRF check would read it anyway.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if NUL in path or "%" in path:  # Django leaves broken UTF-8 percent-encoded; no address of ours has a %
            raise BadRequest("The path holds bytes that are no text")
        if len(path) > LONGEST_SEGMENT and max(map(len, path.split("/"))) > LONGEST_SEGMENT:
            raise BadRequest("A part of the path is too long")
        if not _is_clean(request.META.get("QUERY_STRING", "").encode("latin-1", "replace")):
            raise BadRequest("The query string holds bytes that are no text")
        if "\\0" in request.META.get("HTTP_COOKIE", "") and any(NUL in text for text in request.COOKIES.values()):
            raise BadRequest("A cookie holds a NUL")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: object) -> None:
        """Look into the form, once the view is known."""
        if request.method != "POST":
            return
        if request.content_type == "application/x-www-form-urlencoded":
            clean = _is_clean(request.body)
        elif request.content_type == "multipart/form-data" and not getattr(view, "csrf_exempt", False):
            clean = not _has_nul(request.POST.lists())
        else:
            clean = True
        if not clean:
            raise BadRequest("The form holds bytes that are no text")


def _is_clean(encoded: bytes) -> bool:
    """Whether percent-encoded bytes are text without NUL; nearly all are plain ASCII."""
    raw = unquote_to_bytes(encoded) if b"%" in encoded else encoded
    return b"\x00" not in raw and (raw.isascii() or _is_utf8(raw))


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _has_nul(fields: Iterable[tuple[str, list[Any]]]) -> bool:
    return any(NUL in name or any(NUL in str(value) for value in values) for name, values in fields)


class PrivateResponses:
    """Nothing that Django answers is kept by a browser or a proxy, indexed, or told to another site.

    The header forbids every referrer; the pages themselves allow it to this site alone (a `meta` in base.html),
    because browsers otherwise send `Origin: null` with forms, which the CSRF check refuses.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response


class KeepWords:
    """Tells the script that saves in the background (static/js/keep_words.js) where a redirect leads.

    A script cannot read the address of a redirect, and following one would fetch, and audit, the next page twice.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if KEEP_WORDS in request.META and response.status_code in (301, 302, 303):
            response["X-Location"] = response["Location"]
            del response["Location"]
            response.status_code = 204
            response.content = b""
        return response
