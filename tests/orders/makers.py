"""Orders with conditions in the database."""

from __future__ import annotations

import datetime as dt

from orders.models import Condition, Order


def make_order(nominal, ref="O-1", *, kind="shpo", made=dt.date(2024, 3, 1), served="made", **more):
    """An order, served when it was made unless told."""
    served_on = made if served == "made" else served
    return Order.objects.create(nominal=nominal, order_ref=ref, kind=kind, made_on=made, served_on=served_on, **more)


def make_condition(order, number="1", text="Not to own a device that reaches the internet", **more):
    """A prohibition until further order unless told."""
    more.setdefault("kind", "prohibition")
    return Condition.objects.create(nominal=order.nominal, order=order, number=number, text=text, **more)
