"""Accounts that officers.csv would take away from a restricted record, of whose named they are the last."""

from __future__ import annotations

from collections import Counter

from accounts.models import User
from common.rows import fetch
from common.text import plural
from exchange.bundle.files import OFFICERS, RANKS
from exchange.bundle.problems import Problems
from exchange.bundle.spec import Staged
from offenders.leaving import left_unanswered

PLACE = {"role": "role", "force_id": "force", "team_id": "team"}


def keep_the_last_named(one: Staged, problems: Problems) -> None:
    """Refuse each row that moves or demotes the last named supervisor or inspector of a restricted record.

    As on the page of the account (docs/adr/0010); the rows of one bundle are judged together. No record is named.
    """
    before, after, lines = _changed(one)
    left = Counter(user_id for people in left_unanswered(after) for user_id in people)
    for user_id, line in sorted(lines.items(), key=lambda item: item[1]):
        if left[user_id]:
            changed = next(at for at in PLACE if getattr(before[user_id], at) != getattr(after[user_id], at))
            column = PLACE[changed] if PLACE[changed] in one.present else "force"
            said = f"The last supervisor or inspector named on {plural(left[user_id], 'restricted record')}"
            remedy = "an inspector has to name somebody else there first, or leave this account as it is"
            problems.add(RANKS[OFFICERS.file], OFFICERS.file, line, column, f"{said}: {remedy}", found_by="last named")


def _changed(one: Staged) -> tuple[dict[int, User], dict[int, User], dict[int, int]]:
    """Accounts of the file that are named on restricted records: as they are, as they would be, and at which line."""
    would_be = {
        write.target: write.change(one.present) or f"t.{write.target}"
        for write in OFFICERS.writes
        if write.target in PLACE
    }
    rows = fetch(
        f"SELECT DISTINCT ON (t.id) t.id, s.line, {', '.join(would_be.values())}"
        f" FROM {OFFICERS.matched} s JOIN {OFFICERS.table} t ON t.id = s.match_id"
        " WHERE NOT s.faulty AND EXISTS (SELECT FROM offenders_nominalaccess a"
        "  JOIN offenders_nominal n ON n.id = a.content_object_id"
        "  WHERE a.user_id = t.id AND a.kind = 'named' AND a.ended_at IS NULL AND n.restricted) ORDER BY t.id, s.line",
        [],
    )
    ids = [row[0] for row in rows]
    before, after = User.objects.in_bulk(ids), User.objects.in_bulk(ids)
    for user_id, _, *values in rows:
        for target, value in zip(would_be, values, strict=True):
            setattr(after[user_id], target, value)
    return before, after, {user_id: line for user_id, line, *_ in rows}
