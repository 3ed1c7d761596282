"""The words that divide lists: SQL for a team and memory for one officer say the same, on random registers and days."""

import datetime as dt
import random

import pytest

from caseloads import queries, whole
from caseloads.filters import SHOWN, Asked, counted, narrowed, shows
from deadlines.models import Deadline, FailedNominal
from offenders.models import Address, Nominal, Standing
from tests.caseloads import cast

pytestmark = pytest.mark.django_db
EDGES = (-400, -91, -90, -29, -28, -8, -7, -1, 0, 1, 13, 14, 15, 90)
POSTCODES = (
    "ZZ1 1AA",
    "zz11aa",
    " ZZ10 2BB ",
    "ZZ1A 1AA",
    "ZZ1A1AA",
    "",
    "Leeds",
    "1",
    "ZZ1  1AA",
    "Z1 1AA extra words"[:10],
)


def random_register(seed: int, officer, world) -> None:
    """Nominals whose derived rows are drawn at random, consistent or not: the words must cope with all of them."""
    draw = random.Random(seed)
    for number in range(60):
        nominal = Nominal.objects.create(
            reference=f"R-{number:02}",
            family_name=draw.choice(["Ash", "Birch", "Cedar"]),
            force=world.force,
            team=world.north,
            officer=officer,
            registered_on=draw.choice([None, cast.TODAY, cast.TODAY + cast.DAY, dt.date(2020, 1, 1)]),
        )
        if draw.random() < 0.9:
            level, rank = draw.choice([("very_high", 1), ("high", 2), ("", 2), ("medium", 3), ("low", 4)])
            Standing.objects.create(
                nominal=nominal,
                risk_level=level,
                risk_rank=rank,
                status=draw.choice(queries.STATUSES),
                management=draw.choice(["active", "active", "reactive"]),
            )
        for kind, often in (("home_visit", 0.8), ("visit_decision", 0.2), ("whereabouts", 0.1)):
            if draw.random() < often:
                Deadline.objects.create(
                    nominal=nominal, kind=kind, due_on=cast.TODAY + draw.choice(EDGES) * cast.DAY,
                    rule="visit_interval", reason="So it is.", suspended=draw.random() < 0.2, opened_on=cast.TODAY,
                    counted_from=cast.TODAY - draw.randrange(900) * cast.DAY, attempts=draw.randrange(4),
                )  # fmt: skip
            if draw.random() < 0.3:  # closed rows count for nothing
                Deadline.objects.create(
                    nominal=nominal, kind=kind, due_on=cast.TODAY - 3 * cast.DAY, rule="visit_interval", reason="Past.",
                    opened_on=cast.TODAY, closed_on=cast.TODAY, outcome="done",
                )  # fmt: skip
        if draw.random() < 0.1:
            FailedNominal.objects.create(
                nominal=nominal, message="No", first_failed_on=cast.TODAY, last_failed_on=cast.TODAY
            )
        for ended in (None, cast.TODAY):
            if draw.random() < 0.8:
                Address.objects.create(
                    nominal=nominal, kind="home", address=f"{ended}", postcode=draw.choice(POSTCODES), to_on=ended
                )


@pytest.mark.parametrize("seed", range(4))
def test_sql_and_memory_say_the_same(seed, officer, world):
    random_register(seed, officer, world)
    for on in (cast.TODAY, cast.TODAY + cast.DAY):
        team = queries.cases(officer, on).filter(officer=officer)
        tallies = queries.tally(team, districts=True)
        for sort in (*queries.SORTS, *(f"-{sort}" for sort in queries.SORTS)):
            from_sql = queries.fetch(queries.ordered(team, sort), officers=True)
            in_memory = whole.fetch(queries.with_deadlines(officer).filter(officer=officer), on, officer, sort)
            assert from_sql == in_memory, sort
        assert queries.overdue_since(tallies) == queries.overdue_since(whole.tallies_of(in_memory))
        for show in SHOWN:
            asked = Asked(show=show)
            kept = [row for row in in_memory if shows(row, asked)]
            assert sorted(row.reference for row in kept) == sorted(
                narrowed(team, asked).values_list("reference", flat=True)
            )
            assert counted(tallies, asked) == counted(whole.tallies_of(in_memory), asked) == len(kept)


def test_every_row_is_in_exactly_one_part(officer, world):
    random_register(9, officer, world)
    rows = whole.fetch(queries.with_deadlines(officer).filter(officer=officer), cast.TODAY, officer)
    assert len(rows) == 60
    assert {row.bucket for row in rows} <= set(queries.BUCKETS)
    assert all((row.band in queries.BANDS) == (row.bucket == "overdue") for row in rows)
    assert [row.place for row in rows] == sorted(row.place for row in rows)


@pytest.mark.parametrize(
    ("postcode", "district"),
    [
        ("ZZ1 1AA", "ZZ1"),
        ("zz11aa", "ZZ1"),
        ("ZZ10 2BB", "ZZ10"),
        ("ZZ1A1AA", "ZZ1A"),
        (None, ""),
        ("", ""),
        ("Leeds", "LEEDS"),
    ],
)
def test_the_postcode_district(postcode, district):
    assert whole.district(postcode) == district
