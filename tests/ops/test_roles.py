"""What the two database roles may do (trust E4, H): the runtime role does the daily work and nothing else."""

from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction

from audit.grants import RUNTIME_TABLE_PRIVILEGES
from common.dbroles import DAILY_WORK, OWN_TABLES, RolesError, as_owner, grant_runtime_role, refuse_old_server
from config.management.commands import flush
from deadlines.models import Heartbeat

HELD = """
    SELECT coalesce(array_agg(a.privilege_type::text ORDER BY 1), '{}') FROM pg_class c
      CROSS JOIN LATERAL aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee
     WHERE c.oid = %s::regclass AND r.rolname = %s"""
TWO_ROLES = settings.DATABASES["default"]["USER"] != settings.DATABASE_OWNER["USER"]
pytestmark = pytest.mark.skipif(not TWO_ROLES, reason="this server was given with one role for both")


def run(statement: str, parameters: list[object] | None = None):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else None


def whoami() -> str:
    return run("SELECT current_user::text")[0][0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE extra (id int)",
        "CREATE FUNCTION extra() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA extra",
        "ALTER TABLE offenders_nominal ADD extra int",
        "ALTER TABLE offenders_nominal OWNER TO CURRENT_USER",
        "ALTER TABLE offenders_nominal DISABLE TRIGGER ALL",
        "DROP TABLE deadlines_heartbeat",
        "TRUNCATE deadlines_heartbeat",
        "CREATE INDEX extra ON deadlines_heartbeat (at)",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())",
        "SET ROLE postgres",
        "SET session_replication_role = replica",
    ],
)
def test_the_runtime_role_cannot_change_the_shape_of_the_database(statement):
    with pytest.raises(ProgrammingError), transaction.atomic():
        run(statement)


@pytest.mark.django_db
def test_the_runtime_role_cannot_become_the_owner():
    with pytest.raises(ProgrammingError), transaction.atomic():
        run(f"SET ROLE {connection.ops.quote_name(settings.DATABASE_OWNER['USER'])}")


@pytest.mark.django_db
def test_the_runtime_role_does_the_daily_work_on_every_other_table():
    role, limited = settings.DATABASES["default"]["USER"], {**OWN_TABLES, **RUNTIME_TABLE_PRIVILEGES}
    tables = connection.introspection.table_names()
    assert set(limited) <= set(tables)
    for table in tables:
        held = run(HELD, [f"public.{table}", role])[0][0]
        assert set(held) == set(limited.get(table, DAILY_WORK)), table


@pytest.mark.django_db(transaction=True)
def test_as_owner_is_the_owner_for_the_block_only_and_in_the_same_database():
    before, name = whoami(), run("SELECT current_database()")
    with as_owner():
        assert whoami() == settings.DATABASE_OWNER["USER"]
        assert run("SELECT current_database()") == name
        with as_owner():
            assert whoami() == settings.DATABASE_OWNER["USER"]
        assert whoami() == settings.DATABASE_OWNER["USER"]
    assert whoami() == before == settings.DATABASES["default"]["USER"]


@pytest.mark.django_db(transaction=True)
def test_as_owner_goes_back_after_an_error():
    with pytest.raises(ZeroDivisionError), as_owner():
        raise ZeroDivisionError
    assert whoami() == settings.DATABASES["default"]["USER"]


@pytest.mark.django_db
def test_as_owner_is_refused_inside_a_transaction():
    with pytest.raises(RuntimeError, match="inside a transaction"), as_owner():
        pass


@pytest.mark.django_db(transaction=True)
def test_grants_are_put_right_and_a_second_time_changes_nothing():
    role = settings.DATABASES["default"]["USER"]
    assert grant_runtime_role() == 0
    with as_owner():
        run(f'GRANT UPDATE, TRUNCATE ON audit_event TO "{role}"')
        run(f'REVOKE DELETE ON deadlines_heartbeat FROM "{role}"')
        run(f'GRANT CREATE ON SCHEMA public TO "{role}"')
    assert grant_runtime_role() == 2
    assert run(HELD, ["public.audit_event", role])[0][0] == sorted(RUNTIME_TABLE_PRIVILEGES["audit_event"])
    assert run("SELECT has_schema_privilege('public', 'CREATE')") == [(False,)]
    assert grant_runtime_role() == 0


@pytest.mark.django_db(transaction=True)
def test_a_runtime_role_that_does_not_exist_is_refused(monkeypatch):
    connection.close()
    monkeypatch.setitem(settings.DATABASES["default"], "USER", "nobody_of_that_name")
    with pytest.raises(RolesError, match="no role “nobody_of_that_name”"):
        grant_runtime_role()
    monkeypatch.undo()
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_granted_where_one_role_is_both(settings):
    settings.DATABASE_OWNER = dict(settings.DATABASES["default"])
    assert grant_runtime_role() == 0


def test_a_server_before_15_is_refused():
    old = SimpleNamespace(ensure_connection=lambda: None, pg_version=140_011)
    with pytest.raises(RolesError, match="PostgreSQL 15 or later is needed; this server is version 14"):
        refuse_old_server(old)


@pytest.mark.django_db(transaction=True)
def test_flush_is_refused_in_production(settings):
    Heartbeat.objects.create(name="kept", at="2026-01-01T00:00Z")
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="never emptied in production"):
        call_command(flush.Command(), interactive=False)
    settings.PRODUCTION = False
    call_command(flush.Command(), interactive=False, verbosity=0)
    assert not Heartbeat.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", [1, 2])
def test_seed_rows_are_back_after_a_test_with_real_transactions(round_):
    from common.models import BankHoliday

    assert BankHoliday.objects.count() > 250
    new = BankHoliday.objects.create(date="2031-01-01", title="A new one gets a free number")
    assert new.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        BankHoliday.objects.create(date="2031-01-01", title="Twice")
