"""The project itself as an app: it brings the commands that concern the whole system."""

from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Settings, addresses, services and their commands."""

    name = "config"
    verbose_name = "System"

    def ready(self) -> None:
        """Make the Celery app the current one, so that a task sent from anywhere goes to our broker."""
        import_module("config.celery")
