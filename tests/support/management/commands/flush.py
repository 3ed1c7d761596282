"""The product's flush, which the tests use between tests with real transactions; then the seed rows come back."""

from typing import Any

from django.db import connections

from common.dbroles import as_owner
from config.management.commands import flush
from tests.support import seed


class Command(flush.Command):
    """Empty every table, audit tables included, and put back what a new database has."""

    def handle(self, **options: Any) -> None:
        alias = options["database"]
        with as_owner(alias):
            seed.empty(connections[alias])
            seed.put_back(connections[alias])
