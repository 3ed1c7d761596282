"""The demonstration: published figures on any day, same data for the same seed, nobody real, nothing overwritten."""

from __future__ import annotations

import csv
import datetime as dt
import os
import re
from collections import Counter
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

import common
from accounts.models import Force, Training, User
from accounts.roles import Role
from caseloads.models import PolicyTrial
from caseloads.owed import plans_to_review
from common.clock import today
from common.dates import WorkingDays
from deadlines.models import Deadline, NightlyRun
from deadlines.policy_keys import PolicyBook
from deadlines.status import DUE_TODAY, OVERDUE, UPCOMING, state
from exchange import demo
from exchange.demo import words
from exchange.demo.biography import Biography, Staff
from exchange.demo.names import person_name
from exchange.demo.shape import LOW, SPLIT, cases, forces, main_cases, officer_loads
from exchange.demo.tables import ADDRESS, COLUMNS, DECISION, LEVEL, MANAGEMENT, PLAN, STATUS, VISIT, Rows
from exchange.demo.timeline import timeline
from exchange.management.commands.load_demo import demonstration_password
from mappa.facts import levels_between
from mappa.models import Action, AgendaItem, Invitation, LevelDecision, Meeting, Referral
from offenders.models import Allocation, Nominal, PlanInterval, RiskLevel, Standing
from offenders.policy import AddressFact, LevelFact, ManagementFact, PersonFacts, PlanFact, StatusFact
from risk.models import CohortPeriod, CsodsApplication, ProfileAnswer, RiskPlan, Sanction
from risk.people import without_trained_manager
from visits.models import Visit
from visits.policy import HOME_VISIT, VISIT_DECISION, DecisionFact, VisitFact, visit_specs

SMALL = 240
ON = dt.date(2026, 11, 20)
AWKWARD_DAYS = (
    dt.date(2024, 2, 29),
    dt.date(2025, 3, 1),
    dt.date(2025, 5, 31),
    dt.date(2025, 8, 31),
    dt.date(2025, 12, 28),
    dt.date(2026, 1, 2),
    dt.date(2026, 4, 7),
    ON,
)
FACTS = {
    LEVEL: (LevelFact, ("effective_from", "level", "approved", "approved_on")),
    PLAN: (PlanFact, ("effective_from", "value", "unit", "approved", "approved_on")),
    MANAGEMENT: (ManagementFact, ("effective_from", "mode", "approved", "approved_on")),
    STATUS: (StatusFact, ("status", "from_on", "to_on")),
    ADDRESS: (AddressFact, ("kind", "address", "postcode", "from_on", "to_on")),
    VISIT: (VisitFact, ("date", "time", "outcome", "address", "entry_sought_for_risk_search")),
    DECISION: (DecisionFact, ("decided_on", "decision")),
}
STAFF = Staff(1, "a.sample", ((2, "b.sample"), (3, "c.sample")), 4, 5, 1, 1, "NOR", "ZZ", "Ambryford")


def facts_of(rows: Rows, table: str) -> list:
    make, columns = FACTS[table]
    places = [COLUMNS[table].index(column) for column in columns]
    return [make(*(row[place] for place in places)) for row in rows.tables[table]]


def owed(case, number: int, on: dt.date, calendar: WorkingDays, seed: str = "a seed") -> list:
    """What the rules say of one invented person, without a database."""
    rng, rows = Random(f"{seed}/{number}"), Rows()
    line = timeline(case, on, rng, calendar)
    Biography(1, case, line, on, STAFF, rng, rows, lambda table: 1).write("NOR-1", ("Ash", "Larkmoor", "male"), "")
    registered = rows.tables["offenders_nominal"][0][COLUMNS["offenders_nominal"].index("registered_on")]
    person = PersonFacts(
        1, registered, *(facts_of(rows, table) for table in (LEVEL, PLAN, MANAGEMENT, STATUS, ADDRESS))
    )
    return visit_specs(person, facts_of(rows, VISIT), on, PolicyBook(()), calendar, facts_of(rows, DECISION))


@pytest.fixture(scope="module")
def calendar() -> WorkingDays:
    path = Path(common.__file__).parent / "data" / "bank_holidays.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    days = [dt.date.fromisoformat(row["date"]) for row in rows]
    return WorkingDays(days, dt.date(max(days).year, 12, 31))


@pytest.mark.parametrize("on", AWKWARD_DAYS, ids=str)
def test_as_many_are_overdue_as_published_whatever_the_day(on, calendar):
    shape = forces(demo.DEFAULT)[0]
    states = Counter(
        state(spec.due_on, on, suspended=spec.suspended)
        for number, case in enumerate(cases(shape, Random(f"{on}")))
        for spec in owed(case, number, on, calendar)
        if spec.kind == HOME_VISIT
    )
    assert states[OVERDUE] == 283


@pytest.mark.parametrize("on", AWKWARD_DAYS, ids=str)
def test_the_main_officer_has_the_morning_that_the_sign_in_promises(on, calendar):
    specs = [spec for number, case in enumerate(main_cases()) for spec in owed(case, number, on, calendar)]
    visits = [spec for spec in specs if spec.kind == HOME_VISIT]
    states = Counter(state(spec.due_on, on, suspended=spec.suspended) for spec in visits)
    soon = [spec for spec in visits if not spec.suspended and 0 < (spec.due_on - on).days <= 14]
    assert len(main_cases()) == 60
    assert (states[OVERDUE], states[DUE_TODAY], len(soon)) == (4, 2, 9)
    assert states[UPCOMING] > 9
    assert sum(spec.kind == VISIT_DECISION for spec in specs) == 1


def test_the_default_register_has_the_published_figures_by_the_engines_own_count(db):
    on = today()
    loaded = demo.load(on=on, password="not-a-secret-here")
    late = Deadline.objects.overdue(on).filter(kind=HOME_VISIT)
    assert Nominal.objects.filter(force__name="Northshire Police").count() == 1521
    assert late.filter(nominal__force__name="Northshire Police").count() == 283
    assert late.filter(nominal__force__name="Southmere Police").count() == 98
    assert loaded.overdue == {"Northshire Police": 283, "Southmere Police": 98}
    levels = Counter(
        Standing.objects.filter(nominal__force__name="Northshire Police").values_list("risk_level", flat=True)
    )
    for level, per_cent in SPLIT.items():
        assert abs(levels[level] / 1521 * 100 - per_cent) < 0.5
    loads = Counter(
        Nominal.objects.filter(force__name="Northshire Police", officer__isnull=False).values_list("officer", flat=True)
    )
    assert min(loads.values()) >= 50
    assert max(loads.values()) <= 70
    assert (
        max(Counter(Nominal.objects.filter(force__name="Southmere Police").values_list("officer", flat=True)).values())
        <= 100
    )
    managed = Counter(levels_between(on, list(Nominal.objects.values_list("pk", flat=True))).values())
    assert 0.98 < managed[1] / managed.total() < 0.988  # 98.4 per cent (practice, MAPPA)
    assert NightlyRun.objects.get(on=on).finished_at is not None


@pytest.fixture
def small(db) -> demo.Loaded:
    return demo.load(on=ON, password="not-a-secret-here", nominals=SMALL)


def register() -> dict[str, list]:
    """Everything of the register but the ids."""
    return {
        "nominals": list(Nominal.objects.order_by("reference").values_list("reference", "family_name", "given_names")),
        "officers": list(Nominal.objects.order_by("reference").values_list("officer__username", flat=True)),
        "levels": list(
            RiskLevel.objects.order_by("nominal__reference", "effective_from", "level").values_list(
                "nominal__reference", "effective_from", "level", "approved", "reason"
            )
        ),
        "visits": list(
            Visit.objects.order_by("nominal__reference", "date", "time", "outcome").values_list(
                "nominal__reference", "date", "time", "outcome", "officers", "notes"
            )
        ),
    }


def test_the_same_seed_gives_the_same_data(db):
    found = []
    for seed in (7, 7, 8):
        with transaction.atomic():
            demo.load(on=ON, password="not-a-secret-here", nominals=120, seed=seed)
            found.append({**register(), **{f"mappa {name}": rows for name, rows in mappa().items()}, **behind()})
            transaction.set_rollback(True)
    assert found[0] == found[1]
    assert found[0]["visits"] != found[2]["visits"]
    assert found[0]["nominals"] != found[2]["nominals"]


@pytest.mark.parametrize("number", [1, 3, 5, 20, 70])
def test_a_handful_of_people_will_do(db, number):
    loaded = demo.load(on=ON, password="not-a-secret-here", nominals=number, seed=number)
    assert loaded.nominals == Nominal.objects.count() == number


@pytest.mark.parametrize(("number", "promised"), [(1, False), (SMALL, True)])
def test_nothing_is_promised_to_whoever_signs_in_to_a_handful_of_people(db, monkeypatch, number, promised):
    monkeypatch.setattr("exchange.management.commands.load_demo.today", lambda: ON)
    out = StringIO()
    call_command("load_demo", nominals=number, skip_checks=True, stdout=out)
    said = out.getvalue().partition("Sign-ins")[2].splitlines()[1:]
    assert len(said) == len(demo.SIGN_INS)
    for line, (username, role, look) in zip(said, demo.SIGN_INS, strict=True):
        assert line == f"  {username}  {role}" + (f"  {look}" if promised else "")
        assert not re.search(r"[0-9]|hundred", line)  # figures are counted, and said above


def behind() -> dict[str, list]:
    """The profiles, cohorts, sanctions, training and applications, but the ids."""
    answers = ProfileAnswer.objects.order_by("nominal__reference", "question", "answered_on", "text")
    sanctions = Sanction.objects.order_by("nominal__reference", "sanctioned_on", "offence")
    return {
        "answers": list(answers.values_list("nominal__reference", "question", "answered_on", "text", "source_grade")),
        "sanctions": list(sanctions.values_list("nominal__reference", "sanctioned_on", "offence", "count")),
        "cohorts": sorted(CohortPeriod.objects.values_list("nominal__reference", "cohort", "from_on", "reason")),
        "training": sorted(Training.objects.values_list("user__username", "covers", "completed_on")),
        "plans": list(
            RiskPlan.objects.order_by("nominal__reference", "written_on").values_list(
                "nominal__reference", "written_on", "supervision", "what_changed", "follows__written_on"
            )
        ),
        "trials": [
            (row.changes, {name: found for name, found in row.result.items() if name != "named"})
            for row in PolicyTrial.objects.order_by("force__name", "pk")
        ],
        "applications": sorted(CsodsApplication.objects.values_list("received_at", "owner__username", "outcome")),
    }


def test_the_people_behind_the_levels(small):
    main = Nominal.objects.filter(officer__username="t.ashgrave")
    assert main.filter(profile_answers__isnull=False).distinct().count() > main.count() * 0.9
    assert {row.decision for row in CsodsApplication.objects.all()} >= {"", "disclose"}
    assert CsodsApplication.objects.running().filter(nominal=None).exists()
    assert CohortPeriod.objects.on(ON).exists()
    assert Sanction.objects.exists()
    assert not Sanction.objects.filter(sanctioned_on__gte=ON).exists()
    assert not ProfileAnswer.objects.filter(answered_on__gte=ON).exists()
    inspector = User.objects.get(username="p.dunthorpe")
    lacking = without_trained_manager(Nominal.objects.visible_to(inspector), ON).count()
    assert 0 < lacking < Nominal.objects.visible_to(inspector).count()


def test_plans_some_past_their_review_and_policies_tried(small):
    main = Nominal.objects.filter(officer__username="t.ashgrave")
    with_plan = main.filter(risk_plans__isnull=False).distinct().count()
    assert main.count() * 0.6 < with_plan < main.count()
    assert RiskPlan.objects.filter(follows__isnull=False).exists()
    assert not RiskPlan.objects.filter(written_on__gte=ON).exists()
    officer = User.objects.get(username="t.ashgrave")
    assert plans_to_review(officer, ON) > 0
    trials = PolicyTrial.objects.filter(force=officer.force)
    assert {row.state for row in trials} == {"done"}
    assert trials.count() == 2


def mappa() -> dict[str, list]:
    """Everything of MAPPA but the ids."""
    return {
        "levels": list(
            LevelDecision.objects.order_by("nominal__reference", "effective_from").values_list(
                "nominal__reference", "effective_from", "level", "reason", "meeting__meeting_ref"
            )
        ),
        "items": list(
            AgendaItem.objects.order_by("meeting__meeting_ref", "nominal__reference").values_list(
                "meeting__meeting_ref", "nominal__reference", "decision_level", "disclosure", "minutes__risk_assessment"
            )
        ),
        "actions": list(Action.objects.order_by("action_ref").values_list("action_ref", "action", "due_on", "done_on")),
        "referrals": list(Referral.objects.order_by("referral_ref").values_list("referral_ref", "decision", "reasons")),
        "attendance": list(
            Invitation.objects.order_by("meeting__meeting_ref", "agency_name").values_list("agency_name", "attendance")
        ),
    }


def test_a_coordinator_finds_meetings_referrals_minutes_and_actions(small):
    levels = Counter(levels_between(ON, list(Nominal.objects.values_list("pk", flat=True))).values())
    assert levels[2] >= 3
    assert levels[3] >= 1
    assert Meeting.objects.filter(held_on=ON).exists()
    assert Referral.objects.waiting().exists()
    assert Action.objects.open(ON).filter(due_on__lt=ON).exists()
    owed = set(Deadline.objects.open().values_list("kind", flat=True))
    assert {"mappa_review", "mappa_minutes", "mappa_action", "mappa_first_meeting"} <= owed
    held = Meeting.objects.filter(status__in=("held", "finalised"))
    assert not held.filter(held_on__gte=ON).exists()
    assert not Action.objects.filter(done_on__gt=ON).exists()
    assert not held.filter(minutes_sent_on__gt=ON).exists()


def test_every_role_can_sign_in(small):
    for username, role, look in demo.SIGN_INS:
        user = User.objects.get(username=username)
        assert (user.role, user.is_active) == (role, True)
        assert user.check_password("not-a-secret-here")
        assert look
    assert {role for _, role, _ in demo.SIGN_INS} == set(Role.values)


def test_nobody_approved_what_they_proposed_and_open_allocations_agree(small):
    assert Nominal.objects.count() == SMALL
    assert not [row for row in Allocation.objects.filter(to_on=None) if row.officer_id != row.nominal.officer_id]
    assert Allocation.objects.filter(to_on=None).count() == Nominal.objects.filter(officer__isnull=False).count()
    assert not PlanInterval.objects.filter(approved=True, approved_by=None).exists()
    assert not User.objects.filter(username__regex=r"[^a-z0-9._-]").exists()


def test_no_fact_is_later_than_the_day(small):
    assert not Visit.objects.filter(date__gte=ON).exists()
    assert not RiskLevel.objects.filter(effective_from__gt=ON).exists()
    assert not Nominal.objects.filter(registered_on__gt=ON).exists()


def test_postcodes_belong_to_no_real_area(small):
    codes = {address.postcode for nominal in Nominal.objects.all() for address in nominal.addresses.all()}
    assert codes
    assert all(re.fullmatch(r"(ZZ|[QVX][A-Z])[0-9]{1,2} [0-9][A-Z]{2}", code) for code in codes)
    assert all(re.fullmatch(r"ZZ|[QVX][A-Z]", area) for area in words.AREAS)
    assert len(set(words.AREAS[:43])) == len(set(words.FORCE_NAMES)) == 43


def test_it_refuses_over_a_register_that_is_not_empty(world):
    with pytest.raises(CommandError, match="not empty"):
        call_command("load_demo", nominals=SMALL, skip_checks=True)
    assert not Nominal.objects.exists()


def test_it_refuses_in_production(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("load_demo", nominals=SMALL, skip_checks=True)
    assert not Force.objects.exists()


def test_it_refuses_a_size_that_makes_no_sense(db):
    for number in (0, 200_000):
        with pytest.raises(CommandError, match="--nominals"):
            call_command("load_demo", nominals=number, skip_checks=True)


def test_a_wrong_count_keeps_nothing(db, monkeypatch):
    monkeypatch.setattr("exchange.demo.register.cases", lambda shape, rng: [main_cases()[-1]] * shape.nominals)
    with pytest.raises(RuntimeError, match="instead of"):
        demo.load(on=ON, password="not-a-secret-here", nominals=SMALL)
    assert not Nominal.objects.exists()


def test_the_password_is_the_given_one_or_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "given-by-hand")
    assert demonstration_password(tmp_path) == "given-by-hand"
    monkeypatch.delenv("DEMO_PASSWORD")
    kept = demonstration_password(tmp_path / "new")
    assert len(kept) >= 12
    assert demonstration_password(tmp_path / "new") == kept
    assert os.stat(tmp_path / "new" / "demo-password").st_mode & 0o777 == 0o600


def test_nobody_has_the_name_of_somebody_else():
    names = [person_name(number)[:2] for number in range(100_000)]
    assert len(set(names)) == len(names)


def test_a_large_demonstration_spreads_over_forty_three_forces():
    shapes = forces(100_000)
    assert len(shapes) == len({shape.code for shape in shapes}) == 43
    assert [shape.code for shape in shapes[:2]] == [shape.name[:3].upper() for shape in shapes[:2]]
    assert sum(shape.nominals for shape in shapes) == 100_000
    assert all(abs(shape.overdue / shape.nominals - 283 / 1521) < 0.001 for shape in shapes)
    dealt = cases(shapes[5], Random(1))
    assert len(dealt) == shapes[5].nominals
    assert sum((case.due_in or 0) < 0 for case in dealt) == shapes[5].overdue
    assert Counter(case.level for case in dealt)[LOW] == pytest.approx(shapes[5].nominals / 2, abs=2)


@pytest.mark.parametrize("count", [0, 1, 69, 70, 71, 120, 141, 1454])
def test_officers_loads_add_up(count):
    loads = officer_loads(count, (50, 70), Random(1))
    assert sum(loads) == count
    assert all(load <= 70 for load in loads)
