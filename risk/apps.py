from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "risk"
    verbose_name = "Risk"

    def ready(self) -> None:
        """Register the deadlines of risk."""
        from deadlines.registry import register_source
        from risk.deadlines import NAMES, RiskSource

        register_source(RiskSource(), *NAMES)
