"""Why an account cannot be closed or moved: it is the last that keeps a restricted record within reach.

A restricted record has at least one named supervisor of its team, whom escalated alerts reach, and one named inspector,
who can lift the restriction (docs/adr/0010). The change waits until an inspector has named somebody else, so that the
record is handed over by somebody who may know of it; it is never opened to a successor by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from accounts import permissions as p
from accounts.models import User
from common.text import plural
from offenders.actions.restricting import answered_for, supervises
from offenders.models import AccessKind, Nominal, NominalAccess


def last_of_the_named(after: User) -> str:
    """The sentence, where the account as it would be leaves a restricted record without one of the two."""
    left = len(left_unanswered({after.pk: after}))
    if not left:
        return ""
    return (
        f"This account is the last supervisor or inspector named on {plural(left, 'restricted record')}. "
        "An inspector has to name somebody else there first"
    )


def left_unanswered(after: Mapping[int, User], records: Mapping[int, Nominal] | None = None) -> list[set[int]]:
    """For each restricted record that these accounts, as they would be, leave without one of the two: whose change
    of them takes that away. Changed together, they are judged together; `records` are those that move as well, as
    they would be.
    """
    named = NominalAccess.objects.filter(kind=AccessKind.NAMED, ended_at__isnull=True)
    theirs = named.filter(user_id__in=after, content_object__restricted=True).values("content_object_id")
    people: dict[int, list[User]] = {}
    for row in named.filter(content_object__in=theirs).select_related("user"):
        people.setdefault(row.content_object_id, []).append(row.user)
    left = []
    for held in Nominal.objects.filter(pk__in=people):
        now, then = people[held.pk], (records or {}).get(held.pk, held)
        if answered_for(held, now) and not answered_for(then, [after.get(one.pk, one) for one in now]):
            left.append({one.pk for one in now if one.pk in after and _part(one, then) - _part(after[one.pk], then)})
    return left


def _part(person: User, held: Nominal) -> set[str]:
    """What somebody named is there for."""
    lifts = person.is_active and person.can(p.RESTRICT)
    return {part for part, so in (("supervises", supervises(person, held)), ("lifts", lifts)) if so}
