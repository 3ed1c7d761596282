from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = "Orders and conditions"

    def ready(self) -> None:
        """Register the deadlines of orders, what they say of the requirement, and this app's parts of the record."""
        from deadlines.registry import register_source
        from offenders.briefing import add_lines
        from offenders.deadlines import register_requirement
        from orders import briefing, record
        from orders.deadlines import NAMES, OrderSource, all_ended

        register_source(OrderSource(), *NAMES)
        register_requirement(all_ended)
        record.register()
        add_lines("What orders forbid", briefing.lines)
