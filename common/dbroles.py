"""The two database roles: the owner, who migrates, and the runtime role, which may only do the daily work.

Everything runs as the runtime role. `as_owner` is for migrations, for emptying a database, and for the tests' own
databases. What the runtime role may do with each table is granted after every migration, exactly, and tables that
`audit.grants` lists get no more than it says (trust E4).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

OLDEST_SERVER = 15
DAILY_WORK = ("SELECT", "INSERT", "UPDATE", "DELETE")
OWN_TABLES: dict[str, tuple[str, ...]] = {"django_migrations": ("SELECT",)}
TABLES = """
    SELECT c.relname,
           coalesce(array_agg(a.privilege_type::text) FILTER (WHERE a.grantee = r.oid), '{}'),
           c.relowner = current_user::regrole
      FROM pg_class c
      JOIN pg_roles r ON r.rolname = %s
      LEFT JOIN LATERAL aclexplode(c.relacl) a ON true
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
     GROUP BY c.relname, c.relowner
     ORDER BY c.relname"""


class RolesError(RuntimeError):
    """The database server or its roles are not as they must be; the text says what to change."""


@contextmanager
def as_owner(alias: str = "default") -> Iterator[BaseDatabaseWrapper]:
    """Run the block on a connection of the owning role, to the same database; then go back to the runtime role.

    Only this thread's connection changes. Not inside a transaction: the connection is closed on both sides.
    """
    connection = connections[alias]
    before, owner = connection.settings_dict, settings.DATABASE_OWNER
    if _same_role(before, owner):
        yield connection
        return
    if connection.in_atomic_block:
        raise RuntimeError("as_owner cannot be used inside a transaction: it would be lost.")
    connection.close()
    connection.settings_dict = {**before, **{key: owner.get(key, "") for key in ("HOST", "PORT", "USER", "PASSWORD")}}
    try:
        yield connection
    finally:
        connection.close()
        before["NAME"] = connection.settings_dict["NAME"]
        connection.settings_dict = before


def _same_role(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether both log in as one role; the embedded server's address and password are filled in later."""
    return all(str(one.get(key) or "") == str(other.get(key) or "") for key in ("USER", "NAME", "HOST", "PORT")) or (
        bool(one.get("EMBEDDED_IN")) and one["USER"] == other["USER"]
    )


def refuse_old_server(connection: BaseDatabaseWrapper) -> None:
    """Raise RolesError unless the server is PostgreSQL 15 or later."""
    connection.ensure_connection()
    version: int = connection.pg_version  # type: ignore[attr-defined]
    if version // 10_000 < OLDEST_SERVER:
        raise RolesError(f"PostgreSQL {OLDEST_SERVER} or later is needed; this server is version {version // 10_000}.")


def grant_runtime_role(alias: str = "default") -> int:
    """Give the runtime role exactly what it needs in this database; return how many tables had to change.

    Nothing is done where one role is both (a local server with DATABASE_URL alone).
    """
    role = str(settings.DATABASES[alias]["USER"])
    if role == settings.DATABASE_OWNER["USER"]:
        return 0
    with as_owner(alias) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if not cursor.fetchone():
            raise RolesError(f"The database has no role “{role}”, which DATABASE_URL names. See docs/operations.md.")
        quoted = connection.ops.quote_name(role)
        _grant_schema(cursor, role, quoted)
        cursor.execute(TABLES, [role])
        changed = 0
        limited = {**OWN_TABLES, **_audit_tables()}
        for table, has, ours in cursor.fetchall():
            wanted = _allowed(table, limited)
            if ours and set(has) != set(wanted):
                _grant_table(cursor, connection.ops.quote_name(table), quoted, wanted)
                changed += 1
        _grant_sequences(cursor, connection, quoted, limited)
    return changed


def _audit_tables() -> dict[str, tuple[str, ...]]:
    """Return what the audit app allows on its own tables; that app lies to the right, so it is asked by name."""
    try:
        grants = import_module("audit.grants")
    except ModuleNotFoundError:
        return {}
    return dict(grants.RUNTIME_TABLE_PRIVILEGES)


def _allowed(table: str, limited: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """What the runtime role may do with a table: what is said of it, or of its kind, or the daily work."""
    if table in limited:
        return limited[table]
    for prefix, privileges in import_module("audit.grants").RUNTIME_PREFIX_PRIVILEGES.items():
        if table.startswith(prefix):
            return tuple(privileges)
    return DAILY_WORK


def _grant_schema(cursor: Any, role: str, quoted: str) -> None:
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
    cursor.execute(f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {quoted}")
    cursor.execute("SELECT has_schema_privilege(%s, 'public', 'CREATE')", [role])
    if cursor.fetchone()[0]:
        raise RolesError(
            f"The runtime role “{role}” could still create tables: it owns the database, is a superuser, or is a "
            "member of the owning role. See docs/operations.md for how the two roles are made."
        )


def _grant_table(cursor: Any, table: str, role: str, wanted: tuple[str, ...]) -> None:
    cursor.execute(f"REVOKE ALL ON TABLE public.{table} FROM {role}")
    if wanted:
        cursor.execute(f"GRANT {', '.join(wanted)} ON TABLE public.{table} TO {role}")


def _grant_sequences(
    cursor: Any, connection: BaseDatabaseWrapper, role: str, limited: Mapping[str, tuple[str, ...]]
) -> None:
    """Sequences go with the right to insert into the table that owns them."""
    cursor.execute(
        """
        SELECT s.relname, t.relname
          FROM pg_class s
          LEFT JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
                                AND d.refclassid = 'pg_class'::regclass
          LEFT JOIN pg_class t ON t.oid = d.refobjid
         WHERE s.relkind = 'S' AND s.relnamespace = 'public'::regnamespace AND s.relowner = current_user::regrole"""
    )
    for sequence, table in cursor.fetchall():
        name = connection.ops.quote_name(sequence)
        if "INSERT" in limited.get(table, DAILY_WORK):
            cursor.execute(f"GRANT USAGE, SELECT ON SEQUENCE public.{name} TO {role}")
        else:
            cursor.execute(f"REVOKE ALL ON SEQUENCE public.{name} FROM {role}")
