"""Django's flush, as the owning role: the runtime role cannot empty a table. Refused in production."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import flush

from common.dbroles import as_owner


class Command(flush.Command):
    """`manage.py flush`: empties a demonstration or test database."""

    def handle(self, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The register is never emptied in production.")
        with as_owner(options["database"]):
            super().handle(**options)
