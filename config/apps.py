"""The project itself as an app: it brings the commands that concern the whole system."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Settings, addresses, services and their commands."""

    name = "config"
    verbose_name = "System"
