"""Which nominals a list holds and which figure counts them: one definition for page, figure and download.

`cases` gives every nominal that somebody may see exactly one row, with its open home visit, the decision and the
whereabouts enquiry owed, and the words by which lists divide them (`bucket`, `place`, `level`, `band`, `district`).
A list filters by these words; a figure counts by the same words (`tally`): so a figure and its list cannot differ.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Case, Count, Exists, F, FilteredRelation, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Length, Lower, NullIf, StrIndex, Substr, Trim, Upper

from common.pagination import Key
from deadlines.models import Deadline, in_state
from deadlines.recipients import READING
from deadlines.status import DUE_TODAY, OVERDUE, SUSPENDED, UPCOMING
from offenders.models import Address, Nominal
from offenders.models.facts import HOMES
from visits.models import Outcome, Visit
from visits.policy import HOME_VISIT, VISIT_DECISION, WHEREABOUTS

SOON = 14  # days after today that the lists call "next 14 days"
NEXT, LATER, NO_DATE, NOT_OWED = "next_14", "later", "no_date", "not_owed"
BUCKETS = (OVERDUE, DUE_TODAY, NEXT, LATER, SUSPENDED, NO_DATE, NOT_OWED)

LEVELS = ("very_high", "high", "medium", "low", "none")
BANDS = {"1-7": (1, 7), "8-28": (8, 28), "29-90": (29, 90), "over-90": (91, None)}  # days overdue, both ends included
THIS_WEEK, WEEK = "next-7", 7  # the band of what is due today or in the next 7 days, which no lateness has
UNCOVERED = "+uncovered"  # the officer of a list: nobody, or somebody who is away (no username has a plus)
STATUSES = ("community", "custody", "hospital", "missing", "abroad", "deceased")
AWAY = ("missing", "abroad")  # the date stands, but nobody can call today
CAN_VISIT, CANNOT_VISIT, STOPPED, UNDATED, NONE_OWED = 0, 1, 2, 3, 4
"""Places: the parts of a list, in this order."""

PLACES = {SUSPENDED: STOPPED, NO_DATE: UNDATED, NOT_OWED: NONE_OWED}  # of the others it depends on where the person is

UNSPACED = r"^[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][A-Z]{2}$"

# Where these rules decided, the deadline was counted from the last visit that saw the person.
FROM_A_VISIT = ("visit_interval", "plan_interval", "change_of_interval")


class Tally(NamedTuple):
    """How many nominals share these words, for how many of them a decision is owed, and the earliest visit due."""

    officer: int | None
    level: str
    status: str
    bucket: str
    place: int
    band: str
    district: str
    number: int
    decisions: int
    oldest: dt.date | None


def cases(viewer: Any, on: dt.date) -> models.QuerySet[Any]:
    """Every nominal visible to somebody, one row each, with the words that lists and figures go by on a day."""
    return (
        with_deadlines(viewer)
        .alias(postcode=Trim(Upper(home_postcode(on))), rank=rank())
        .annotate(level=level(), status=status(), bucket=_bucket(on), district=_district("postcode"))
        .annotate(place=_place(), band=_band(on))
    )


def level() -> Coalesce:
    """The risk level, `none` where there is none."""
    return Coalesce(NullIf("standing__risk_level", Value("")), Value("none"))


def status() -> Coalesce:
    """Where the person is; in the community, unless something else is recorded."""
    return Coalesce("standing__status", Value("community"))


def rank() -> Coalesce:
    """What lists are sorted by before lateness. No level ranks as high."""
    return Coalesce("standing__risk_rank", Value(2))


def with_deadlines(viewer: Any) -> models.QuerySet[Any]:
    """The nominals visible to somebody, each joined to what is owed about visits: `due`, `decision`, `enquiry`.

    `offer` is the one to another team, while it waits.
    """
    return Nominal.objects.visible_to(viewer).annotate(
        due=_open_deadline(HOME_VISIT), decision=_open_deadline(VISIT_DECISION), enquiry=_open_deadline(WHEREABOUTS),
        offer=FilteredRelation("transfers", condition=Q(transfers__answer="")),
    )  # fmt: skip


def home_postcode(on: dt.date) -> Subquery:
    """The postcode of the home on a day; of several, the one that began last."""
    home = Address.objects.counted().filter(
        Q(from_on__isnull=True) | Q(from_on__lte=on),
        Q(to_on__isnull=True) | Q(to_on__gt=on),
        nominal=OuterRef("pk"),
        kind__in=HOMES,
    )
    return Subquery(home.order_by(F("from_on").desc(nulls_last=True)).values("postcode")[:1])


def _open_deadline(kind: str) -> FilteredRelation:
    """At most one row: a nominal has at most one open deadline of a kind without a subject."""
    return FilteredRelation(
        "deadlines",
        condition=Q(deadlines__kind=kind, deadlines__subject="", deadlines__closed_on__isnull=True),
    )


def _bucket(on: dt.date) -> Case:
    """The state of the home visit; where there is none, whether a date is missing or no visit is owed.

    Nothing is owed by a deceased person or under reactive management, or once the requirement has ended. A date is
    missing where nobody recorded the registration (or it is still to come) or the rules could not be worked out.
    """
    return Case(
        When(in_state(SUSPENDED, on, "due__"), then=Value(SUSPENDED)),
        When(in_state(OVERDUE, on, "due__"), then=Value(OVERDUE)),
        When(in_state(DUE_TODAY, on, "due__"), then=Value(DUE_TODAY)),
        When(
            in_state(UPCOMING, on, "due__") & Q(due__due_on__lte=on + dt.timedelta(days=SOON)),
            then=Value(NEXT),
        ),
        When(in_state(UPCOMING, on, "due__"), then=Value(LATER)),
        When(Q(standing__status="deceased") | Q(standing__management="reactive"), then=Value(NOT_OWED)),
        When(
            Q(standing__isnull=True)
            | Q(failure__isnull=False)
            | Q(registered_on__isnull=True)
            | Q(registered_on__gt=on),
            then=Value(NO_DATE),
        ),
        default=Value(NOT_OWED),
    )


def _place() -> Case:
    known = [When(bucket=bucket, then=Value(place)) for bucket, place in PLACES.items()]
    return Case(*known, When(status__in=AWAY, then=Value(CANNOT_VISIT)), default=Value(CAN_VISIT))


def _band(on: dt.date) -> Case:
    """How late an overdue visit is: which of `BANDS`; due today or within a week; else blank."""
    steps = [
        When(due__due_on__gte=on - dt.timedelta(days=last), then=Value(name))
        for name, (_, last) in BANDS.items()
        if last is not None
    ]
    late = Case(*steps, default=Value("over-90"))
    soon = Q(due__suspended=False, due__due_on__range=(on, on + dt.timedelta(days=WEEK)))
    return Case(When(in_state(OVERDUE, on, "due__"), then=late), When(soon, then=Value(THIS_WEEK)), default=Value(""))


def _district(postcode: str) -> Case:
    """The postcode district: `ZZ1` of `ZZ1 1AA` and of `zz11aa`; a postcode of no known form stands whole."""
    return Case(
        When(**{f"{postcode}__contains": " "}, then=Substr(postcode, 1, StrIndex(postcode, Value(" ")) - 1)),
        When(**{f"{postcode}__regex": UNSPACED}, then=Substr(postcode, 1, Length(postcode) - 3)),
        default=Coalesce(postcode, Value("")),
    )


def last_seen_at_home() -> Case:
    """The day of the last visit that saw the person at home: from the deadline where it was counted from one."""
    visits = Visit.objects.counted().filter(nominal=OuterRef("pk"), outcome=Outcome.SEEN_AT_ADDRESS)
    return Case(
        When(due__rule__in=FROM_A_VISIT, then=F("due__counted_from")),
        default=Subquery(visits.order_by("-date").values("date")[:1]),
        output_field=models.DateField(),
    )


def tally(rows: models.QuerySet[Any], *, districts: bool = False) -> list[Tally]:
    """How many of `cases` share the same words (one query, a row a combination). Districts only where asked for."""
    return tallies_of(tallied(rows, districts=districts))


def tallied(rows: models.QuerySet[Any], *, districts: bool = False) -> models.QuerySet[Any]:
    """The query of `tally`."""
    owed = Exists(Deadline.objects.open().filter(nominal=OuterRef("pk"), kind=VISIT_DECISION, subject=""))
    district = F("district") if districts else Value("")
    words = ("officer_id", "standing__risk_level", "standing__status", "bucket", "band", district)
    counts = {"number": Count("pk"), "decisions": Count("pk", filter=owed), "oldest": Min("due__due_on")}
    return rows.order_by().values_list(*words).annotate(**counts)


def tallies_of(rows: Iterable[tuple[Any, ...]]) -> list[Tally]:
    """What `tallied` gives, with the words that follow: no level, in the community, the part of a list."""
    return [
        Tally(
            officer, level or "none", status or "community", bucket, place_of(bucket, status), band, district, *counts
        )
        for officer, level, status, bucket, band, district, *counts in rows
    ]


def overdue_since(tallies: Iterable[Tally]) -> dt.date | None:
    """The day on which the visit that has been overdue the longest was due."""
    return min((row.oldest for row in tallies if row.bucket == OVERDUE and row.oldest), default=None)


def place_of(bucket: str, status: str | None) -> int:
    """The part of a list: `_place` for rows that have been fetched."""
    known = PLACES.get(bucket)
    if known is not None:
        return known
    return CANNOT_VISIT if status in AWAY else CAN_VISIT


class Sort(NamedTuple):
    """One way to sort a list, within each of its parts; ties go by risk, then lateness, then reference."""

    text: str
    by: tuple[Any, ...]


SORTS = {
    "risk": Sort("Risk level", (F("rank"),)),
    "name": Sort("Nominal", (Lower("family_name"), Lower("given_names"))),
    "due": Sort("Home visit due", (F("due__due_on"),)),
    "seen": Sort("Last seen at home", (F("seen_on"),)),
    "attempts": Sort("Attempts since", (Coalesce("due__attempts", Value(0)),)),
    "district": Sort("Postcode district", (F("district"),)),
    "status": Sort("Status", (F("status"),)),
    "officer": Sort("Officer", (Lower("officer__full_name"),)),
}
DEFAULT_SORT = "risk"


def keys_of(sort: str) -> list[Key]:
    """By part of the list, then as asked (`-due` is downwards), then by risk, lateness and reference."""
    code, down = sort.removeprefix("-"), sort.startswith("-")
    asked = [Key(f"by_{n}", down, nulls_last=down or code != "seen") for n in range(len(SORTS[code].by))]
    return [Key("place"), *asked, Key("rank"), Key("due__due_on"), Key("reference")]


def sortable(rows: models.QuerySet[Any], sort: str) -> models.QuerySet[Any]:
    """The rows with what `keys_of` names."""
    by = SORTS[sort.removeprefix("-")].by
    return rows.annotate(seen_on=last_seen_at_home()).alias(**{f"by_{n}": one for n, one in enumerate(by)})


def ordered(rows: models.QuerySet[Any], sort: str = DEFAULT_SORT) -> models.QuerySet[Any]:
    """Every row in the order asked for."""
    return sortable(rows, sort).order_by(*(key.order() for key in keys_of(sort)))


class CaseRow(NamedTuple):
    """One nominal as a list shows it."""

    reference: str
    given_names: str
    family_name: str
    level: str
    status: str
    bucket: str
    place: int
    band: str
    due_on: dt.date | None
    reason: str | None
    seen_on: dt.date | None
    attempts: int | None
    district: str
    decision_on: dt.date | None
    enquiry_on: dt.date | None
    registered_on: dt.date | None
    management: str | None
    failure: str | None
    offered_on: dt.date | None  # to another team, which has not answered yet
    offered_to: str | None
    officer: str | None
    officer_active: bool | None
    officer_opens: bool | None  # whether they can open the record: a bundle can allocate to somebody who cannot
    officer_id: int | None


COLUMNS = (
    "reference", "given_names", "family_name", "level", "status", "bucket", "place", "band", "due__due_on",
    "due__reason", "seen_on", "due__attempts", "district", "decision__due_on", "enquiry__due_on", "registered_on",
    "standing__management", "failure__message", "offer__offered_on", "offer__to_team__name",
)  # fmt: skip
OFFICER_COLUMNS = ("officer__full_name", "officer__is_active", "officer_opens", "officer_id")


def fetch(rows: models.QuerySet[Any], *, officers: bool = False) -> list[CaseRow]:
    """The rows of an `ordered` list (one query); officers' names only where the list is not one officer's."""
    if officers:
        with_officers = rows.annotate(officer_opens=officer_opens()).values_list(*COLUMNS, *OFFICER_COLUMNS)
        return [CaseRow._make(row) for row in with_officers]
    return [CaseRow._make((*row, None, None, None, None)) for row in rows.values_list(*COLUMNS)]


def officer_opens() -> Case:
    """The query side of `Recipients.opens`, for an active officer."""
    same_force = Q(force_id__isnull=True) | Q(officer__force_id__isnull=True) | Q(officer__force_id=F("force_id"))
    return Case(When(same_force, officer__role__in=sorted(READING), then=Value(True)), default=Value(False))
