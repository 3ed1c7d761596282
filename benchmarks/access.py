"""What exceptions to scope cost the lists: 20,000 records visible through them, of every kind, with bars in play.

`python -m benchmarks access [--nominals N]`: an officer's and a supervisor's list pages before and after the exceptions
are made. As many queries as before, and about the time that the further rows of the lists themselves take.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from benchmarks import database
from benchmarks.database import run_as_owner
from benchmarks.page import WARM_UP, one_time, signed_in
from benchmarks.register import FULL
from benchmarks.report import Measure
from offenders.models import Nominal

VISIBLE, BARRED = 20_000, 500
ROUNDS = 15
SUPERVISOR = "benchsupervisor"
FIND = {"name": "Family77"}  # sent as a form, so that no name is in an address
PAGES = (
    (FULL, "/caseload/?show=all"),
    (FULL, "/alerts/"),
    (FULL, "/nominals/"),
    (SUPERVISOR, "/backlog/"),
    (SUPERVISOR, "/backlog/list/"),
    (SUPERVISOR, "/approvals/"),
)
SLOWER = 1.5
PEOPLE = (
    "INSERT INTO accounts_user (username, password, is_superuser, full_name, email, role, force_id, team_id, is_active,"
    f" date_joined) SELECT '{SUPERVISOR}', '!', false, 'Supervisor', '', 'supervisor', force_id, team_id, true, now()"
    f" FROM accounts_user WHERE username = '{FULL}'",
)
EXCEPTIONS = (
    "INSERT INTO offenders_nominalaccess (user_id, permission_id, content_object_id, kind, reason, granted_at)"
    " SELECT u.id, p.id, n.id, (ARRAY['cover', 'transfer', 'meeting', 'opened', 'named'])[1 + n.id % 5], 'x', now()"
    " FROM accounts_user u, auth_permission p JOIN django_content_type t ON t.id = p.content_type_id,"
    f" LATERAL (SELECT id FROM offenders_nominal WHERE team_id <> u.team_id ORDER BY id LIMIT {VISIBLE}) n"
    f" WHERE u.username IN ('{FULL}', '{SUPERVISOR}') AND p.codename = 'view_nominal' AND t.model = 'nominal'",
    "UPDATE offenders_nominal n SET restricted = true WHERE EXISTS (SELECT FROM offenders_nominalaccess a"
    " WHERE a.content_object_id = n.id AND a.kind = 'named')",
    "INSERT INTO offenders_bar (nominal_id, user_id, reason, lift_reason) SELECT n.id, u.id, 'x', ''"
    f" FROM accounts_user u, LATERAL (SELECT id FROM offenders_nominal ORDER BY id DESC LIMIT {BARRED}) n"
    f" WHERE u.username IN ('{FULL}', '{SUPERVISOR}')",
    "VACUUM ANALYZE",
)


def measures_of(nominals: int, fill: Callable[[int], None], say: Callable[[str], None]) -> list[Measure]:
    """The pages' figures, in a database of their own."""
    if nominals < VISIBLE + 1000:
        raise SystemExit(f"The part access needs more than {VISIBLE:,} nominals.")
    with database.fresh("access"):
        fill(nominals)
        run_as_owner(*PEOPLE)
        before = {asked: _figures(*asked) for asked in PAGES}
        run_as_owner(*EXCEPTIONS)
        officer = User.objects.get(username=FULL)
        say(f"{Nominal.objects.visible_to(officer).count():,} records visible to an officer")
        return [measure for asked in PAGES for measure in _page(asked, before[asked])]


def _figures(username: str, address: str) -> tuple[int, float]:
    """How many queries a page takes, and the median of its seconds."""
    client = signed_in(User.objects.get(username=username))
    for _ in range(WARM_UP):
        _ask(client, address)
    with CaptureQueriesContext(connection) as captured:
        _ask(client, address)
    queries = sum(1 for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE")))
    return queries, statistics.median(one_time(partial(_ask, client, address)) for _ in range(ROUNDS))


def _ask(client: Any, address: str) -> None:
    response = client.post(address, FIND) if address == "/nominals/" else client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}.")


def _page(asked: tuple[str, str], before: tuple[int, float]) -> list[Measure]:
    username, address = asked
    queries, seconds = _figures(username, address)
    about = f"{seconds * 1000:.0f} ms / {before[1] * 1000:.0f} ms"
    return [
        Measure(f"more queries of {address}", queries - before[0], 0, unit="", about=f"{queries} with exceptions"),
        Measure(f"{address} with exceptions / without", seconds / before[1], SLOWER, about=about),
    ]
