"""Judges a bundle as a whole: each file against itself, against nominals.csv and against the register. Set-based."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from common.rows import fetch
from exchange.bundle.facts import ADDRESSES, STATUS_PERIODS
from exchange.bundle.files import FORCE, NOMINALS, OFFICERS, RANKS
from exchange.bundle.mappa import meetings_of
from exchange.bundle.notification import links_of
from exchange.bundle.orders import CONDITION_CHECKS, CONDITIONS
from exchange.bundle.problems import LISTED, Problems
from exchange.bundle.spec import FileSpec, Key, Parent, Staged

HOMES = "('home', 'no_fixed_abode')"


@dataclass(frozen=True)
class Check:
    """A query that answers (line, message, how many in all) for the first faults it finds."""

    name: str
    column: str
    sql: str


def check(one: Staged, problems: Problems, *, nominals_read: bool, unread: Collection[str] = ()) -> None:
    """Run every check that a file calls for. `unread`: the files whose rows cannot be judged."""
    spec = one.spec
    checks = [_same_key(spec), *_several(one)]
    if spec.parent:
        checks += [] if spec.parent.file in unread else _nothing(spec.parent, spec, unread)
    elif spec.of_person and spec is not NOMINALS and nominals_read:
        checks.append(_nobody(spec))
    if spec.key_alone:
        checks.append(_somebody_elses(spec))
    for first, second in spec.in_order:
        checks += _in_order(one, first, second)
    if spec is CONDITIONS:
        own_fault = "s.ends_on < s.starts_on"
        checks.append(_before_its_parent(spec, "ends_on", "Ends before the order was made on", own_fault))
    if spec is CONDITION_CHECKS:
        checks.append(_before_its_parent(spec, "checked_on", "Checked before the order was made on"))
    checks += [Check(*found) for found in links_of(one, frozenset(unread))]
    checks += [Check(*found) for found in meetings_of(one, frozenset(unread))]
    checks += _new_rows_need(one)
    checks += _pairs(one)
    if spec in (NOMINALS, OFFICERS):
        checks += _places(one)
    if "approved_on" in one.present and "approved" not in one.present:
        checks.append(_day_without_approval(spec))
    if spec is ADDRESSES:
        kinds = f"kind IN {HOMES}"
        what = "current home or place of no fixed abode"
        lasting = "coalesce(ended, 'infinity') > current_date"  # what is over may be told as it was remembered
        checks.append(_one_at_a_time(one, "nominal_id", f"s.{kinds}", f"t.{kinds}", what, lasting))
    if spec is STATUS_PERIODS:
        what = "open period of this status"
        checks.append(_one_at_a_time(one, "nominal_id, status", "true", "true", what, "ended IS NULL"))
    for each in checks:
        _run(each, spec, problems)


def _run(each: Check, spec: FileSpec, problems: Problems) -> None:
    sql = f"SELECT line, message, count(*) OVER () FROM ({each.sql}) found ORDER BY line LIMIT {LISTED}"
    rows = fetch(sql, [])
    for line, message, _ in rows:
        problems.add(RANKS[spec.file], spec.file, line, each.column, message, found_by=each.name)
    if rows:
        problems.add_uncounted(rows[0][2] - len(rows))


def _same_key(spec: FileSpec) -> Check:
    """Two rows of one file with the same key: an error at every row but the first."""
    alone = spec in (NOMINALS, OFFICERS) or not spec.of_person or spec.key_alone
    person = [] if alone or spec.parent else ["s.nominal_id"]
    key = ", ".join([*person, *(_folded(part) for part in spec.key)])
    who = "true" if alone else "s.nominal_id IS NOT NULL"
    columns = [*(["reference"] if person else []), *(part.column for part in spec.key)]
    named = " and ".join(", ".join(columns).rsplit(", ", 1))
    return Check(
        "same key",
        spec.same_key_at,
        f"SELECT line, 'The same {named} as row ' || first || '{spec.same_key_hint}' AS message FROM ("
        f" SELECT s.line, min(s.line) OVER (PARTITION BY {key}) AS first"
        f"  FROM {spec.matched} s WHERE s.keyed AND {who}"
        ") numbered WHERE line > first",
    )


def _several(one: Staged) -> list[Check]:
    """A row without a part of its key that the file leaves out, of which the register has several."""
    return [
        Check(
            f"several {part.column}s",
            part.column,
            f"SELECT s.line, 'The register has several such rows: give the column {part.column}' AS message"
            f" FROM {one.spec.matched} s GROUP BY s.line HAVING count(*) > 1",
        )
        for part in one.spec.key
        if part.leaves and part.column not in one.present
    ]


def _folded(part: Key) -> str:
    """The key as the file itself repeats it; a force that is not known yet has no id, so its name counts."""
    return "lower(s.force)" if part.column == "force" else part.staged or f's."{part.column}"'


def _nobody(spec: FileSpec) -> Check:
    return Check(
        "nobody",
        "reference",
        "SELECT s.line, 'Nobody has the reference “' || s.reference || '”: add them to nominals.csv, or correct it'"
        f" AS message FROM {spec.matched} s WHERE s.nominal_id IS NULL AND s.reference IS NOT NULL",
    )


def _nothing(parent: Parent, spec: FileSpec, unread: Collection[str]) -> list[Check]:
    """What the rows hang on is not known, or what that hangs on is not."""
    above = parent.above if parent.above and parent.above.file not in unread else None
    lacking = f"s.parent_id IS NULL AND {parent.key} IS NOT NULL"
    found = []
    if above:
        known = f"EXISTS (SELECT FROM {above.known} k WHERE k.key = {above.key})"
        found = [_lacks(above, spec, f"{lacking} AND NOT {known}")]
        lacking += f" AND {known}"
    return [*found, _lacks(parent, spec, lacking)]


def _lacks(parent: Parent, spec: FileSpec, where: str) -> Check:
    sql = f"SELECT s.line, {parent.message} AS message FROM {spec.matched} s WHERE {where}"
    return Check(f"no {parent.column}", parent.column, sql)


def _somebody_elses(spec: FileSpec) -> Check:
    """The register has this key for another nominal."""
    column = spec.key[0].column
    return Check(
        "somebody else's",
        column,
        f"SELECT s.line, 'The register has “' || s.{column} || '” for another nominal: correct one of the two'"
        f" AS message FROM {spec.matched} s JOIN {spec.table} t ON t.id = s.match_id"
        " WHERE s.nominal_id IS NOT NULL AND t.nominal_id <> s.nominal_id",
    )


def _before_its_parent(spec: FileSpec, column: str, message: str, unless: str = "false") -> Check:
    """A day before what the row hangs on was made."""
    wrong = f"s.{column} < s.parent_made_on AND NOT s.in_error AND NOT coalesce({unless}, false)"
    return Check(
        f"{column} before its parent",
        column,
        f"SELECT s.line, '{message} ' || s.parent_made_on || ': correct the one or the other' AS message"
        f" FROM {spec.matched} s WHERE {wrong}",
    )


def _in_order(one: Staged, first: str, second: str) -> list[Check]:
    """A day of the file before one that only the register has, or the other way round: where the file has both, its
    own judge has seen them."""
    spec = one.spec
    given = [name for name in (first, second) if name in one.present]
    if len(given) != 1:
        return []
    early, late = (f"s.{name}" if name in given else f"t.{name}" for name in (first, second))
    return [
        Check(
            f"{first} and {second}",
            given[0],
            f"SELECT s.line, 'With the register {first} is ' || {early} || ' and {second} ' || {late}"
            " || ': correct the one or the other' AS message"
            f" FROM {spec.matched} s JOIN {spec.table} t ON t.id = s.match_id WHERE {late} < {early}",
        )
    ]


def _new_rows_need(one: Staged) -> list[Check]:
    """A column that only new rows need is missing from a file that has new rows: the header is at fault."""
    return [
        Check(
            f"new rows need {column.name}",
            column.name,
            "SELECT 1 AS line, 'The column is missing, and row ' || min(s.line) || ' is new, so give it' AS message"
            f" FROM {one.spec.matched} s WHERE s.match_id IS NULL AND s.keyed AND NOT s.in_error"
            " HAVING count(*) > 0",
        )
        for column in one.spec.columns
        if column.new_rows_need and column.name not in one.present
    ]


def _pairs(one: Staged) -> list[Check]:
    """Of a number and its unit the file has but one column: with what the register has in the other it is half of the
    two, or more than makes sense. Where the file has both, its own judge has seen them.
    """
    found = []
    for pair in one.spec.pairs:
        given = [name for name in (pair.value, pair.unit) if name in one.present]
        if len(given) != 1:
            continue
        value, unit = (f'{"s" if name in given else "t"}."{name}"' for name in (pair.value, pair.unit))
        [other] = {pair.value, pair.unit} - {*given}
        most = " ".join(f"WHEN '{code}' THEN {number}" for code, number in pair.longest.items())
        rows = f"{one.spec.matched} s LEFT JOIN {one.spec.table} t ON t.id = s.match_id WHERE NOT s.in_error"
        half = f's."{given[0]}" IS NOT NULL AND nullif(t."{other}"::text, \'\') IS NULL'
        found += [
            Check(
                f"half of {other}",
                other,
                f"SELECT s.line, '{pair.half}' AS message FROM {rows} AND {half}",
            ),
            Check(
                f"too much of {given[0]}",
                given[0],
                f"SELECT s.line, 'At most ' || (CASE {unit} {most} END) || ' ' || replace({unit}, '_', ' ') AS message"
                f" FROM {rows} AND {value} > CASE {unit} {most} END",
            ),
        ]
    return found


def _places(one: Staged) -> list[Check]:
    """A team does not follow a person to another force: people see the records of their team."""
    if "team" in one.present or "force" not in one.present:
        return []
    table = f"{one.spec.matched} s JOIN {one.spec.table} t ON t.id = s.match_id"
    return [
        Check(
            "another force",
            "force",
            "SELECT s.line, 'The team on record belongs to the former force: give the column team as well' AS message"
            f" FROM {table} WHERE t.team_id IS NOT NULL AND t.force_id IS DISTINCT FROM {FORCE} AND NOT s.faulty",
        )
    ]


def _day_without_approval(spec: FileSpec) -> Check:
    return Check(
        "day without approval",
        "approved_on",
        "SELECT s.line, 'The register holds this as not approved: add the column approved with yes' AS message"
        f" FROM {spec.matched} s JOIN {spec.table} t ON t.id = s.match_id"
        " WHERE s.approved_on IS NOT NULL AND NOT t.approved",
    )


def _one_at_a_time(one: Staged, same: str, staged_kind: str, register_kind: str, what: str, only: str) -> Check:
    """No two at one time, among those of the file and those of the register that it leaves alone.

    `only`: SQL over `began` and `ended`, of the rows that count. One that ends on the day on which another begins is
    not there with it. An undated home, which nominals.csv gave, makes way for a dated one and does not count.
    """
    spec = one.spec
    ends = 's."to"' if "to" in one.present else "t.to_on"
    keys = [f"s.{name.strip()}" for name in same.split(",")]
    both = " AND ".join(f"o.{name.strip()} = r.{name.strip()}" for name in same.split(","))
    both += " AND o.began < coalesce(r.ended, 'infinity') AND r.began < coalesce(o.ended, 'infinity')"
    hint = "give the day on which the other ended"
    return Check(
        "two at one time",
        "to",
        f"""
        WITH mine AS (SELECT * FROM (
            SELECT s.line, {", ".join(keys)}, s."from" AS began, {ends} AS ended
              FROM {spec.matched} s LEFT JOIN {spec.table} t ON t.id = s.match_id
             WHERE {staged_kind} AND s.keyed AND NOT s.faulty AND NOT s.in_error) rows WHERE {only}
        ), register AS (SELECT * FROM (
            SELECT {same}, t.from_on AS began, t.to_on AS ended FROM {spec.table} t
             WHERE {register_kind} AND t.voided_at IS NULL AND t.from_on IS NOT NULL
               AND NOT EXISTS (SELECT FROM {spec.matched} s WHERE s.match_id = t.id)) rows WHERE {only}
        )
        SELECT o.line, 'A second {what}, after row ' || min(r.line) || ': {hint}' AS message
          FROM mine o JOIN mine r ON r.line < o.line AND {both} GROUP BY o.line
        UNION ALL
        SELECT o.line, 'The register has another {what}: {hint}, in a row of its own' FROM mine o
         WHERE NOT EXISTS (SELECT FROM mine r WHERE r.line < o.line AND {both})
           AND EXISTS (SELECT FROM register r WHERE {both})
        """,
    )
