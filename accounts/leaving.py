"""What stands in the way when an account is closed, changes its role or moves, and what follows when it did.

Apps that know of such things say so. An account is changed on the reference data page of administrators, who open no
records: what they are told names none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from accounts.models import User

Objection = Callable[[User], str]
Follower = Callable[[dt.date], object]
_objections: list[Objection] = []
_followers: list[Follower] = []


def register(objection: Objection) -> None:
    """Called once by an app as it starts. It is given the account as it would be, and says why not, or nothing."""
    _objections.append(objection)


def objections(after: User) -> list[str]:
    """Every sentence that speaks against the change; the account is as it would be, not yet saved."""
    return [said for objection in _objections if (said := objection(after))]


def register_follower(follower: Follower) -> None:
    """Called once by an app as it starts: what it has to bring into line once accounts have changed."""
    _followers.append(follower)


def changed(on: dt.date) -> None:
    """Accounts have changed role, team or force, or were closed or opened. In the transaction that changed them."""
    for follower in _followers:
        follower(on)
