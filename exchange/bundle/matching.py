"""Who and what each staged row means: the nominal, and the row of the register with the same natural key."""

from __future__ import annotations

from dataclasses import replace

from common.rows import fetch
from exchange.bundle.files import FORCE, NOMINALS, OFFICERS, POLICY
from exchange.bundle.spec import TAKEN_BACK, FileSpec, Staged, folded
from exchange.bundle.staging import drop, execute

PEOPLE = "bundle_people"
TOUCHED = "bundle_touched"  # nominals whose deadlines have to be worked out anew
ALTERED = "bundle_altered"  # nominals of whom nominals.csv changed something

_REGISTER = f"""
    CREATE TEMPORARY TABLE {PEOPLE} ON COMMIT DROP AS
    SELECT upper(reference) AS reference, id, false AS is_new, merged_into_id FROM offenders_nominal
"""
_NEWCOMERS = f"""
    INSERT INTO {PEOPLE} (reference, id, is_new)
    SELECT reference, nextval(pg_get_serial_sequence('offenders_nominal', 'id')), true
      FROM (SELECT upper(s.reference) AS reference, min(s.line) AS line FROM {NOMINALS.staged} s
             WHERE s.reference IS NOT NULL
               AND NOT EXISTS (SELECT FROM {PEOPLE} p WHERE p.reference = upper(s.reference))
             GROUP BY 1 ORDER BY 2) newcomers
"""


def make_people(*, nominals_read: bool) -> None:
    """Everybody whom a row may name: the register's nominals and those of nominals.csv, the new ones with their id."""
    drop(PEOPLE, TOUCHED, ALTERED)
    execute(_REGISTER)
    execute(f"ALTER TABLE {PEOPLE} ADD PRIMARY KEY (reference)")
    if nominals_read:
        execute(_NEWCOMERS)
    execute(f"ANALYZE {PEOPLE}")
    for table in (TOUCHED, ALTERED):
        execute(f"CREATE TEMPORARY TABLE {table} (nominal_id bigint PRIMARY KEY) ON COMMIT DROP")


def make_forces(staged: list[Staged]) -> None:
    """A force is made by its name when it first appears; the first spelling stays."""
    naming = [one.spec for one in staged if one.spec in (POLICY, OFFICERS, NOMINALS) and "force" in one.present]
    if not naming:
        return
    names = " UNION ALL ".join(
        f"SELECT force, {place} AS place, line FROM {spec.staged} WHERE force IS NOT NULL"
        for place, spec in enumerate(naming)
    )
    execute(
        "INSERT INTO accounts_force (name)"
        f" SELECT DISTINCT ON (lower(force)) force FROM ({names}) named"
        f" WHERE NOT EXISTS (SELECT FROM accounts_force f WHERE {folded('f.name')} = lower(named.force))"
        " ORDER BY lower(force), place, line"
    )


def make_teams(one: Staged) -> None:
    """A team likewise, within its force: the row's own, or the register's where the file has no such column."""
    if "team" not in one.present:
        return
    if "force" in one.present:
        named = (
            f"SELECT {FORCE} AS force_id, s.team AS name, s.line FROM ("
            "  SELECT DISTINCT ON (lower(force), lower(team)) force, team, line"
            f"  FROM {one.spec.matched} ORDER BY lower(force), lower(team), line) s"
        )
    else:
        named = (
            f"SELECT t.force_id, s.team AS name, s.line FROM {one.spec.matched} s"
            f" LEFT JOIN {one.spec.table} t ON t.id = s.match_id"
        )
    execute(
        "INSERT INTO accounts_team (force_id, name)"
        f" SELECT DISTINCT ON (force_id, lower(name)) force_id, name FROM ({named}) named"
        " WHERE name IS NOT NULL AND force_id IS NOT NULL AND NOT EXISTS (SELECT FROM accounts_team x"
        f"  WHERE x.force_id = named.force_id AND {folded('x.name')} = lower(named.name))"
        " ORDER BY force_id, lower(name), line"
    )


def teams_without_force(one: Staged) -> int:
    """How many rows name a team where no force is known for it to lie in: the team is not kept. After the merge."""
    if "team" not in one.present:
        return 0
    [[count]] = fetch(
        f"SELECT count(*) FROM {one.spec.matched} s JOIN {one.spec.table} t ON {condition(one.spec, 't')}"
        " WHERE s.team IS NOT NULL AND t.force_id IS NULL",
        [],
    )
    return int(count)


def match(one: Staged) -> None:
    """Make the table of a file's rows with `nominal_id`, `match_id` (the register's row) and `in_error`.

    `in_error`: the only row of that key in the register is marked entered in error by hand, or what the row hangs
    on is; it stays as it is. Rows that hang on another have `parent_id` too; those that others hang on, `row_id`.
    """
    key = tuple(part for part in one.spec.key if part.column in one.present or not part.leaves)
    spec = replace(one.spec, key=key)
    drop(spec.matched)
    in_error = "t.id IS NULL AND v.nominal_id IS NOT NULL" if spec.is_fact else "false"
    if spec.parent:
        in_error = f"s.parent_in_error OR ({in_error})"
    row_id = f", coalesce(t.id, nextval(pg_get_serial_sequence('{spec.table}', 'id'))) AS row_id" if spec.known else ""
    # A row whose key is one of the whole register may leave out whose it is, where the register knows.
    known = "coalesce(s.named_id, CASE WHEN s.reference IS NULL THEN t.nominal_id END) AS nominal_id"
    owner = f", {known}" if spec.key_alone else ""
    execute(
        f"CREATE TEMPORARY TABLE {spec.matched} ON COMMIT DROP AS"
        f" SELECT s.*, t.id AS match_id, coalesce({in_error}, false) AS in_error{row_id}{owner}"
        f" FROM {_owned(spec)} s LEFT JOIN {_register(spec)} t ON {condition(spec, 't')} {_voided(spec)}"
    )
    drop(spec.staged)
    execute(f"ANALYZE {spec.matched}")


def make_known(spec: FileSpec, *, read: Staged | None) -> None:
    """All that rows of other files may hang on: the rows of the file, where it was read, and the register's.

    What stands goes before what is marked entered in error, what the file says before what the register says.
    """
    known = spec.known
    if known is None:
        return
    drop(known.table)
    made_column, made = known.made_on
    owner = "t.nominal_id" if spec.of_person else "NULL::bigint"
    rows = (
        f"SELECT {known.target_key} AS key, t.id, {owner} AS nominal_id, {made} AS made_on,"
        f" {known.in_error} AS in_error,"
        f" true AS stored, 0 AS line FROM {spec.table} t {known.joins}"
    )
    if read:
        has_it = made_column and (made_column in read.present or made_column not in spec.by_name)
        made_staged = f"s.{made_column}" if has_it else made
        rows += (
            f" UNION ALL SELECT {known.staged_key}, s.row_id, s.nominal_id, {made_staged}, false, false, s.line"
            f" FROM {spec.matched} s LEFT JOIN {spec.table} t ON t.id = s.match_id WHERE NOT s.in_error"
        )
    execute(
        f"CREATE TEMPORARY TABLE {known.table} ON COMMIT DROP AS"
        f" SELECT DISTINCT ON (key) key, id, nominal_id, made_on, in_error FROM ({rows}) named"
        " WHERE key IS NOT NULL ORDER BY key, in_error, stored, line"
    )
    execute(f"CREATE INDEX ON {known.table} (key)")
    execute(f"ANALYZE {known.table}")


def _owned(spec: FileSpec) -> str:
    """The staged rows with the nominal that each is of."""
    if spec.parent:
        return (
            "(SELECT s.*, p.nominal_id, p.id AS parent_id, p.made_on AS parent_made_on,"
            " coalesce(p.in_error, false) AS parent_in_error"
            f" FROM {spec.staged} s LEFT JOIN {spec.parent.known} p ON p.key = {spec.parent.key})"
        )
    if spec.of_person:
        people = f"LEFT JOIN {PEOPLE} p ON p.reference = upper(s.reference)"
        # Facts of a record that was merged into another are the other's; nominals.csv speaks of its own row only.
        owner = "p.id" if spec is NOMINALS else "coalesce(p.merged_into_id, p.id)"
        return (
            f"(SELECT s.*, {owner} AS {'named_id' if spec.key_alone else 'nominal_id'} FROM {spec.staged} s {people})"
        )
    return f"(SELECT s.*, NULL::bigint AS nominal_id FROM {spec.staged} s)"


def condition(spec: FileSpec, row: str) -> str:
    """That a row of the register has the staged row's key."""
    person = [f"{row}.nominal_id = s.nominal_id"] if spec.is_fact and not spec.key_alone else []
    return " AND ".join([*person, *(part.sql(row) for part in spec.key)])


def _key(spec: FileSpec) -> str:
    return ", ".join([*([] if spec.key_alone else ["t.nominal_id"]), *(part.target for part in spec.key)])


def _register(spec: FileSpec) -> str:
    if not spec.is_fact:
        return spec.table
    one, order = (f"DISTINCT ON ({_key(spec)})", f"ORDER BY {_key(spec)}, {spec.prefer}") if spec.prefer else ("", "")
    return f"(SELECT {one} t.* FROM {spec.table} t WHERE t.voided_at IS NULL {order})"


def _voided(spec: FileSpec) -> str:
    if not spec.is_fact:
        return ""
    key = _key(spec)
    by_hand = f"t.voided_at IS NOT NULL AND t.void_reason <> '{TAKEN_BACK}'"
    voided = f"(SELECT DISTINCT ON ({key}) t.* FROM {spec.table} t WHERE {by_hand} ORDER BY {key})"
    return f"LEFT JOIN {voided} v ON {condition(spec, 'v')}"
