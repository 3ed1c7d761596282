"""A click is over when the page it leads to has come.

Playwright waits only for a navigation that Chromium has already told of when the click ends; on a busy machine the news
comes later, and what the test asks next is asked of the page that is going. So the page itself says that it is leaving.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.templatetags.static import static
from playwright.sync_api import Error, Locator, Page, Request

# A prevented submission goes nowhere; a link to the same page asks for nothing and stays silent here.
TELL = """
addEventListener('submit', event => { if (!event.defaultPrevented) window.leaving = true })
addEventListener('beforeunload', () => { window.leaving = true })
addEventListener('pageshow', () => { window.leaving = false })
"""
LEAVING = "new Promise(say => setTimeout(() => say(window.leaving === true || document.readyState !== 'complete')))"
LIMIT = 30  # seconds, as Playwright's own


class Settling:
    """Knows of one page whether it is on its way to another one, or to a file, which leaves it where it is.

    A form that a script sends goes on only when its answer has come.
    """

    def __init__(self, page: Page) -> None:
        self.stayed = False
        self.sent: list[Request] = []
        page.add_init_script(TELL)
        page.on("download", self._stay)
        page.on("request", self._send)
        page.on("requestfinished", self._answered)
        page.on("requestfailed", self._answered)
        self.page = page

    def _stay(self, *_: Any) -> None:
        self.stayed = True

    def _send(self, request: Request) -> None:
        if request.method == "POST" and request.resource_type in ("fetch", "xhr"):
            self.sent.append(request)

    def _answered(self, request: Request) -> None:
        if request in self.sent:
            self.sent.remove(request)

    def after(self, act: Callable[..., None], *args: Any, **named: Any) -> None:
        """Do it, and wait until the page is whole again."""
        self.stayed = False
        act(*args, **named)
        end = time.monotonic() + LIMIT
        while (self._leaving() or self.sent) and not self.stayed:
            assert time.monotonic() < end, f"{self.page.url} never gave way to another page"
            self.page.wait_for_timeout(20)
        if self.stayed:
            self.page.evaluate("window.leaving = false")

    def clean(self, url: str) -> bool:
        """Leave nothing of a test in its tab, for the next one. False where that cannot be done: it is closed then.

        That is all that the tests do to a tab; one that does more (routes, headers, scripts of its own) undoes it here.

        It goes to an empty page of the same site, so that the renderer stays, with the scripts that it has compiled;
        one that names its icon, or Chromium would ask for one while the next test has begun.
        """
        context = self.page.context
        context.clear_cookies()
        context.set_offline(False)
        try:
            self.page.emulate_media(media="null")
            self.page.mouse.move(0, 0)
            self.page.goto(url + static("between.html"))
            self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
        except Error:  # it crashed, or goes elsewhere
            return False
        self.sent.clear()
        return context.pages == [self.page]

    def _leaving(self) -> bool:
        try:
            return bool(self.page.evaluate(LEAVING))
        except Error:  # the page went while it was asked
            return not self.page.is_closed()


def settle_clicks(patch: pytest.MonkeyPatch, settling: Settling) -> None:
    """From now on every click and key on its page waits so; pages and locators of other contexts stay as they are."""
    for name in ("click", "press"):
        patch.setattr(Locator, name, _settled(getattr(Locator, name), settling))


def _settled(act: Callable[..., None], settling: Settling) -> Callable[..., None]:
    def do(locator: Locator, *args: Any, **named: Any) -> None:
        if locator.page == settling.page:
            settling.after(act, locator, *args, **named)
        else:
            act(locator, *args, **named)

    return do
