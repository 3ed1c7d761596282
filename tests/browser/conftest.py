"""Chromium for the journeys: the machine's own, driven by Playwright, with nothing loaded from another host."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connections
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect

from tests.browser import checks
from tests.browser.settling import Settling, settle_clicks
from tests.fixtures import PASSWORD

SIZES = {"1280": (1280, 900), "390": (390, 844)}
FLAGS = [
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The address bar's popups are pages of their own, laid out anew for every context, and cost as much as a test's;
    # a renderer in reserve is hardly ever used.
    # Chromium heeds the last list only, so Playwright's (`chromiumSwitches`) comes first.
    "--disable-features=AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
    "HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,"
    "AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,"
    "SpareRendererForSitePerProcess,WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup",
]
BACKEND = "django.contrib.auth.backends.ModelBackend"
expect.set_options(timeout=20_000)  # an expectation that holds is over at once; a busy machine gets its time


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test, and needs the rows that other threads write."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


def find_chromium() -> str | None:
    """`CHROMIUM`, else the machine's own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            return found
    return None


@pytest.fixture(scope="session")
def base_url() -> None:
    """None: tests name the live server themselves. (The plugin's own fixture is of a kind that pytest 9 warns of.)"""


@pytest.fixture(scope="session", autouse=True)
def _verify_url() -> None:
    """Nothing to verify, for the same reason."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], require_browser: bool) -> dict[str, Any]:
    """Chromium of this machine. Without it the browser tests are left out, or fail where they are required."""
    executable = find_chromium()
    if executable is None or not checks.AXE.exists():
        missing = "Chromium (set CHROMIUM or install it)" if executable is None else "axe-core (run make setup)"
        message = f"The browser tests need {missing}."
        if require_browser:
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    return {**browser_type_launch_args, "executable_path": executable, "args": flags}


@pytest.fixture(scope="session", autouse=True)
def _close_connections(playwright: Any) -> Iterator[None]:
    """While Playwright's event loop runs, Django keeps connections of its own for this thread; close them with it,

    or the test database cannot be dropped.
    """
    yield
    connections.close_all()


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A desk by default, in British English and London time."""
    width, height = SIZES["1280"]
    size = {"width": width, "height": height}
    return {**browser_context_args, "viewport": size, "locale": "en-GB", "timezone_id": "Europe/London"}


@pytest.fixture(scope="session")
def spare(browser: Browser) -> list[Settling]:
    """The tab of the last test, where it passed: a new one costs as much as a page, and has nothing compiled yet."""
    return []


@pytest.fixture
def page(
    request: pytest.FixtureRequest,
    browser: Browser,
    browser_context_args: dict[str, Any],
    spare: list[Settling],
    live_server: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Page]:
    """A page on which a script error, or anything that the content security policy refuses, fails the test."""
    settling = spare.pop() if spare else Settling(browser.new_context(**browser_context_args).new_page())
    page = settling.page
    settle_clicks(monkeypatch, settling)
    faults: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "ElementError" in message.text:
            faults.append(message.text)

    def fail(error: Error) -> None:
        faults.append(str(error))

    page.on("console", listen)
    page.on("pageerror", fail)
    yield page
    page.remove_listener("console", listen)
    page.remove_listener("pageerror", fail)
    passed = hasattr(request.node, "rep_call") and request.node.rep_call.passed and not faults
    if passed and settling.clean(live_server.url):
        page.set_viewport_size(browser_context_args["viewport"])
        spare.append(settling)
    else:
        page.context.close()
    assert faults == []


@pytest.fixture(params=list(SIZES))
def screen(request: pytest.FixtureRequest, page: Page) -> str:
    """Runs the test twice: on a desk (1280 px) and on a phone (390 px)."""
    width, height = SIZES[request.param]
    page.set_viewport_size({"width": width, "height": height})
    return str(request.param)


@pytest.fixture
def no_script_page(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A phone with JavaScript switched off."""
    width, height = SIZES["390"]
    arguments = {**browser_context_args, "viewport": {"width": width, "height": height}, "java_script_enabled": False}
    context = browser.new_context(**arguments)
    yield context.new_page()
    context.close()


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Page, Any], None]:
    """`sign_in(page, user)`: at once, by a session cookie."""

    def do(page: Page, user: Any) -> None:
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session.update(
            {SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: BACKEND, HASH_SESSION_KEY: user.get_session_auth_hash()}
        )
        session.save()
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": live_server.url}
        page.context.add_cookies([cookie])  # type: ignore[list-item]

    return do


@pytest.fixture
def sign_in_by_form(live_server: Any) -> Callable[[Page, Any], None]:
    """`sign_in_by_form(page, user)`: as a person does."""

    def do(page: Page, user: Any) -> None:
        page.goto(f"{live_server.url}/sign-in/")
        page.get_by_label("Username").fill(user.username)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()

    return do


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    return checks.assert_accessible


@pytest.fixture
def assert_fits() -> Callable[[Page], None]:
    return checks.assert_fits


@pytest.fixture
def look(page: Page) -> Callable[..., None]:
    """`look("name")`: one heading, nothing beyond the screen, nothing that axe finds; a picture in the folder SHOTS."""

    def do(name: str = "") -> None:
        expect(page.locator("h1")).to_have_count(1)
        checks.assert_fits(page)
        checks.assert_accessible(page)
        if name and (folder := os.environ.get("SHOTS")):
            page.screenshot(path=Path(folder) / f"{name}-{page.viewport_size['width']}.png", full_page=True)

    return do
