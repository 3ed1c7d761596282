"""What auditing costs a page, and how soon the log answers "who saw this person".

`python -m benchmarks audit [--nominals N]`: an officer's caseload page with its event and without, with two thousand
exceptions of every kind and bars in play; then one page of a person's trail in a log of two million events, fifty
references in every fourth.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from accounts.models import User
from benchmarks import database
from benchmarks.database import run_as_owner
from benchmarks.page import ADDRESS, WARM_UP, one_time, page, signed_in
from benchmarks.register import FULL
from benchmarks.report import Measure
from caseloads import auditing
from offenders.models import Nominal

EVENTS = 2_000_000
ROUNDS = 40
EXCEPTIONS = (
    "INSERT INTO offenders_nominalaccess (user_id, permission_id, content_object_id, kind, reason, granted_at)"
    " SELECT u.id, p.id, n.id, (ARRAY['cover', 'transfer', 'meeting', 'opened'])[1 + n.id % 4], 'Benchmark', now()"
    " FROM accounts_user u, auth_permission p JOIN django_content_type t ON t.id = p.content_type_id,"
    " LATERAL (SELECT id FROM offenders_nominal WHERE officer_id <> u.id ORDER BY id LIMIT 2000) n"
    " WHERE u.username = '{user}' AND p.codename = 'view_nominal' AND t.model = 'nominal'",
    "INSERT INTO offenders_bar (nominal_id, user_id, reason, lift_reason)"
    " SELECT n.id, u.id, 'Benchmark', '' FROM accounts_user u,"
    " LATERAL (SELECT id FROM offenders_nominal WHERE officer_id <> u.id ORDER BY id DESC LIMIT 200) n"
    " WHERE u.username = '{user}'",
)
LOG = (
    "INSERT INTO audit_event (at, action, outcome, username, who, request_id, subjects, details)"
    " SELECT now() - i * interval '1 second', 'nominal.opened', 'done', 'o' || i % 400,"
    " jsonb_build_object('force', 1, 'name', 'Officer ' || i % 400), '',"
    " CASE WHEN i % 4 = 0 THEN ARRAY(SELECT 'R-' || (i * 7 + k * 13) % {people} FROM generate_series(1, 50) k)"
    " ELSE ARRAY['R-' || (i * 7) % {people}] END::varchar[],"
    """ '{{"page": "offenders:record", "reason": "own team"}}' FROM generate_series(1, {events}) i""",
    "ANALYZE audit_event",
)


def measures_of(nominals: int, fill: Callable[[int], None], say: Callable[[str], None]) -> list[Measure]:
    """Both figures, in a database of their own."""
    with database.fresh("audit"):
        fill(nominals)
        run_as_owner(*(statement.format(user=FULL) for statement in EXCEPTIONS), "VACUUM ANALYZE")
        ratio = _page_ratio()
        run_as_owner(*(statement.format(people=nominals, events=EVENTS) for statement in LOG))
        say(f"log of {EVENTS:,} events made")
        return [ratio, _who_saw(nominals)]


def _page_ratio() -> Measure:
    """The page with its event and without, in turns."""
    client = signed_in(User.objects.get(username=FULL))

    def ask() -> None:
        page(client, ADDRESS, rows=100)

    def unaudited() -> float:
        with patch("caseloads.views.mine.record"):
            return one_time(ask)

    for _ in range(WARM_UP):
        ask()
    pairs = [(one_time(ask), unaudited()) for _ in range(ROUNDS)]
    audited, bare = (statistics.median(times) for times in zip(*pairs, strict=True))
    about = f"{audited * 1000:.1f} ms / {bare * 1000:.1f} ms"
    return Measure("caseload page / the page without its event", audited / bare, 1.15, about=about)


def _who_saw(nominals: int) -> Measure:
    """The first page of the trails of some people; the slowest, each read for the first time."""
    viewer = SimpleNamespace(force_id=Nominal.objects.values_list("force_id", flat=True).first())
    asked = [f"R-{number}" for number in range(1, nominals, max(nominals // 20, 1))]
    times = [one_time(partial(_trail, viewer, who)) for who in asked]
    name = f"who saw this person, in {EVENTS:,} events"
    return Measure(name, max(times) * 1000, 1000, unit=" ms", about=f"median {statistics.median(times) * 1000:.0f} ms")


def _trail(viewer: Any, reference: str) -> auditing.Pages:
    return auditing.page_of(auditing.asked(viewer, {"reference": reference}), "")
