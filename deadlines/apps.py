from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "deadlines"
    verbose_name = "Deadlines"

    def ready(self) -> None:
        """Tell the outbox how a digest of alerts is written."""
        from common import outbox
        from deadlines import digest

        outbox.register(digest.KIND, digest.compose, digest.LIFETIME)
