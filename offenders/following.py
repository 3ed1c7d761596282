"""Exceptions to scope follow the accounts: what a change of accounts opens and closes of single records, on the log."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from accounts import permissions as p
from accounts.leaving import Finish
from accounts.roles import FORCE_SCOPE, TEAM_SCOPE, roles_with
from audit.events import record
from offenders.actions.transfers import settle_offers
from offenders.covering import settle_all_exceptions
from offenders.models import AccessKind, NominalAccess

Held = tuple[str, str, str]  # username, reference, kind


def follow_accounts(on: dt.date) -> Finish:
    """Called before accounts change; what it gives back brings cover and offers into line once they have.

    One event for each account that so gains or loses exceptions (`access.followed_account`): which, on whom.
    """
    before = _held(on)

    def finish(by: Any) -> None:
        settle_all_exceptions(on)
        settle_offers(on)
        after = _held(on)
        for username in sorted({name for name, _, _ in before ^ after}):
            opened, closed = ([(ref, kind) for name, ref, kind in sorted(found) if name == username]
                              for found in (after - before, before - after))  # fmt: skip
            subjects = sorted({ref for ref, _ in opened + closed})
            details = {"user": username, "opened": opened, "closed": closed}
            record("access.followed_account", by=by, subjects=subjects, details=details)

    return finish


def _held(on: dt.date) -> set[Held]:
    """Every exception that opens something to its holder, or will once it begins: by their role, while active."""
    reading = Q(user__role__in=TEAM_SCOPE | FORCE_SCOPE) & ~Q(kind=AccessKind.BRIEFING)
    briefed = Q(user__role__in=roles_with(p.SEE_BRIEFINGS), kind=AccessKind.BRIEFING)
    rows = NominalAccess.objects.filter(reading | briefed, user__is_active=True, ended_at__isnull=True)
    lasting = rows.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=on))
    return set(lasting.values_list("user__username", "content_object__reference", "kind"))
