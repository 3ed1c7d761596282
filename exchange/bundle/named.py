"""What a bundle would take from a restricted record: the last of its named who can answer for it, or its team."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from accounts.models import User
from common.rows import fetch
from common.text import plural
from exchange.bundle.files import NOMINALS, OFFICERS, RANKS
from exchange.bundle.problems import Problems
from exchange.bundle.spec import Staged
from offenders.actions.restricting import supervises
from offenders.leaving import left_unanswered
from offenders.models import AccessKind, Nominal, NominalAccess

PLACE = {"role": "role", "force_id": "force", "team_id": "team"}


class Move(NamedTuple):
    """A restricted record of nominals.csv: its line, how it is, and how it would be."""

    line: int
    before: Nominal
    after: Nominal


def keep_answered(officers: Staged | None, nominals: Staged | None, problems: Problems) -> None:
    """Judge both files together, as accounts and records would be once both are in: a team may move or be renamed.

    The teams that the files name have to be there (`matching.make_teams`).
    """
    before, after, lines = _changed(officers) if officers else ({}, {}, {})
    moves = _moves(nominals) if nominals else {}
    if officers:
        _keep_the_last_named(officers, before, after, lines, moves, problems)
    if nominals:
        _keep_supervised(nominals, after, moves, problems)


def _keep_the_last_named(
    one: Staged, before: dict[int, User], after: dict[int, User], lines: dict[int, int], moves: dict[int, Move],
    problems: Problems,
) -> None:  # fmt: skip
    """Refuse each row that moves or demotes the last named supervisor or inspector of a restricted record.

    As on the page of the account (docs/adr/0010); the rows of one bundle are judged together. No record is named.
    """
    records = {id_: move.after for id_, move in moves.items()}
    left = Counter(user_id for people in left_unanswered(after, records) for user_id in people)
    for user_id, line in sorted(lines.items(), key=lambda item: item[1]):
        if left[user_id]:
            changed = next(at for at in PLACE if getattr(before[user_id], at) != getattr(after[user_id], at))
            column = PLACE[changed] if PLACE[changed] in one.present else "force"
            said = f"The last supervisor or inspector named on {plural(left[user_id], 'restricted record')}"
            remedy = "an inspector has to name somebody else there first, or leave this account as it is"
            problems.add(RANKS[OFFICERS.file], OFFICERS.file, line, column, f"{said}: {remedy}", found_by="last named")


def _keep_supervised(one: Staged, after: dict[int, User], moves: dict[int, Move], problems: Problems) -> None:
    """Refuse each row that moves a restricted record to a team of which no supervisor is named on it.

    As when the case is given to an officer of that team (`offenders.closed`): it goes only to somebody who may know of
    it.
    """
    named: dict[int, list[User]] = {}
    standing = NominalAccess.objects.filter(kind=AccessKind.NAMED, ended_at__isnull=True, content_object__in=moves)
    for access in standing.select_related("user"):
        named.setdefault(access.content_object_id, []).append(after.get(access.user_id, access.user))
    for id_, (line, held, then) in moves.items():
        moved = [column for target, column in PLACE.items() if getattr(held, target, 0) != getattr(then, target, 0)]
        if moved and not any(supervises(person, then) for person in named.get(id_, ())):
            column = next((column for column in reversed(moved) if column in one.present), "force")
            said = "The record is restricted, and no supervisor of that team is named on it"
            remedy = "an inspector has to name one there first, or leave the record where it is"
            problems.add(RANKS[NOMINALS.file], NOMINALS.file, line, column, f"{said}: {remedy}", found_by="supervised")


def _moves(one: Staged) -> dict[int, Move]:
    """The restricted records of the file, by id."""
    would_be = _would_be(one)
    rows = fetch(
        f"SELECT t.id, s.line, {', '.join(would_be.values())}"
        f" FROM {NOMINALS.matched} s JOIN {NOMINALS.table} t ON t.id = s.match_id"
        " WHERE t.restricted AND NOT s.faulty ORDER BY s.line",
        [],
    )
    held = Nominal.objects.in_bulk([row[0] for row in rows])
    return {
        id_: Move(line, held[id_], Nominal(**dict(zip(would_be, values, strict=True)))) for id_, line, *values in rows
    }


def _would_be(one: Staged) -> dict[str, str]:
    """SQL over a staged row and its row of the register: where the one would put the other."""
    return {
        write.target: write.change(one.present) or f"t.{write.target}"
        for write in one.spec.writes
        if write.target in PLACE
    }


def _changed(one: Staged) -> tuple[dict[int, User], dict[int, User], dict[int, int]]:
    """Accounts of the file that are named on restricted records: as they are, as they would be, and at which line."""
    would_be = _would_be(one)
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
