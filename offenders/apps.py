from django.apps import AppConfig


class OffendersConfig(AppConfig):
    name = "offenders"
    verbose_name = "Nominals"

    def ready(self) -> None:
        """Tell the engine who is managed and what is known of them, and accounts who has to stay and what follows."""
        from accounts import leaving as account
        from deadlines.registry import register_population
        from offenders import following, leaving
        from offenders.deadlines import population
        from offenders.presenters import timeline

        register_population(population)
        timeline.register()
        account.register(leaving.last_of_the_named)
        account.register_follower(following.follow_accounts)
