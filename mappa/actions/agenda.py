"""The agenda of a meeting: cases chosen from what is proposed, others added by hand, all put in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Q

from common.text import plural
from mappa.actions.base import change_meeting, log_meeting
from mappa.actions.items import put_on_agenda
from mappa.models import AgendaItem, Meeting, NotSelected, Referral, WhyListed
from mappa.pack.collect import withheld
from mappa.policy.agenda import Proposed
from mappa.proposals import proposals
from mappa.rights import cases_of
from offenders.actions.base import said
from offenders.actions.errors import Conflict, Refused
from offenders.models import Nominal

MOST_MINUTES = 480
LAST = 999  # the place of a case that was given none
CHANGED = "The proposals changed meanwhile. Look at them once more"


class Place(NamedTuple):
    """Where a case stands on the agenda and for how long."""

    position: int
    minutes: int | None


class Chosen(NamedTuple):
    """A proposed case that goes on the agenda."""

    nominal_id: int
    minutes: int | None


def choose(
    *, meeting: Meeting, chosen: Sequence[Chosen], lines: Mapping[int, str], by: Any, on: dt.date
) -> tuple[int, int]:
    """Put proposed cases on the agenda in their order; of each other proposed one keep a line. (listed, left out)

    Raises `Refused` where one is left out without a word, and for a case that is not proposed (any more).
    """
    proposed = {row.nominal_id: row for row in proposals(meeting, by, on)[0]}
    wanted = {one.nominal_id: one for one in chosen}
    if not wanted.keys() <= proposed.keys():
        raise Refused(CHANGED)
    listed_ = set(AgendaItem.objects.counted().filter(meeting=meeting).values_list("nominal_id", flat=True))
    left = [row for pk, row in proposed.items() if pk not in wanted and pk not in listed_]
    for row in left:
        if not lines.get(row.nominal_id, "").strip():
            raise Refused(f"Say in a line why {row.reference} is left out", f"line_{row.nominal_id}")
    for one in chosen:
        _minutes(one.minutes)  # all of them before the first is listed
    people = {row.pk: row for row in Nominal.objects.visible_to(by).filter(pk__in=wanted)}
    for pk in (pk for pk in proposed if pk in wanted and pk not in listed_):  # each by itself: locks stay in order
        _list_one(meeting, people[pk], proposed[pk], wanted[pk].minutes, by, on)
    with change_meeting(meeting, by=by, on=on) as held:
        _lines_to_renew(held, proposed, by).delete()
        NotSelected.objects.bulk_create(
            NotSelected(meeting=held, nominal_id=row.nominal_id, why=row.why, why_text=row.why_text[:300],
                        line=lines[row.nominal_id].strip()[:300], recorded_by=by)
            for row in left
        )  # fmt: skip
        log_meeting("mappa.agenda_chosen", held, by=by, left_out=[row.reference for row in left])
    return len(wanted.keys() - listed_), len(left)


def _lines_to_renew(meeting: Meeting, proposed: Iterable[int], by: Any) -> Any:
    """The lines that a choice replaces: not that of a case taken off the agenda, unless it is proposed again."""
    lines = NotSelected.objects.filter(meeting=meeting, nominal__in=Nominal.objects.visible_to(by).values("pk"))
    taken_off = AgendaItem.objects.filter(meeting=meeting, voided_at__isnull=False).values("nominal")
    return lines.filter(Q(nominal__in=list(proposed)) | ~Q(nominal__in=taken_off))


def _list_one(meeting: Meeting, person: Nominal, row: Proposed, minutes: int | None, by: Any, on: dt.date) -> None:
    referral = Referral.objects.counted().filter(nominal=person, referral_ref=row.referral_ref).first()
    put_on_agenda(
        meeting=meeting, nominal=person, by=by, on=on, why=row.why, why_text=row.why_text,
        minutes_allotted=_minutes(minutes), referral=referral if row.referral_ref else None,
    )  # fmt: skip


def _minutes(minutes: int | None) -> int | None:
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        raise Refused(f"The time for a case must be from 1 to {MOST_MINUTES} minutes")
    return minutes


def add_case(
    *, meeting: Meeting, nominal: Nominal, line: str, minutes: int | None, by: Any, on: dt.date
) -> AgendaItem:  # fmt: skip
    """Put a case on the agenda that nothing proposes, with a line that says why. Sent twice, it is once."""
    line = said(line, "line", "Say in a line why the case is on the agenda")[:300]
    row = put_on_agenda(
        meeting=meeting, nominal=nominal, by=by, on=on, why=WhyListed.OTHER, why_text=line,
        minutes_allotted=_minutes(minutes),
    )  # fmt: skip
    if (row.why, row.why_text) != (WhyListed.OTHER, line):
        raise Refused("This case is on the agenda already", "reference")
    return row


def in_order(meeting: Meeting, user: Any) -> list[AgendaItem]:
    """The cases that somebody puts in order: those of the papers that they may know of."""
    return [item for item in cases_of(meeting, user).select_related("nominal") if not withheld(item)]


def order_seen(items: Iterable[AgendaItem]) -> str:
    """The order and the minutes as a form shows them, for `arrange` to compare."""
    return ",".join(f"{item.pk}:{item.minutes_allotted or ''}" for item in items)


def arrange(*, meeting: Meeting, places: Mapping[int, Place], seen: str, by: Any, on: dt.date) -> None:
    """The order of the cases (`in_order`) and the minutes of each; every other case keeps its place among them.

    A case moved to the place of another goes past it. `seen` is the order that was shown: raises `Conflict` with both
    where somebody changed it since. Sent twice, it is once.
    """
    for place in places.values():
        _minutes(place.minutes)
    with change_meeting(meeting, by=by, on=on) as held:
        listed = AgendaItem.objects.counted().filter(meeting=held).order_by("position", "pk")
        rows = list(listed.select_for_update(of=("self",)))
        shown = in_order(held, by)
        wanted = _moved(shown, places)
        before, seen_now = _order_text(shown), order_seen(shown)
        for row in wanted:
            row.minutes_allotted = places.get(row.pk, Place(LAST, row.minutes_allotted)).minutes
        if seen != seen_now != order_seen(wanted):
            raise Conflict({"seen": _order_text(wanted)}, {"seen": before}, held.version)
        among = {row.pk for row in shown}
        queue = iter(wanted)
        rows = [next(queue) if row.pk in among else row for row in rows]
        for position, row in enumerate(rows, 1):
            row.position = position
        AgendaItem.objects.bulk_update(rows, ["position", "minutes_allotted"])
        log_meeting("mappa.agenda_arranged", held, by=by, before=before, after=_order_text(wanted))


def _moved(shown: Sequence[AgendaItem], places: Mapping[int, Place]) -> list[AgendaItem]:
    """In the order of their places: one moved up goes before the case that stood there, one moved down behind it."""

    def key(numbered: tuple[int, AgendaItem]) -> tuple[int, int]:
        stood, row = numbered
        place = places[row.pk].position if row.pk in places else LAST
        return place, (place > stood) - (place < stood)

    return [row for _, row in sorted(enumerate(shown, 1), key=key)]


def _order_text(items: Iterable[AgendaItem]) -> str:
    """'T-2 (15 minutes), T-1'."""
    return ", ".join(
        row.nominal.reference + (f" ({plural(row.minutes_allotted, 'minute')})" if row.minutes_allotted else "")
        for row in items
    )
