"""As which kind of person everybody is managed, and who lacks a trained officer: as queries, for lists and counts.

Each person needs an allocated offender manager who is trained for their kind. Where nothing is recorded, the MAPPA
category says it: 1 is a registered sexual offender, 2 and 3 a violent offender.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.kinds import PersonKind
from accounts.models import Training, User
from common.text import lower_first, plain_date, plural
from offenders.models import Nominal
from risk.models import ManagedAs
from risk.policy.kinds import BY_CATEGORY


def with_kind(rows: QuerySet[Nominal], on: dt.date) -> QuerySet[Any]:
    """Each nominal with `managed_kind`, blank where nothing says it (`risk.policy.kinds.kind_of` as a query)."""
    recorded = ManagedAs.objects.on(on).filter(nominal=OuterRef("pk")).values("kind")[:1]
    by_category = Case(
        *(When(mappa_category=category, then=Value(kind)) for category, kind in BY_CATEGORY.items()),
        default=Value(""),
        output_field=CharField(),
    )
    return rows.annotate(managed_kind=Coalesce(Subquery(recorded), by_category))


def without_trained_manager(rows: QuerySet[Nominal], on: dt.date) -> QuerySet[Any]:
    """Those without an allocated, active officer whose training covers their kind on the day; the dead apart."""
    trained = Training.objects.holding(on).filter(user=OuterRef("officer"), covers=OuterRef("managed_kind"))
    lacking = Q(officer__isnull=True) | Q(officer__is_active=False) | ~Exists(trained)
    return with_kind(rows, on).exclude(standing__status="deceased").filter(lacking)


def why(row: Any, ended: dt.date | None) -> str:
    """Why somebody is on that list; `ended` is the last day of training for their kind that has lapsed."""
    if row.officer is None:
        return "Nobody is allocated"
    if not row.officer.is_active:
        return "The account of the offender manager is closed"
    if not row.managed_kind:
        return "It is not recorded as whom the person is managed, so no training can be checked"
    kind = lower_first(PersonKind(row.managed_kind).label) + "s"
    if ended is not None:
        return f"Training for {_plural(kind)} ended {plain_date(ended)}"
    return f"No training for {_plural(kind)} is recorded"


def _plural(kind: str) -> str:
    return kind.replace("persons", "people")


def lapsed(officers: Collection[int], on: dt.date) -> dict[tuple[int, str], dt.date]:
    """The last day of training that has lapsed, by officer and kind (one query)."""
    rows = Training.objects.filter(user__in=officers, valid_until__lt=on).order_by("valid_until")
    return {(row.user_id, row.covers): row.valid_until for row in rows if row.valid_until is not None}


def training_cautions(nominals: Collection[int], officers: Sequence[User], on: dt.date) -> dict[int, list[str]]:
    """For whom of these people each officer is not trained, in a sentence: two queries whatever their number."""
    kinds: dict[str, int] = {}
    for kind in with_kind(Nominal.objects.filter(pk__in=nominals), on).values_list("managed_kind", flat=True):
        if kind:
            kinds[kind] = kinds.get(kind, 0) + 1
    if not kinds:
        return {}
    held = set(Training.objects.holding(on).filter(user__in=officers).values_list("user_id", "covers"))
    found: dict[int, list[str]] = {}
    for officer in officers:
        lacks = [kind for kind in PersonKind.values if kind in kinds and (officer.pk, kind) not in held]
        if lacks:
            found[officer.pk] = [_sentence(kind, kinds[kind], len(nominals)) for kind in lacks]
    return found


def _sentence(kind: str, count: int, of: int) -> str:
    label = _plural(lower_first(PersonKind(kind).label) + "s")
    how_many = "" if of == 1 else f" ({plural(count, 'of them', 'of them')})"
    return f"No training for {label} is recorded{how_many}."
