"""A database of the benchmarks' own on the server that the settings name, dropped afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, connections

from common.dbroles import as_owner


def use(name: str) -> None:
    """Make every later connection go to the database of that name."""
    connection.close()
    for known in (settings.DATABASES["default"], settings.DATABASE_OWNER, connections["default"].settings_dict):
        known["NAME"] = name


@contextmanager
def fresh(label: str) -> Iterator[str]:
    """Make a migrated, empty database as the owning role; drop it when the block ends, however it ends."""
    before = settings.DATABASES["default"]["NAME"]
    name = f"bench_{label}_{os.getpid()}"
    _as_owner_outside(f'DROP DATABASE IF EXISTS "{name}"')
    try:
        _as_owner_outside(f'CREATE DATABASE "{name}"')
    except ProgrammingError as error:
        raise SystemExit(
            f"The benchmarks make a database of their own, which the owning role may not: {error}"
        ) from None
    use(name)
    try:
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        yield name
    finally:
        use(before)
        _as_owner_outside(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _as_owner_outside(statement: str) -> None:
    """Run a statement about databases from the database that the settings name."""
    with as_owner() as owner:
        owner.close()
        with owner._nodb_cursor() as cursor:
            cursor.execute(statement)


def run_as_owner(*statements: str) -> None:
    """Run statements one by one, each committed, as the owning role: TRUNCATE, VACUUM, CREATE TABLE."""
    with as_owner() as owner, owner.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
