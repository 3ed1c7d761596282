from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "visits"
    verbose_name = "Home visits"

    def ready(self) -> None:
        """Register the visit deadlines with the engine, and this app's parts of the record page."""
        from deadlines.registry import register_source
        from visits import record
        from visits.deadlines import NAMES, VisitSource

        register_source(VisitSource(), *NAMES)
        record.register()
