"""Where an event cannot be written, no page goes out."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template import loader

from common.errors import Unavailable

log = logging.getLogger(__name__)


class NoAuditNoPage:
    """Answers 503 for `Unavailable`, whoever raised it: nothing was saved, and the page is not served."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The view's own exception; anything else goes on as it was."""
        if not isinstance(exception, Unavailable):
            return None
        return unavailable(exception)


def unavailable(error: Unavailable) -> HttpResponse:
    """The page that says so, and that nothing was saved."""
    log.error("not available just now", exc_info=error)
    return HttpResponse(loader.render_to_string("503.html"), status=503)
