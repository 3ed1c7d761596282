"""The caseload page of a hundred rows, beside itself without data access and the admin's list of the same rows."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack
from importlib import import_module
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from benchmarks.register import FULL, ONE_CASE
from caseloads import queries
from deadlines import nightly

mine = import_module("caseloads.views.mine")  # the package gives a view of the same name

ADDRESS = "/caseload/?show=all"
ADMIN_ADDRESS = "/administration/deadlines/deadline/?nominal__officer__id__exact={officer}"
WARM_UP, REQUESTS = 5, 25
# What the admin needs, and nothing that the product adds of its own.
PLAIN_MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]


def signed_in(user: User) -> Client:
    """A browser with a session of that user's."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    client = Client(SERVER_NAME="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return client


def page(client: Client, address: str, *, rows: int) -> Any:
    """The response, which must hold as many rows as it should."""
    response = client.get(address)
    found = response.content.count(b'"govuk-table__row"><th scope="row"') + response.content.count(
        b'class="field-name"'
    )
    if response.status_code != 200 or found != rows:
        raise SystemExit(f"{address} answered {response.status_code} with {found} rows instead of 200 with {rows}.")
    return response


def one_time(ask: Callable[[], Any]) -> float:
    """The seconds of one request."""
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began


def query_counts() -> tuple[int, int]:
    """How many queries a hundred rows take, and how many one row takes. As ordinary officers."""
    counts = []
    for username, rows in ((FULL, 100), (ONE_CASE, 1)):
        client = signed_in(User.objects.get(username=username))
        page(client, ADDRESS, rows=rows)
        with CaptureQueriesContext(connection) as captured:
            page(client, ADDRESS, rows=rows)
        counts.append(sum(1 for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))))
    return counts[0], counts[1]


class Bare:
    """The same request with rows, figures and audit ready made: what is left is Django, the view and the template."""

    def __init__(self, client: Client) -> None:
        kept: dict[str, Any] = {}

        def keeping(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
            def call(*args: Any, **more: Any) -> Any:
                kept[name] = function(*args, **more)
                return kept[name]

            return call

        real: dict[str, Callable[..., Any]] = {
            "tally": queries.tally,
            "fetch": queries.fetch,
            "last": nightly.last_finished_at,
        }
        with ExitStack() as stack:
            self._patch(stack, {name: keeping(name, function) for name, function in real.items()}, audit=True)
            page(client, ADDRESS, rows=100)
        self.client, self.kept = client, kept

    def _patch(self, stack: ExitStack, functions: dict[str, Callable[..., Any]], *, audit: bool) -> None:
        stack.enter_context(patch.object(queries, "tally", functions["tally"]))
        stack.enter_context(patch.object(queries, "fetch", functions["fetch"]))
        stack.enter_context(patch.object(nightly, "last_finished_at", functions["last"]))
        if not audit:
            stack.enter_context(patch.object(mine, "record", lambda *args, **more: None))
            stack.enter_context(patch.object(mine, "rows_of", lambda *args, **more: None))
            stack.enter_context(patch("caseloads.lists.everything", lambda *args, **more: range(1000)))

    def times(self, count: int) -> list[float]:
        """So many requests."""
        ready = {name: (lambda *args, _ready=value, **more: _ready) for name, value in self.kept.items()}
        with ExitStack() as stack:
            self._patch(stack, ready, audit=False)
            return [one_time(lambda: page(self.client, ADDRESS, rows=100)) for _ in range(count)]


def times() -> dict[str, float]:
    """Medians, in seconds, of the page, the bare page and the admin's list, taken in turns."""
    officer = User.objects.get(username=FULL)
    client = signed_in(officer)
    bare = Bare(client)
    admin_address = ADMIN_ADDRESS.format(officer=officer.pk)
    plain = {"MIDDLEWARE": PLAIN_MIDDLEWARE, "ROOT_URLCONF": "benchmarks.admin"}
    found: dict[str, list[float]] = {"page": [], "bare": [], "admin": []}
    with override_settings(**plain):
        admin_client = signed_in(officer)
        for _ in range(WARM_UP):
            page(admin_client, admin_address, rows=100)
    for _ in range(WARM_UP):
        page(client, ADDRESS, rows=100)
    bare.times(WARM_UP)
    for _ in range(REQUESTS):
        found["page"].append(one_time(lambda: page(client, ADDRESS, rows=100)))
        found["bare"] += bare.times(1)
        with override_settings(**plain):
            found["admin"].append(one_time(lambda: page(admin_client, admin_address, rows=100)))
    return {name: statistics.median(values) for name, values in found.items()}
