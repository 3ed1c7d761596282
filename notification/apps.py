from django.apps import AppConfig


class NotificationConfig(AppConfig):
    name = "notification"
    verbose_name = "Notification requirements"

    def ready(self) -> None:
        """Register the deadlines of the requirement and whether it has ended, and its parts of the record."""
        from deadlines.registry import register_source
        from notification import record
        from notification.deadlines import NAMES, NotificationSource, all_ended
        from offenders.deadlines import register_requirement

        register_source(NotificationSource(), *NAMES)
        register_requirement(all_ended)
        record.register()
