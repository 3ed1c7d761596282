"""Writes the difference between a file and the register: updates what differs, adds what is not there."""

from __future__ import annotations

from common.rows import fetch
from exchange.bundle.files import NOMINALS
from exchange.bundle.matching import ALTERED, TOUCHED
from exchange.bundle.spec import TAKEN_BACK, Counts, FileSpec, Parent, Staged
from exchange.bundle.staging import execute


def merge(one: Staged) -> Counts:
    """Bring the register's table into line with the file. Rows marked entered in error are left as they are."""
    spec = one.spec
    counted = f"count(*), count(*) FILTER (WHERE in_error), count(*) FILTER (WHERE NOT in_error AND ({one.silent}))"
    [[rows, in_error, silent]] = fetch(f"SELECT {counted} FROM {spec.matched} s", [])
    changed = _take_back(one) + _update(one)
    return Counts(spec.file, added=_insert(one), changed=changed, rows=rows, in_error=in_error, silent=silent)


def _take_back(one: Staged) -> int:
    """Take back what the file leaves blank: a fact is marked entered in error, what is none goes.

    A proposal that was returned stays, with its answer.
    """
    spec = one.spec
    if not spec.content:
        return 0
    void = f"UPDATE {spec.table} t SET voided_at = statement_timestamp(), void_reason = '{TAKEN_BACK}' FROM"
    gone, standing = (void, "t.returned_at IS NULL") if spec.is_fact else (f"DELETE FROM {spec.table} t USING", "true")
    [[number]] = fetch(
        f"WITH updated AS ({gone} {spec.matched} s WHERE t.id = s.match_id AND {standing} AND ({one.silent})"
        f"  RETURNING {_owner(spec)} AS nominal_id) {_note(spec)} SELECT count(*) FROM updated",
        [],
    )
    return int(number)


def _update(one: Staged) -> int:
    """Only rows that really differ. Where only one row may be open, those that end go first."""
    spec = one.spec
    sets = [(write, sql) for write in spec.writes if (sql := write.change(one.present)) is not None]
    compared = [(write.target, sql) for write, sql in sets if write.compared]
    if not compared:
        return 0
    assigned = ", ".join(f"{write.target} = {sql}" for write, sql in sets)
    was = ", ".join(f"t.{target}" for target, _ in compared)
    now = ", ".join(sql for _, sql in compared)
    changed = 0
    for order in [f"({spec.first})", f"NOT ({spec.first})"] if spec.first and "to" in one.present else ["true"]:
        [[number]] = fetch(
            f"WITH updated AS (UPDATE {spec.table} t SET {assigned} FROM {spec.matched} s"
            f"  WHERE t.id = s.match_id AND {order} AND NOT ({one.silent}) AND ROW({was}) IS DISTINCT FROM ROW({now})"
            f"  RETURNING {_owner(spec)} AS nominal_id{', s.parent_id' if spec.parent else ''})"
            f" {_note(spec)}{_newer(spec)} SELECT count(*) FROM updated",
            [],
        )
        changed += number
    return changed


def _owner(spec: FileSpec) -> str:
    if not spec.of_person:
        return "t.id"
    return "t.id" if spec is NOMINALS else "t.nominal_id"


def _note(spec: FileSpec) -> str:
    """Note the nominals that were touched, in the same statement."""
    if not spec.of_person:
        return ""
    tables = (TOUCHED, ALTERED) if spec is NOMINALS else (TOUCHED,)
    notes = ", ".join(
        f"note_{table} AS (INSERT INTO {table} SELECT DISTINCT nominal_id FROM updated ON CONFLICT DO NOTHING)"
        for table in tables
    )
    return f", {notes}"


def _newer(spec: FileSpec) -> str:
    """Give what the rows hang on its next version, in the same statement."""
    if not (spec.parent and spec.parent.versioned):
        return ""
    return f", newer AS ({_next_version(spec.parent, 'SELECT parent_id FROM updated')})"


def _next_version(parent: Parent, ids: str) -> str:
    return f"UPDATE {parent.versioned} SET version = version + 1 WHERE id IN ({ids})"


def _insert(one: Staged) -> int:
    spec = one.spec
    targets = [write.target for write in spec.writes]
    values = [write.new for write in spec.writes]
    if spec.is_fact:
        targets.append("nominal_id")
        values.append("s.nominal_id")
    new = f"s.match_id IS NULL AND NOT s.in_error AND NOT ({one.silent})"
    # In the order of the nominals, so that one person's rows lie together.
    order = "s.nominal_id, s.line" if spec.is_fact else "s.line"
    added = execute(
        f"INSERT INTO {spec.table} ({', '.join(targets)})"
        f" SELECT {', '.join(values)} FROM {spec.matched} s WHERE {new} ORDER BY {order}"
    )
    if added and spec.of_person:
        execute(
            f"INSERT INTO {TOUCHED} SELECT DISTINCT s.nominal_id FROM {spec.matched} s WHERE {new}"
            " ON CONFLICT DO NOTHING"
        )
    if added and spec.parent and spec.parent.versioned:
        execute(_next_version(spec.parent, f"SELECT s.parent_id FROM {spec.matched} s WHERE {new}"))
    return added
