"""The tests' databases: made by the owning role, used by the runtime role, as in production."""

import gc
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# How long a machine takes is no property of the rules: a slow one must not fail them.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

pytest_plugins = ["tests.fixtures"]


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Make this worker's test database as the owner, remember its seed rows, and drop it at the end."""
    from django.test.utils import setup_databases, teardown_databases

    from common.dbroles import as_owner
    from tests.support import seed

    verbosity = request.config.option.verbose
    with django_db_blocker.unblock(), as_owner() as connection:
        keep = django_db_keepdb and not django_db_createdb
        made = setup_databases(verbosity=verbosity, interactive=False, keepdb=keep)
        seed.keep(connection)
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock(), as_owner():
            teardown_databases(made, verbosity=verbosity)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported and collected stays to the end: looking through it for garbage took a quarter of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


@pytest.fixture(scope="session")
def require_browser() -> bool:
    """Whether a missing Chromium fails the browser tests rather than leaving them out."""
    return os.environ.get("REQUIRE_BROWSER") == "1"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no server behind: wait for the embedded services, which stop once nobody uses them."""
    if hasattr(config, "workerinput"):
        return
    from django.conf import settings

    from config import embedded

    if settings.configured and embedded.in_use(settings.DATA_DIR):
        from django.db import connections

        connections.close_all()
        embedded.release(settings.DATA_DIR, wait=10)
