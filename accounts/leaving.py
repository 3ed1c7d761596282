"""What stands in the way when an account is closed, changes its role or moves, and what follows when it did.

Apps that know of such things say so. An account is changed on the reference data page of administrators, who open no
records: what they are told names none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from accounts.models import User

Objection = Callable[[User], str]
Finish = Callable[[Any], None]
Follower = Callable[[dt.date], Finish]
_objections: list[Objection] = []
_followers: list[Follower] = []


def register(objection: Objection) -> None:
    """Called once by an app as it starts. It is given the account as it would be, and says why not, or nothing."""
    _objections.append(objection)


def objections(after: User) -> list[str]:
    """Every sentence that speaks against the change; the account is as it would be, not yet saved."""
    return [said for objection in _objections if (said := objection(after))]


def register_follower(follower: Follower) -> None:
    """Called once by an app as it starts: what it has to bring into line once accounts have changed.

    It is called before, to see how things are, and what it gives back is called afterwards.
    """
    _followers.append(follower)


def before_change(on: dt.date) -> Finish:
    """Accounts are about to change role, team or force, or to be closed or opened.

    What this gives back is to be called with who changed them (None: an import), in the same transaction, once they
    have.
    """
    finishing = [follower(on) for follower in _followers]

    def changed(by: Any) -> None:
        for finish in finishing:
            finish(by)

    return changed
