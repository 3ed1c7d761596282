"""Who may open a case because they stand in for its officer: exceptions to scope that come and go with the cover.

A supervisor who stands in for the whole work of an absent one is their deputy: every case of that team is open to them,
so that approvals, alerts and visits of the team do not wait, and what is offered to that team is open to them to read
and to answer (`accounts.absences.deputised`). Nobody becomes a supervisor by standing in for one. Cover lies within one
force: it opens nothing once either of the two, or the case, has gone to another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from offenders.models.access import LONGEST, AccessKind

SETTLE = """
WITH cover AS NOT MATERIALIZED (
    SELECT c.id, c.officer_id, c.nominal_id, c.from_on, c.to_on, c.recorded_by_id, a.officer_id AS absent_id,
           'Cover for ' || absent.full_name AS reason, standing_in.team_id AS own_team_id, standing_in.force_id,
           CASE WHEN c.nominal_id IS NULL AND absent.role = 'supervisor' AND standing_in.role = 'supervisor'
                THEN absent.team_id END AS team_id
      FROM accounts_cover c
      JOIN accounts_absence a ON a.id = c.absence_id AND a.voided_at IS NULL
      JOIN accounts_user absent ON absent.id = a.officer_id
      JOIN accounts_user standing_in ON standing_in.id = c.officer_id AND standing_in.force_id = absent.force_id
     WHERE c.voided_at IS NULL AND c.to_on >= %(on)s
), reached AS (
    SELECT c.id AS cover_id, n.id AS nominal_id, 'cover' AS kind, c.to_on
      FROM cover c
      JOIN offenders_nominal n ON n.officer_id = c.absent_id AND (c.nominal_id IS NULL OR c.nominal_id = n.id)
        OR n.team_id = c.team_id
     WHERE n.team_id IS DISTINCT FROM c.own_team_id AND n.force_id = c.force_id AND {where}
     UNION ALL
    SELECT c.id, n.id, 'transfer', least(c.to_on, t.offered_on + %(longest)s)
      FROM cover c
      JOIN offenders_transfer t ON t.to_team_id = c.team_id AND t.answer = '' AND t.offered_by_id <> c.officer_id
      JOIN offenders_nominal n ON n.id = t.nominal_id
     WHERE n.team_id IS DISTINCT FROM c.own_team_id AND {where}
), wanted AS (
    SELECT DISTINCT ON (r.cover_id, r.nominal_id) r.cover_id, r.nominal_id, r.kind, r.to_on, c.from_on,
           c.officer_id AS user_id, c.recorded_by_id AS granted_by_id, c.reason
      FROM reached r JOIN cover c ON c.id = r.cover_id
     ORDER BY r.cover_id, r.nominal_id, r.kind
), gone AS (
    DELETE FROM offenders_nominalaccess x
     USING offenders_nominal n
     WHERE n.id = x.content_object_id AND x.cover_id IS NOT NULL AND {where}
       AND NOT EXISTS (SELECT 1 FROM wanted w WHERE w.cover_id = x.cover_id AND w.nominal_id = n.id)
), seeing AS (
    SELECT p.id FROM auth_permission p JOIN django_content_type t ON t.id = p.content_type_id
     WHERE t.app_label = 'offenders' AND t.model = 'nominal' AND p.codename = 'view_nominal'
)
INSERT INTO offenders_nominalaccess
       (user_id, permission_id, content_object_id, cover_id, kind, granted_by_id, reason, starts_on, expires_on,
        granted_at)
SELECT w.user_id, seeing.id, w.nominal_id, w.cover_id, w.kind, w.granted_by_id, w.reason, w.from_on, w.to_on, now()
  FROM wanted w, seeing
ON CONFLICT (user_id, permission_id, content_object_id, cover_id) WHERE cover_id IS NOT NULL DO UPDATE
   SET kind = excluded.kind, starts_on = excluded.starts_on, expires_on = excluded.expires_on
 WHERE (offenders_nominalaccess.kind, offenders_nominalaccess.starts_on, offenders_nominalaccess.expires_on)
       IS DISTINCT FROM (excluded.kind, excluded.starts_on, excluded.expires_on)"""


def settle_exceptions(on: dt.date, where: str, parameters: Sequence[Any]) -> int:
    """Make the exceptions of some nominals agree with the cover that has not ended by the day. One statement.

    `where` picks the nominals as `n` (`Batch.sql("n.id")`). Only what lies outside the team of whoever stands in needs
    one. A case that changed hands, and cover that ended, lose theirs. Returns how many rows were made or changed.
    """
    names = {f"w{number}": value for number, value in enumerate(parameters)}
    picked = where % tuple(f"%({name})s" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(SETTLE.format(where=picked), {"on": on, "longest": LONGEST[AccessKind.TRANSFER], **names})
        return int(cursor.rowcount)


def settle_exceptions_of(ids: Iterable[int], on: dt.date) -> int:
    """The same for a few nominals."""
    wanted = list(ids)
    return settle_exceptions(on, "n.id = ANY(%s)", [wanted]) if wanted else 0


def settle_all_exceptions(on: dt.date) -> int:
    """The same for everybody: after accounts changed, since cover goes by the team and role of both its people."""
    return settle_exceptions(on, "true", [])
