"""Why an account cannot be closed or moved: it is the last that keeps a restricted record within reach.

A restricted record has at least one named supervisor of its team, whom escalated alerts reach, and one named inspector,
who can lift the restriction (docs/adr/0010). The change waits until an inspector has named somebody else, so that the
record is handed over by somebody who may know of it; it is never opened to a successor by itself.
"""

from __future__ import annotations

from accounts.models import User
from common.text import plural
from offenders.actions.restricting import answered_for
from offenders.models import AccessKind, Nominal, NominalAccess


def last_of_the_named(after: User) -> str:
    """The sentence, where the account as it would be leaves a restricted record without one of the two."""
    named = NominalAccess.objects.filter(kind=AccessKind.NAMED, ended_at__isnull=True)
    mine = named.filter(user_id=after.pk, content_object__restricted=True).values("content_object_id")
    people: dict[int, list[User]] = {}
    for row in named.filter(content_object__in=mine).select_related("user"):
        people.setdefault(row.content_object_id, []).append(row.user)
    left = 0
    for held in Nominal.objects.filter(pk__in=people):
        would_be = [after if person.pk == after.pk else person for person in people[held.pk]]
        left += answered_for(held, people[held.pk]) and not answered_for(held, would_be)
    if not left:
        return ""
    return (
        f"This account is the last supervisor or inspector named on {plural(left, 'restricted record')}. "
        "An inspector has to name somebody else there first"
    )
