"""`visible_to` against a plain-Python oracle, over list, detail, search, count and export (trust A3).

Forty people × two hundred and sixty records with random columns, exceptions and bars: 10,400 pairs for each surface.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random

import pytest
from django.contrib.auth.models import Permission

from accounts.roles import Role
from common.clock import today
from offenders.models import AccessKind, Bar, Nominal, NominalAccess
from offenders.search import search_key
from tests.fixtures import Reader

pytestmark = pytest.mark.django_db
PEOPLE, RECORDS = 40, 260
TEAM_ROLES = {"offender_manager", "supervisor", "unit_support"}
FORCE_ROLES = {"inspector", "mappa_coordinator"}
READ_KINDS, WRITE_KINDS = {"cover", "transfer", "meeting", "opened"}, {"cover"}


class Oracle:
    """What the rules say, one pair at a time, from plain lists."""

    def __init__(self, grants, bars, on):
        self.on, self.grants, self.bars = on, {}, {}
        for grant in grants:
            self.grants.setdefault((grant.user_id, grant.content_object_id), []).append(grant)
        for bar in bars:
            self.bars.setdefault((bar.user_id, bar.nominal_id), []).append(bar)

    def stands(self, first, last, ended=None):
        return ended is None and (first is None or first <= self.on) and (last is None or last >= self.on)

    def kinds(self, user, record):
        return {
            grant.kind
            for grant in self.grants.get((user.pk, record.pk), ())
            if self.stands(grant.starts_on, grant.expires_on, grant.ended_at)
        }

    def barred(self, user, record):
        found = self.bars.get((user.pk, record.pk), ())
        return any(self.stands(None, bar.until, bar.lifted_at) for bar in found)

    def may(self, user, action, record):
        if not user.is_active or self.barred(user, record):
            return False
        if action == "find":
            return user.role in TEAM_ROLES and not record.restricted and self.same(user.force_id, record.force_id)
        kinds = self.kinds(user, record)
        if action == "brief":
            same = user.role == "neighbourhood" and not record.restricted
            return same and "briefing" in kinds
        if user.role not in TEAM_ROLES | FORCE_ROLES:
            return False
        if record.restricted:
            return "named" in kinds
        own = record.officer_id == user.pk and (user.force_id is None or record.force_id in (None, user.force_id))
        if own or kinds & (READ_KINDS if action == "read" else WRITE_KINDS):
            return True
        if user.role in FORCE_ROLES:
            return self.same(user.force_id, record.force_id)
        if self.same(user.team_id, record.team_id):
            return True
        return record.team_id is None and self.same(user.force_id, record.force_id)

    @staticmethod
    def same(one, other):
        return one is not None and one == other


@pytest.fixture
def register(world):
    """People, records and exceptions at random; the same at every run."""
    dice = random.Random(20261120)
    teams = [world.north, world.south, world.far, None]
    people = []
    for index in range(PEOPLE):
        team = dice.choice(teams)
        role = dice.choice([*Role.values, "offender_manager", "supervisor"])
        people.append(world.person(f"p{index}", role, team=team, is_active=dice.random() > 0.1))
    records = []
    for index in range(RECORDS):
        team = dice.choice(teams)
        force = team.force if team else dice.choice([world.force, world.other_force, None])
        records.append(
            Nominal(
                reference=f"P-{index:03}",
                family_name=f"Common{index}",
                search_name=search_key(f"Common{index}", ""),
                force=force,
                team=team,
                officer=dice.choice([None, *people]),
                restricted=dice.random() < 0.15,
            )
        )
    Nominal.objects.bulk_create(records)
    _exceptions(dice, people, records)
    oracle = Oracle(list(NominalAccess.objects.all()), list(Bar.objects.all()), today())
    return people, list(Nominal.objects.all()), oracle


def _exceptions(dice, people, records):
    permission = Permission.objects.get(content_type__app_label="offenders", codename="view_nominal")
    on, wanted = today(), {}
    days = [None, -5, -1, 0, 1, 5]
    for _ in range(1500):
        user, record, kind = dice.choice(people), dice.choice(records), dice.choice(AccessKind.values)
        kind = "briefing" if user.role == "neighbourhood" else kind
        last = dice.choice(days)
        expires = None if last is None else on + dt.timedelta(days=last)
        begins = dice.choice([None, on - dt.timedelta(days=9), on, on + dt.timedelta(days=1)])
        if expires and begins and begins > expires:
            begins = None
        ended = dt.datetime.now(dt.UTC) if dice.random() < 0.1 else None
        wanted[user.pk, record.pk, kind, expires] = NominalAccess(
            user=user, content_object=record, permission=permission, kind=kind, starts_on=begins, expires_on=expires,
            ended_at=ended,
        )  # fmt: skip
    NominalAccess.objects.bulk_create(wanted.values())
    bars = {}
    for _ in range(600):
        user, record, last = dice.choice(people), dice.choice(records), dice.choice(days)
        until = None if last is None else on + dt.timedelta(days=last)
        lifted = dt.datetime.now(dt.UTC) if dice.random() < 0.2 else None
        bars[user.pk, record.pk, until] = Bar(
            user=user, nominal=record, reason="x", until=until, lifted_at=lifted, lift_reason="x" if lifted else ""
        )
    Bar.objects.bulk_create(bars.values())


def test_the_querysets_agree_with_the_oracle_on_every_pair(register):
    people, records, oracle = register
    pairs, wrong, true = 0, [], {}
    asked = {
        "read": Nominal.objects.visible_to, "write": Nominal.objects.writable_by, "find": Nominal.objects.findable_by,
        "brief": Nominal.objects.briefed_to,
    }  # fmt: skip
    for user in people:
        for action, query in asked.items():
            listed = set(query(user).values_list("pk", flat=True))
            expected = {record.pk for record in records if oracle.may(user, action, record)}
            wrong += [(user.username, user.role, action, pk) for pk in listed ^ expected]
            assert query(user).count() == len(expected)
            true[action] = true.get(action, 0) + len(expected)
            pairs += len(records)
    assert wrong == []
    assert pairs >= 40_000
    assert min(true.values()) > 5, f"the register must hold open pairs of every kind: {true}"


def test_what_is_written_is_read(register):
    people, _, _ = register
    for user in people:
        written = set(Nominal.objects.writable_by(user).values_list("pk", flat=True))
        assert written <= set(Nominal.objects.visible_to(user).values_list("pk", flat=True))


def test_searches_lists_counts_and_exports_agree_with_the_oracle(register):
    people, records, oracle = register
    by_reference = {record.reference: record for record in records}
    for user in [one for one in people if one.is_active and one.role in TEAM_ROLES | FORCE_ROLES]:
        client = Reader()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        readable = {ref for ref, record in by_reference.items() if oracle.may(user, "read", record)}
        assert searched(client) == readable, user.username
        if user.role in ("offender_manager", "supervisor", "inspector"):
            own = {ref for ref in readable if by_reference[ref].officer_id == user.pk}
            assert exported(client, "/caseload.csv") == own, user.username
        if user.role in ("supervisor", "inspector") and user.team_id:
            team = {ref for ref in readable if _of_team(by_reference[ref], user.team_id)}
            assert exported(client, f"/backlog/list.csv?team={user.team_id}") == team, user.username
            assert f" {len(team):,}" in listed_total(client, user.team_id, len(team)), user.username


def _of_team(record, team):
    owner = record.officer.team_id if record.officer_id else None
    return record.team_id == team or (record.team_id is None and owner == team)


def searched(client):
    """The references of every page of a search that meets everybody."""
    found, number = set(), 1
    while True:
        response = client.post("/nominals/", {"name": "common", "page": number})
        results = response.context["results"]
        found |= set(results.references)
        if number >= results.page.pages:
            assert results.page.total == len(found)
            return found
        number += 1


def exported(client, path):
    response = client.get(path)
    rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    next(rows)
    return {cell for row in rows for cell in row if cell.startswith("P-")}


def listed_total(client, team, number):
    page = client.get(f"/backlog/list/?team={team}").context["page"]
    assert page.total == number
    return f" {page.total:,}"


def test_details_agree_with_the_oracle_for_every_record_of_some_people(register):
    people, records, oracle = register
    roles = {}
    for user in people:
        if user.is_active:
            roles.setdefault(user.role, user)
    dice = random.Random(4)
    for user in roles.values():
        client = Reader()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        reads = user.role in TEAM_ROLES | FORCE_ROLES
        for record in dice.sample(records, 25):
            expected = 403 if not reads else 200 if oracle.may(user, "read", record) else 404
            assert client.get(f"/nominals/{record.reference}/risk/").status_code == expected
