from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "risk"
    verbose_name = "Risk"

    def ready(self) -> None:
        """Register the deadlines of risk, this app's parts of the record, and what reactive management takes."""
        from deadlines.registry import register_source
        from offenders.actions import register_completion
        from risk import record
        from risk.actions import endorse
        from risk.deadlines import NAMES, RiskSource

        register_source(RiskSource(), *NAMES)
        register_completion(endorse)
        record.register()
