from django.apps import AppConfig


class MappaConfig(AppConfig):
    name = "mappa"
    verbose_name = "MAPPA"

    def ready(self) -> None:
        """Register the deadlines of MAPPA, its parts of the record, the levels that reactive management looks at."""
        from deadlines.registry import register_source
        from mappa import mail, record
        from mappa.deadlines import NAMES, MappaSource
        from mappa.facts import levels_of
        from mappa.pack import mail as pack_mail
        from risk.facts import register_mappa_levels

        register_source(MappaSource(), *NAMES)
        register_mappa_levels(levels_of)
        record.register()
        pack_mail.register()
        mail.register()
