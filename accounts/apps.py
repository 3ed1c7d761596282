from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Forces, teams and people who sign in"

    def ready(self) -> None:
        """Tell the outbox how the link to a new password is written."""
        from accounts import reset_mail
        from common import outbox

        outbox.register(reset_mail.KIND, reset_mail.compose, reset_mail.LIFETIME)
