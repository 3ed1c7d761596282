"""What nominals.csv says beyond the nominal's own row: the officer, the home, the name as it is searched."""

from __future__ import annotations

import datetime as dt

from common.bulk import copy_rows
from common.rows import fetch
from deadlines.recipients import READING
from exchange.bundle.facts import ADDRESSES
from exchange.bundle.files import NOMINALS
from exchange.bundle.matching import ALTERED, TOUCHED
from exchange.bundle.spec import TAKEN_BACK, Present
from exchange.bundle.staging import drop, execute
from offenders.search import search_keys

NAMES_AT_ONCE = 5_000
HOMES = "('home', 'no_fixed_abode')"
SEARCHED = "bundle_searched"
PLACES = "bundle_homes"


def fill_search_names(present: Present) -> None:
    """Work out the name as it is searched for every row that is new or gives a name."""
    rows = NOMINALS.matched
    execute(f"ALTER TABLE {rows} ADD COLUMN search_name text")
    family = "s.family_name" if "family_name" in present else "t.family_name"
    given = "s.given_names" if "given_names" in present else "t.given_names"
    drop(SEARCHED)
    execute(f"CREATE TEMPORARY TABLE {SEARCHED} (line integer PRIMARY KEY, search_name text) ON COMMIT DROP")
    last = 0
    while True:
        some = fetch(
            f"SELECT s.line, coalesce({family}, ''), coalesce({given}, '')"
            f" FROM {rows} s LEFT JOIN {NOMINALS.table} t ON t.id = s.match_id"
            f" WHERE s.line > %s ORDER BY s.line LIMIT {NAMES_AT_ONCE}",
            [last],
        )
        if not some:
            break
        last = some[-1][0]
        keys = search_keys((family_name, given_names) for _, family_name, given_names in some)
        copy_rows(SEARCHED, ("line", "search_name"), zip((row[0] for row in some), keys, strict=True))
    others = (  # other names are no part of the bundle, and searches go on finding the person by them
        "coalesce((SELECT string_agg(a.search_name, '' ORDER BY a.id) FROM offenders_alias a"
        " WHERE a.nominal_id = s.match_id AND a.voided_at IS NULL), '')"
    )
    execute(f"UPDATE {rows} s SET search_name = n.search_name || {others} FROM {SEARCHED} n WHERE n.line = s.line")


def _noting(update: str) -> None:
    """Run an update or insert that returns `nominal_id`, and note whom it touched."""
    execute(
        f"WITH updated AS ({update}),"
        f" note_touched AS (INSERT INTO {TOUCHED} SELECT DISTINCT nominal_id FROM updated ON CONFLICT DO NOTHING),"
        f" note_altered AS (INSERT INTO {ALTERED} SELECT DISTINCT nominal_id FROM updated ON CONFLICT DO NOTHING)"
        " SELECT count(*) FROM updated"
    )


def keep_allocations(on: dt.date) -> None:
    """Bring the history of allocation into line with the officers just written.

    The first allocation has no beginning: it was so before this register was kept. A later one begins on the day of the
    import, on which the one before it ends.
    """
    rows = f"{NOMINALS.matched} s JOIN {NOMINALS.table} n ON n.id = s.nominal_id"
    _noting(
        f"UPDATE offenders_allocation a SET to_on = greatest(a.from_on, DATE '{on}')"
        f" FROM {rows} WHERE a.nominal_id = s.nominal_id AND a.to_on IS NULL"
        " AND a.officer_id IS DISTINCT FROM n.officer_id RETURNING a.nominal_id"
    )
    _noting(
        "INSERT INTO offenders_allocation (nominal_id, officer_id, from_on, reason, recorded_at)"
        " SELECT s.nominal_id, n.officer_id,"
        f" CASE WHEN EXISTS (SELECT FROM offenders_allocation b WHERE b.nominal_id = n.id) THEN DATE '{on}' END,"
        f" 'Loaded from a register bundle', statement_timestamp() FROM {rows}"
        " WHERE n.officer_id IS NOT NULL AND NOT EXISTS"
        " (SELECT FROM offenders_allocation a WHERE a.nominal_id = n.id AND a.to_on IS NULL) RETURNING nominal_id"
    )


def cannot_be_opened(on: dt.date) -> int:
    """How many nominals of the bundle are allocated to somebody who could not open them (`Recipients.opens`).

    By role, force or account; or because they are barred, or not named where the record is restricted.
    """
    [[number]] = fetch(
        f"SELECT count(*) FROM {NOMINALS.matched} s JOIN {NOMINALS.table} n ON n.id = s.nominal_id"
        " JOIN accounts_user u ON u.id = n.officer_id"
        " WHERE NOT u.is_active OR u.role <> ALL(%s) OR u.force_id <> n.force_id"
        " OR n.restricted AND NOT EXISTS (SELECT FROM offenders_nominalaccess a"
        "  WHERE a.content_object_id = n.id AND a.user_id = u.id AND a.kind = 'named' AND a.ended_at IS NULL)"
        " OR EXISTS (SELECT FROM offenders_bar b WHERE b.nominal_id = n.id AND b.user_id = u.id"
        "  AND b.lifted_at IS NULL AND (b.until IS NULL OR b.until >= %s))",
        [sorted(READING), on],
    )
    return int(number)


def end_undated_homes(present: Present) -> None:
    """A dated current home of addresses.csv takes the place of one without a beginning, which nominals.csv gave.

    That one ends where the dated homes begin. To be run before addresses.csv is written: only one may be current.
    """
    ends = 's."to"' if "to" in present else "m.to_on"
    _noting(
        f"UPDATE {ADDRESSES.table} t SET to_on = f.first FROM ("
        f"  SELECT nominal_id, min(began) AS first FROM ("
        f'    SELECT s.nominal_id, s."from" AS began FROM {ADDRESSES.matched} s WHERE s.kind IN {HOMES}'
        f"    UNION ALL SELECT a.nominal_id, a.from_on FROM {ADDRESSES.table} a"
        f"     WHERE a.kind IN {HOMES} AND a.from_on IS NOT NULL AND a.voided_at IS NULL) dated"
        "   GROUP BY nominal_id) f"
        " WHERE t.nominal_id = f.nominal_id AND t.from_on IS NULL AND t.to_on IS NULL AND t.voided_at IS NULL"
        f" AND t.kind IN {HOMES} AND EXISTS (SELECT FROM {ADDRESSES.matched} s"
        f"  LEFT JOIN {ADDRESSES.table} m ON m.id = s.match_id"
        f"  WHERE s.nominal_id = t.nominal_id AND s.kind IN {HOMES} AND NOT s.in_error AND {ends} IS NULL)"
        " RETURNING t.nominal_id"
    )


def write_homes(present: Present) -> None:
    """The home that nominals.csv gives: the current one without a beginning, unless a dated one is current.

    A changed address corrects the row; a cleared one marks it entered in error.
    """
    if not present & {"address", "postcode", "no_fixed_abode"}:
        return
    _find_homes(present)
    differs = "ROW(u.kind, u.address, u.postcode) IS DISTINCT FROM ROW(h.kind, h.address, h.postcode)"
    _noting(
        f"UPDATE {ADDRESSES.table} u SET voided_at = statement_timestamp(), void_reason = '{TAKEN_BACK}'"
        f" FROM {PLACES} h WHERE u.id = h.current_id AND (h.kind IS NULL OR h.former_id IS NOT NULL AND {differs})"
        " RETURNING u.nominal_id"
    )
    _noting(
        f"UPDATE {ADDRESSES.table} u SET to_on = NULL, postcode = h.postcode FROM {PLACES} h"
        " WHERE u.id = h.former_id RETURNING u.nominal_id"
    )
    _noting(
        f"UPDATE {ADDRESSES.table} u SET kind = h.kind, address = h.address, postcode = h.postcode FROM {PLACES} h"
        f" WHERE u.id = h.current_id AND h.kind IS NOT NULL AND h.former_id IS NULL AND {differs}"
        " RETURNING u.nominal_id"
    )
    _noting(
        f"INSERT INTO {ADDRESSES.table} (nominal_id, kind, address, postcode, recorded_at, void_reason)"
        f" SELECT h.nominal_id, h.kind, h.address, h.postcode, statement_timestamp(), '' FROM {PLACES} h"
        " WHERE h.kind IS NOT NULL AND h.current_id IS NULL AND h.former_id IS NULL RETURNING nominal_id"
    )


def _find_homes(present: Present) -> None:
    """Whom nominals.csv gives a home: what it says, the undated current row, and a former row that said the same."""
    address = "coalesce(s.address, '')" if "address" in present else "coalesce(u.address, '')"
    postcode = "coalesce(s.postcode, '')" if "postcode" in present else "coalesce(u.postcode, '')"
    nowhere = "s.no_fixed_abode" if "no_fixed_abode" in present else "u.kind = 'no_fixed_abode'"
    undated = f"from_on IS NULL AND voided_at IS NULL AND kind IN {HOMES}"
    drop(PLACES)
    execute(
        f"CREATE TEMPORARY TABLE {PLACES} ON COMMIT DROP AS"
        " SELECT said.*, f.id AS former_id FROM ("
        f"  SELECT s.nominal_id, u.id AS current_id, {address} AS address, {postcode} AS postcode,"
        f"   CASE WHEN {nowhere} THEN 'no_fixed_abode' WHEN {address} <> '' OR {postcode} <> '' THEN 'home' END AS kind"
        f"  FROM {NOMINALS.matched} s LEFT JOIN"
        f"   (SELECT * FROM {ADDRESSES.table} WHERE to_on IS NULL AND {undated}) u ON u.nominal_id = s.nominal_id"
        f"  WHERE NOT EXISTS (SELECT FROM {ADDRESSES.table} d WHERE d.nominal_id = s.nominal_id AND d.to_on IS NULL"
        f"   AND d.from_on IS NOT NULL AND d.voided_at IS NULL AND d.kind IN {HOMES})) said"
        f" LEFT JOIN (SELECT * FROM {ADDRESSES.table} WHERE to_on IS NOT NULL AND {undated}) f"
        " ON f.nominal_id = said.nominal_id AND f.kind = said.kind AND f.address = said.address"
    )
    execute(f"ANALYZE {PLACES}")


def altered() -> int:
    """How many nominals, already in the register, nominals.csv changed in any way."""
    [[count]] = fetch(
        f"SELECT count(*) FROM {ALTERED} a JOIN {NOMINALS.matched} s ON s.nominal_id = a.nominal_id"
        " WHERE s.match_id IS NOT NULL",
        [],
    )
    return int(count)
