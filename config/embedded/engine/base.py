"""Django's PostgreSQL backend for the embedded server: the server starts when the first connection is opened.

So a command that needs no database starts nothing, and a connection made after the server was restarted on another
port finds it.
"""

from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base
from django.db.utils import OperationalError

from config import embedded
from config.embedded.state import LOOPBACK, Paths, load_secrets


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL whose address and password are asked of `config.embedded` each time."""

    def get_connection_params(self) -> dict[str, Any]:
        settings = self.settings_dict
        data_dir = Path(settings["EMBEDDED_IN"])
        try:
            services = embedded.ensure(data_dir)
        except embedded.ServiceError as error:
            raise OperationalError(str(error)) from error
        settings["HOST"], settings["PORT"] = LOOPBACK, str(services.postgres_port)
        settings["PASSWORD"] = load_secrets(Paths(data_dir)).password_of(settings["USER"])
        return super().get_connection_params()
