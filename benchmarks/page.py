"""The caseload page and the backlog beside themselves without data access; the caseload beside the admin's list too."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
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

from accounts.models import Force, User
from benchmarks.database import run_as_owner
from benchmarks.register import FULL, ONE_CASE
from offenders.models import Nominal

# Where the page asks the database or the audit log; replaced for the bare page. `times` fails if one is forgotten.
DATA_ACCESS = (
    ("caseloads.whole", "of_officer"),
    ("caseloads.views.mine", "record"),
    ("caseloads.views.mine", "actions_of"),
    ("caseloads.alerts", "badge"),
    ("caseloads.savedviews", "bar"),
    ("deadlines.nightly", "last_finished_at"),
)
FRAMEWORK = ("SELECT \"django_session\"", "UPDATE \"django_session\"", "SELECT \"accounts_user\"", "BEGIN", "COMMIT",
             "SAVEPOINT", "RELEASE")  # fmt: skip

BACKLOG = "/backlog/"
BACKLOG_DATA_ACCESS = (
    ("caseloads.teams", "chosen_team"),
    ("caseloads.teams", "members"),
    ("caseloads.teams", "number_without_team"),
    ("caseloads.teams", "tallies_of"),
    ("caseloads.teams", "most_overdue"),
    ("caseloads.views.backlog", "load_book"),
    ("caseloads.views.backlog", "record"),
    ("caseloads.alerts", "badge"),
    ("deadlines.nightly", "last_finished_at"),
)
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
    """The same request with rows, banner, badge and audit ready made: Django, the view and the template are left.

    Session and user are read, as in every request of any Django site.
    """

    def __init__(self, ask: Callable[[], Any], data_access: Sequence[tuple[str, str]]) -> None:
        self.ask, self.data_access = ask, data_access
        self.ready: dict[str, Any] = {}
        real = {name: getattr(import_module(module), name) for module, name in data_access}
        with self._in_place({name: self._keeping(name, function) for name, function in real.items()}):
            ask()

    def _keeping(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            self.ready[name] = function(*args, **more)
            return self.ready[name]

        return call

    def _in_place(self, functions: dict[str, Callable[..., Any]]) -> ExitStack:
        stack = ExitStack()
        for module, name in self.data_access:
            stack.enter_context(patch.object(import_module(module), name, functions[name]))
        return stack

    def times(self, count: int) -> list[float]:
        """So many requests."""
        ready = {name: (lambda *args, _ready=value, **more: _ready) for name, value in self.ready.items()}
        with self._in_place(ready), CaptureQueriesContext(connection) as captured:
            self.ask()
        asked = [query["sql"] for query in captured if not query["sql"].startswith(FRAMEWORK)]
        if asked:
            raise SystemExit(f"The bare page still asks the database: {asked[0][:200]}")
        with self._in_place(ready):
            return [one_time(self.ask) for _ in range(count)]


def times() -> dict[str, float]:
    """Medians, in seconds, of the page, the bare page and the admin's list, taken in turns.

    A change of settings empties Django's caches of addresses and templates: after each, one request is not timed.
    """
    officer = User.objects.get(username=FULL)
    client = signed_in(officer)
    bare = Bare(lambda: page(client, ADDRESS, rows=100), DATA_ACCESS)
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
        page(client, ADDRESS, rows=100)
        found["page"].append(one_time(lambda: page(client, ADDRESS, rows=100)))
        found["bare"] += bare.times(1)
        with override_settings(**plain):
            page(admin_client, admin_address, rows=100)
            found["admin"].append(one_time(lambda: page(admin_client, admin_address, rows=100)))
    return {name: statistics.median(values) for name, values in found.items()}


ONE_TEAM = (
    "UPDATE accounts_user SET team_id = t.id FROM (SELECT min(id) AS id, force_id FROM accounts_team GROUP BY 2) t"
    " WHERE t.force_id = accounts_user.force_id AND t.force_id = {force}",
    "UPDATE offenders_nominal SET team_id = t.id FROM (SELECT min(id) AS id, force_id FROM accounts_team GROUP BY 2) t"
    " WHERE t.force_id = offenders_nominal.force_id AND t.force_id = {force}",
    "INSERT INTO accounts_user (username, password, is_superuser, full_name, email, role, force_id, team_id, is_active,"
    " date_joined) SELECT 'overall', '!', false, 'Supervisor Overall', '', 'supervisor', force_id, min(id), true, now()"
    " FROM accounts_team WHERE force_id = {force} GROUP BY force_id",
    "VACUUM ANALYZE",
)


def backlog() -> dict[str, float]:
    """The backlog of a whole force as one team: how many nominals, queries, and the medians of page and bare page."""
    force = Force.objects.get(name="Force 1").pk
    run_as_owner(*(statement.format(force=force) for statement in ONE_TEAM))
    client = signed_in(User.objects.get(username="overall"))

    def ask() -> Any:
        response = client.get(BACKLOG)
        if response.status_code != 200:
            raise SystemExit(f"{BACKLOG} answered {response.status_code}.")
        return response

    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    queries = sum(1 for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE")))
    bare = Bare(ask, BACKLOG_DATA_ACCESS)
    found: dict[str, list[float]] = {"page": [], "bare": []}
    bare.times(WARM_UP)
    for _ in range(REQUESTS):
        found["page"].append(one_time(ask))
        found["bare"] += bare.times(1)
    nominals = Nominal.objects.filter(force_id=force).count()
    return {"nominals": nominals, "queries": queries, **{k: statistics.median(v) for k, v in found.items()}}
