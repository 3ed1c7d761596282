"""Error pages: a reference to quote, and nothing else."""

from __future__ import annotations

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.template import loader


class Unavailable(Exception):
    """What was asked cannot be done just now; nothing was saved, and no page goes out (503)."""


log = logging.getLogger(__name__)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    reference = secrets.token_hex(4).upper()
    log.warning("error page %s, reference %s", status, reference)
    body = loader.render_to_string(f"{status}.html", {"reference": reference}, request if status != 500 else None)
    return HttpResponse(body, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the address or the form cannot be read."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: known, but not theirs to use."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not for them to know of; the two look alike."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return _page(request, 500)
