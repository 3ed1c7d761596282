"""Django's migrate, as the owning role, after which the runtime role is granted what it needs and no more."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate

from common.dbroles import RolesError, as_owner, grant_runtime_role, refuse_old_server


class Command(migrate.Command):
    """`manage.py migrate`: everything that changes tables goes through here."""

    def handle(self, *args: Any, **options: Any) -> None:
        alias = options["database"]
        looking = options["plan"] or options["check_unapplied"]
        try:
            with as_owner(alias) as connection:
                refuse_old_server(connection)
                super().handle(*args, **options)
                if not looking:
                    changed = grant_runtime_role(alias)
        except RolesError as error:
            raise CommandError(str(error)) from error
        if not looking and changed and options["verbosity"] >= 1:
            self.stdout.write(f"Runtime role: privileges set on {changed} tables.")
