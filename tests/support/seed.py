"""What the migrations put into the tables (bank holidays, national policy values), kept for after a flush.

A test with real transactions empties every table when it ends; the next test expects what a new database has.
"""

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

FILLED = """
    SELECT quote_ident(c.relname) FROM pg_class c
     WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r' ORDER BY c.relname"""
COLUMNS = """
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
     WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"""


def keep(connection: BaseDatabaseWrapper) -> None:
    """Copy every table that is not empty into the schema `seed`, which only the owner sees."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS seed CASCADE")
        cursor.execute("CREATE SCHEMA seed")
        cursor.execute(FILLED, ["public"])
        for (table,) in cursor.fetchall():
            if table == "django_migrations":
                continue  # a flush leaves it alone
            cursor.execute(f"SELECT EXISTS (SELECT FROM public.{table})")
            if cursor.fetchone()[0]:
                cursor.execute(f"CREATE TABLE seed.{table} AS TABLE public.{table}")


def empty(connection: BaseDatabaseWrapper) -> None:
    """Delete every row there is. A test leaves few, and truncating hundreds of empty tables takes half a second."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FILLED, ["public"])
        tables = [table for (table,) in cursor.fetchall() if table != "django_migrations"]
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM public.{table})" for table in tables)
        )
        filled = [table for (table,) in cursor.fetchall()]
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in filled:
            cursor.execute(f"DELETE FROM public.{table}")


def put_back(connection: BaseDatabaseWrapper) -> None:
    """Fill the emptied tables from `seed`, if there is one, in one transaction with the keys checked at its end."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'seed'")
        if not cursor.fetchone():
            return
        cursor.execute(FILLED, ["seed"])
        for (table,) in cursor.fetchall():
            cursor.execute(COLUMNS, [f"public.{table}"])
            columns = cursor.fetchone()[0]
            cursor.execute(
                f"INSERT INTO public.{table} ({columns}) OVERRIDING SYSTEM VALUE "
                f"SELECT {columns} FROM seed.{table} ON CONFLICT DO NOTHING"
            )
            cursor.execute(
                "SELECT pg_get_serial_sequence(%s, 'id') WHERE %s ~ '\\mid\\M'", [f"public.{table}", columns]
            )
            if (row := cursor.fetchone()) and row[0]:
                cursor.execute(f"SELECT setval(%s, (SELECT max(id) FROM public.{table}))", [row[0]])
