from django.apps import AppConfig


class CaseloadsConfig(AppConfig):
    name = "caseloads"
    verbose_name = "Caseloads and backlog"

    def ready(self) -> None:
        from caseloads import record

        record.register()
