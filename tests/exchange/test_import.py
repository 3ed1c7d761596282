"""What loading a bundle does to the register: presence and blanks, periods, approvals, homes, officers."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from accounts.models import Force, Team, User
from audit.models import Event as AuditEvent
from deadlines import nightly
from deadlines.models import Alert, Deadline, PolicyValue
from notification.models import Disposal
from offenders.models import (
    Address,
    Allocation,
    Event,
    ManagementDecision,
    Nominal,
    PlanInterval,
    RiskLevel,
    StatusPeriod,
)
from orders.models import Condition
from tests.exchange.driver import load, register, write_bundle
from visits.models import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day():
    with time_machine.travel(dt.datetime(2026, 4, 10, 9, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def loads(tmp_path):
    """Load some files; they must load, change nothing the second time, and say in a dry run what they do."""

    def run(**files):
        folder = write_bundle(tmp_path / "bundle", **files)
        dry = load(folder, dry_run=True)
        result = load(folder)
        assert result.exit == 0, result.output
        assert dry.counts == result.counts
        again = load(folder)
        assert "Nothing to change" in again.output
        assert all(added == changed == 0 for added, changed, _ in again.counts.values()), again.output
        return result

    return run


@pytest.fixture
def refuses(tmp_path):
    """Load some files, which must be refused; gives the places."""

    def run(**files):
        before = Nominal.objects.count(), Visit.objects.count()
        result = load(write_bundle(tmp_path / "bundle", **files))
        assert result.exit == 1, result.output
        assert (Nominal.objects.count(), Visit.objects.count()) == before
        return result.places

    return run


OFFICERS = (
    "username,full_name,email,role,force,team,weekly_hours\n"
    "A.Hollis,Vale Hollis,a.hollis@example.org,offender_manager,Northshire Police,North,37.5\n"
    "b.thorne,,,supervisor,northshire police,NORTH,\n"
)


class TestOfficers:
    def test_new_accounts_cannot_sign_in_until_a_password_is_set(self, loads):
        loads(officers=OFFICERS)
        first, second = User.objects.order_by("username")
        assert (first.username, first.full_name, first.role) == ("a.hollis", "Vale Hollis", "offender_manager")
        assert (str(first.team), str(first.team.force), float(first.weekly_hours)) == (
            "North",
            "Northshire Police",
            37.5,
        )
        assert first.is_active
        assert not first.has_usable_password()
        assert (second.full_name, second.team_id) == ("b.thorne", first.team_id)
        assert Force.objects.count() == Team.objects.count() == 1

    def test_an_account_is_changed_and_keeps_its_password(self, loads, world):
        user = world.person("a.hollis", "offender_manager", team=world.south)
        assert loads(officers=OFFICERS).counts["officers.csv"] == (1, 1, 0)
        after = User.objects.get(pk=user.pk)
        assert (after.password, after.team.name) == (user.password, "North")

    def test_faults(self, refuses):
        officers = (
            "username,email,role,force,team,weekly_hours\n"
            "a hollis,,supervisor,,,\n"
            "b.thorne,nowhere,supervisor,,,\n"
            "c.vale,,,,,\n"
            "d.moor,,boss,,,1000\n"
            "e.marsh,,supervisor,,North,\n"
            "E.Marsh,,supervisor,,,\n"
        )
        assert refuses(officers=officers) == [
            ("officers.csv", 2, "username"),
            ("officers.csv", 3, "email"),
            ("officers.csv", 4, "role"),
            ("officers.csv", 5, "role"),
            ("officers.csv", 5, "weekly_hours"),
            ("officers.csv", 7, "username"),
        ]

    def test_a_role_may_be_left_out_only_for_those_who_have_one(self, refuses, loads):
        assert refuses(officers="username\na.hollis\n") == [("officers.csv", 1, "role")]
        loads(officers=OFFICERS)
        assert loads(officers="username,full_name\na.hollis,Vale Moor\n").counts["officers.csv"] == (0, 1, 0)
        assert User.objects.get(username="a.hollis").role == "offender_manager"


class TestOfficersWhoCannotOpen:
    """A bundle may allocate to somebody who could not open the record: it loads, says so, and somebody is told."""

    WHO = "username,role,force,team\nfar.moor,offender_manager,Southmere Police,Coast\nk.glass,auditor,Northshire,\n"
    NORTH = "e.marsh,supervisor,Northshire,North\nnear.vale,offender_manager,Northshire,North\n"
    PEOPLE = (
        "reference,force,team,officer,registered_on\nT-1,Northshire,North,far.moor,2024-02-05\n"
        "T-2,Northshire,North,k.glass,2024-02-05\nT-3,Northshire,North,near.vale,2024-02-05\n"
        "T-4,,,far.moor,2024-02-05\n"
    )

    def test_a_line_warns_and_the_supervisors_are_told(self, loads):
        said = loads(officers=self.WHO + self.NORTH, nominals=self.PEOPLE).output
        [line] = [line for line in said.splitlines() if line.startswith("warning")]
        assert line.startswith("warning: nominals.csv: 2 nominals allocated to somebody who cannot open the record")
        nightly.run(dt.date(2026, 4, 10))
        told = Alert.objects.filter(stage="overdue").values_list("nominal__reference", "recipient__username")
        assert set(told) == {("T-1", "e.marsh"), ("T-2", "e.marsh"), ("T-3", "near.vale"), ("T-4", "far.moor")}

    def test_nothing_is_said_where_everybody_can(self, loads):
        people = "".join(self.PEOPLE.splitlines(keepends=True)[i] for i in (0, 3, 4))
        assert "warning" not in loads(officers=self.WHO + self.NORTH, nominals=people).output


class TestNominals:
    FULL = (
        "reference,family_name,given_names,date_of_birth,sex,force,team,mappa_category,lead_agency,licence_ends_on,"
        "registered_on\nT-1,O'Neill,Zoë,1979-06-11,female,Northshire Police,North,1,police,2026-12-31,2024-02-05\n"
    )

    def test_defaults(self, loads):
        loads(nominals="reference\nT-1\n")
        row = Nominal.objects.get()
        assert (row.sex, row.family_name, row.lead_agency, row.version) == ("unknown", "", "", 1)
        assert (row.force, row.lead_since, row.mappa_category) == (None, None, None)

    def test_the_name_is_searchable(self, loads):
        loads(nominals=self.FULL)
        assert " oneill" in Nominal.objects.get().search_name
        loads(nominals="reference,given_names\nT-1,Ivy\n")
        row = Nominal.objects.get()
        assert " oneill" in row.search_name
        assert " ivy" in row.search_name
        assert " zoe" not in row.search_name

    def test_absent_leaves_and_blank_clears(self, loads):
        loads(nominals=self.FULL)
        loads(nominals="reference,mappa_category,licence_ends_on,sex,lead_agency\nt-1,,,,\n")
        row = Nominal.objects.get()
        assert (row.mappa_category, row.licence_ends_on, row.sex, row.lead_agency) == (None, None, "unknown", "")
        assert (row.reference, row.family_name, row.team.name) == ("T-1", "O'Neill", "North")
        assert row.version == 2

    def test_lead_since_follows_registration_unless_it_was_given(self, loads):
        loads(nominals="reference,registered_on,lead_since\nT-1,2024-02-05,\nT-2,2024-02-05,2025-01-01\n")
        loads(nominals="reference,registered_on\nT-1,2024-03-05\nT-2,2024-03-05\n")
        days = dict(Nominal.objects.values_list("reference", "lead_since"))
        assert days == {"T-1": dt.date(2024, 3, 5), "T-2": dt.date(2025, 1, 1)}

    def test_spaces_between_words_make_no_other_force_or_team(self, loads):
        loads(
            policy="force,effective_from,key,applies_to,value,unit\n"
            "Northshire  Police,2026-01-01,visit_interval,high,2,months\n",
            nominals="reference,force,team\nT-1,Northshire Police,North East\nT-2,northshire\t police,North  east\n",
        )
        assert [str(force) for force in Force.objects.all()] == ["Northshire Police"]
        assert [team.name for team in Team.objects.all()] == ["North East"]
        assert Nominal.objects.values("team_id").distinct().count() == 1

    @pytest.mark.parametrize("gap", ["  ", " \t ", "\u00a0", " \u2003", "\x1f\x0b"])
    def test_a_name_with_other_spaces_in_the_register_is_the_same_force_and_team(self, loads, gap):
        force = Force.objects.create(name=f"Northshire{gap}Police ")
        team = Team.objects.create(force=force, name=f" North{gap}West")
        nominal = Nominal.objects.create(reference="T-1", force=force, team=team, registered_on=dt.date(2024, 2, 5))
        loads(
            policy="force,effective_from,key,applies_to,value,unit\n"
            "northshire police,2026-01-01,visit_interval,high,2,months\n",
            officers="username,role,force,team\ne.marsh,supervisor,Northshire Police,North West\n",
            nominals="reference,force,team\nT-1,Northshire Police,north west\nT-2,northshire  police,North   West\n",
        )
        assert list(Force.objects.all()) == [force]
        assert list(Team.objects.all()) == [team]
        assert set(Nominal.objects.values_list("force", "team")) == {(force.pk, team.pk)}
        assert User.objects.get(username="e.marsh").team == team
        assert PolicyValue.objects.filter(force=force, key="visit_interval").exists()
        nominal.refresh_from_db()
        assert nominal.version == 1
        loads(nominals="reference,force\nT-1,Northshire Police\n")  # not another force, so the team may stay

    def test_of_two_names_that_differ_in_spaces_the_one_spelt_so_is_meant(self, loads):
        force = Force.objects.create(name="Northshire Police")
        spaced, plain = (Team.objects.create(force=force, name=name) for name in ("North  West", "North West"))
        Team.objects.create(force=Force.objects.create(name="Northshire  Police"), name="North West")
        loads(nominals="reference,force,team\nT-1,Northshire Police,North  West\n")
        assert Nominal.objects.get().team == plain
        assert Team.objects.count() == 3
        plain.name = "South"
        Nominal.objects.update(team=spaced)
        plain.save()
        loads(nominals="reference,force,team\nT-1,Northshire Police,North West\n")
        assert Nominal.objects.get().team == spaced

    @pytest.mark.parametrize("name", ["nominals", "officers"])
    @pytest.mark.parametrize("force", [True, False])
    def test_a_team_without_a_force_for_it_to_lie_in_is_not_kept_and_the_import_says_so(self, loads, name, force):
        head, row = {"nominals": ("reference", "T-1"), "officers": ("username,role", "a.hollis,supervisor")}[name]
        said = loads(**{name: f"{head},force,team\n{row},,North\n" if force else f"{head},team\n{row},North\n"})
        assert f"{name}.csv: 1 row with a team and no force" in said.output
        assert not Team.objects.exists()
        said = loads(**{name: f"{head},force,team\n{row},Northshire Police,North\n"})
        assert "with a team and no force" not in said.output
        assert [str(team) for team in Team.objects.all()] == ["North"]
        loads(**{name: f"{head},force,team\n{row},,North\n"})
        model = Nominal if name == "nominals" else User
        assert (model.objects.get().force, model.objects.get().team) == (None, None)

    def test_a_team_does_not_follow_to_another_force(self, refuses, loads):
        loads(nominals=self.FULL)
        assert refuses(nominals="reference,force\nT-1,Southmere Police\n") == [("nominals.csv", 2, "force")]
        loads(nominals="reference,force,team\nT-1,Southmere Police,North\n")
        loads(nominals="reference,team\nT-1,Coast\n")
        assert str(Nominal.objects.get().team.force) == "Southmere Police"

    def test_faults(self, refuses):
        nominals = (
            "reference,date_of_birth,sex,mappa_category,lead_agency,no_fixed_abode,postcode,officer\n"
            "T-1,0001-01-01,man,5,the police,maybe,far too long a code,nobody.known\n"
        )
        assert [column for _, _, column in refuses(nominals=nominals)] == [
            "date_of_birth", "lead_agency", "mappa_category", "no_fixed_abode", "officer", "postcode", "sex",
        ]  # fmt: skip


class TestAllocation:
    def nominals(self, officer):
        return f"reference,officer\nT-1,{officer}\n"

    def test_the_first_has_no_beginning_and_the_next_begins_today(self, loads):
        loads(officers=OFFICERS, nominals=self.nominals("a.hollis"))
        assert Allocation.objects.get().from_on is None
        result = loads(nominals=self.nominals(" B.Thorne "))
        assert result.counts["nominals.csv"] == (0, 1, 0)
        now, before = Allocation.objects.order_by("-pk")
        assert (before.officer.username, before.to_on) == ("a.hollis", dt.date(2026, 4, 10))
        assert (now.officer.username, now.from_on, now.to_on) == ("b.thorne", dt.date(2026, 4, 10), None)
        assert register()["T-1"]["officer"] == "b.thorne"
        assert register("2026-04-09")["T-1"]["officer"] == "a.hollis"

    def test_blank_takes_the_case_away_and_absent_leaves_it(self, loads):
        loads(officers=OFFICERS, nominals=self.nominals("a.hollis"))
        loads(nominals="reference,given_names\nT-1,Ash\n")
        assert Nominal.objects.get().officer.username == "a.hollis"
        loads(nominals=self.nominals(""))
        assert Nominal.objects.get().officer is None
        assert not Allocation.objects.filter(to_on=None).exists()
        loads(nominals=self.nominals("a.hollis"))
        assert Allocation.objects.get(to_on=None).from_on == dt.date(2026, 4, 10)

    def test_only_known_people_are_named(self, refuses, loads, world):
        visits = "reference,date,outcome,officers\nT-1,2026-02-02,refused,{}\n"
        assert refuses(visits=visits.format("nobody.known")) == [("visits.csv", 2, "officers")]
        world.person("a.hollis", "offender_manager", team=world.north)
        loads(visits=visits.format("A.Hollis ; a.hollis;"))
        assert Visit.objects.get().officers == ["a.hollis"]

    def test_a_person_of_officers_csv_is_known_though_their_row_is_wrong(self, refuses):
        officers = "username,role\na.hollis,boss\n"
        assert refuses(officers=officers, nominals=self.nominals("a.hollis")) == [("officers.csv", 2, "role")]


class TestHomes:
    HOME = "reference,address,postcode,no_fixed_abode\nT-1,{},{},{}\n"
    DATED = "reference,kind,address,from,to\nT-1,home,9 Model Road,2026-03-02,{}\n"

    def current(self):
        return [
            (row.kind, row.address, row.postcode, row.from_on)
            for row in Address.objects.counted().filter(to_on=None).order_by("pk")
        ]

    def test_a_changed_address_corrects_the_row(self, loads):
        loads(nominals=self.HOME.format("4 Sample Street", "ZZ1 1AA", "no"))
        result = loads(nominals=self.HOME.format("5 Sample Street", "", ""))
        assert result.counts["nominals.csv"] == (0, 1, 0)
        assert self.current() == [("home", "5 Sample Street", "", None)]
        assert Address.objects.count() == 1

    def test_no_fixed_abode_with_and_without_a_place(self, loads):
        loads(nominals=self.HOME.format("", "", "yes"))
        assert self.current() == [("no_fixed_abode", "", "", None)]
        loads(nominals="reference,address\nT-1,Day Centre\n")
        assert self.current() == [("no_fixed_abode", "Day Centre", "", None)]
        loads(nominals="reference,no_fixed_abode\nT-1,no\n")
        assert self.current() == [("home", "Day Centre", "", None)]

    def test_cleared_columns_take_the_home_away(self, loads):
        loads(nominals=self.HOME.format("4 Sample Street", "", ""))
        loads(nominals=self.HOME.format("", "", ""))
        assert self.current() == []
        loads(nominals=self.HOME.format("4 Sample Street", "", ""))
        assert len(self.current()) == 1

    def test_a_dated_home_takes_its_place_together_or_later(self, loads):
        home = self.HOME.format("4 Sample Street", "", "")
        loads(nominals=home)
        loads(nominals=home, addresses=self.DATED.format(""))
        assert self.current() == [("home", "9 Model Road", "", dt.date(2026, 3, 2))]
        assert Address.objects.get(from_on=None).to_on == dt.date(2026, 3, 2)

    def test_a_dated_home_in_the_same_bundle(self, loads):
        loads(nominals=self.HOME.format("4 Sample Street", "", ""), addresses=self.DATED.format(""))
        assert Address.objects.get().address == "9 Model Road"

    def test_a_dated_home_that_has_ended_does_not(self, loads):
        loads(nominals=self.HOME.format("4 Sample Street", "", ""), addresses=self.DATED.format("2026-04-01"))
        assert self.current() == [("home", "4 Sample Street", "", None)]

    def test_the_former_home_comes_back_when_the_dated_one_ends(self, loads):
        home = self.HOME.format("4 Sample Street", "", "")
        loads(nominals=home)
        loads(nominals=home, addresses=self.DATED.format(""))
        loads(nominals=home, addresses=self.DATED.format("2026-04-01"))
        assert self.current() == [("home", "4 Sample Street", "", None)]

    def test_one_home_ends_where_the_next_begins(self, loads):
        loads(addresses="reference,kind,address,from,to\nT-1,home,9 Model Road,2025-03-02,\n")
        loads(
            addresses="reference,kind,address,from,to\nT-1,home,1 New Road,2026-03-02,\n"
            "T-1,home,9 Model Road,2025-03-02,2026-03-02\n"
        )
        assert [row[1] for row in self.current()] == ["1 New Road"]

    def test_two_current_homes_are_refused(self, loads, refuses):
        head = "reference,kind,address,from,to\n"
        rows = "T-1,home,9 Model Road,2025-03-02,\nT-1,partner,2 Low Road,2025-01-01,\n"
        more = "T-1,no_fixed_abode,Day Centre,2026-01-01,\n"
        assert refuses(addresses=head + rows + more) == [("addresses.csv", 4, "to")]
        loads(addresses=head + rows)
        assert refuses(addresses=head + more) == [("addresses.csv", 2, "to")]

    @pytest.mark.parametrize(
        ("first", "second", "refused"),
        [
            (("2024-01-01", "2090-06-01"), ("2090-06-01", ""), False),  # one ends where the other begins
            (("2024-01-01", "2090-06-02"), ("2024-06-01", ""), True),
            (("2024-06-01", ""), ("2024-01-01", "2090-06-02"), True),
            (("2024-01-01", "2090-01-01"), ("2024-03-01", "2090-01-01"), True),
            (("2024-01-01", ""), ("2024-03-01", "2024-04-01"), False),  # what is over may overlap
            (("2024-01-01", "2024-06-02"), ("2024-06-01", "2025-01-01"), False),
            (("2024-01-01", ""), ("2023-03-01", "2024-01-01"), False),
        ],
    )
    def test_nobody_has_two_homes_now(self, loads, refuses, first, second, refused):
        head = "reference,kind,address,from,to\n"
        one, two = f"T-1,home,9 Model Road,{','.join(first)}\n", f"T-1,no_fixed_abode,Day Centre,{','.join(second)}\n"
        if not refused:
            loads(addresses=head + one)
            loads(addresses=head + one + two)
            return
        assert refuses(addresses=head + one + two) == [("addresses.csv", 3, "to")]
        loads(addresses=head + one)
        assert refuses(addresses=head + two) == [("addresses.csv", 2, "to")]
        loads(addresses=head + one + two.replace("no_fixed_abode", "second_home"))

    def test_faults(self, refuses):
        addresses = (
            "reference,kind,address,from,to\nT-1,home,,2026-03-02,\nT-1,castle,A,2026-03-02,\nT-1,work,A,,\n"
            "T-1,work,A,2026-03-02,2026-03-01\nT-9,work,A,2026-03-02,\n"
        )
        assert refuses(addresses=addresses) == [
            ("addresses.csv", 2, "address"),
            ("addresses.csv", 3, "kind"),
            ("addresses.csv", 4, "from"),
            ("addresses.csv", 5, "to"),
            ("addresses.csv", 6, "reference"),
        ]


OWN_KEYS = {
    "orders": ("order_ref,kind", "o-1,shpo", "court", "Northshire"),
    "disposals": ("disposal_ref,event", "d-1,conviction", "sentenced_on", "2025-01-06"),
    "notifications": ("notification_ref,section", "n-1,s84", "event_on", "2025-01-06"),
    "mappa_referrals": ("referral_ref", "r-1", "referred_on", "2025-01-06"),
    "mappa_actions": ("action_ref", "a-1", "action", "Ask"),
}


@pytest.mark.parametrize("name", OWN_KEYS)
def test_a_row_that_a_key_of_its_own_names_may_leave_out_whose_it_is(loads, refuses, name):
    key, row, column, value = OWN_KEYS[name]
    assert refuses(**{name: f"{key},{column}\n{row},{value}\n"}) == [(f"{name}.csv", 1, "reference")]
    loads(**{name: f"{key},reference\n{row.upper() if ',' not in row else row},T-1\n"})
    assert loads(**{name: f"{key},{column}\n{row},{value}\n"}).counts[f"{name}.csv"] == (0, 1, 0)
    assert refuses(**{name: f"{key},reference\n{row},\n"}) == [(f"{name}.csv", 2, "reference")]
    nominals = "reference,force\nT-1,Northshire Police\nT-2,Northshire Police\n"
    [(_, line, _)] = refuses(nominals=nominals, **{name: f"{key},reference\n{row},T-2\n"})
    assert line == 2


PAIRED = {
    PlanInterval: ("plan_intervals", "reference,effective_from", "T-1,2026-01-05", "value", "unit"),
    Condition: ("conditions", "order_ref,number,kind", "O-1,1,prohibition", "check_value", "check_unit"),
    Disposal: ("disposals", "reference,disposal_ref,event", "T-1,D-1,conviction", "overlap_value", "overlap_unit"),
}


@pytest.mark.parametrize("model", PAIRED)
def test_a_number_or_its_unit_alone_goes_with_what_the_register_has(loads, refuses, model):
    name, key, row, value, unit = PAIRED[model]

    def file(columns, *cells):
        return {name: f"{key},{columns}\n{row},{','.join(map(str, cells))}\n"}

    def held():
        return model.objects.counted().values_list(value, unit).get()

    loads(orders="reference,order_ref,kind,made_on\nT-1,O-1,shpo,2025-01-06\n")
    assert refuses(**file(value, 5)) == [(f"{name}.csv", 2, unit)]
    assert refuses(**file(unit, "weeks")) == [(f"{name}.csv", 2, value)]
    loads(**file(f"{value},{unit}", 5, "months"))
    loads(**file(value, 60))
    assert held() == (60, "months")
    assert refuses(**file(value, 8000)) == [(f"{name}.csv", 2, value)]
    loads(**file(unit, "weeks"))
    assert held() == (60, "weeks")
    loads(**file(value, 500))
    assert refuses(**file(unit, "years")) == [(f"{name}.csv", 2, unit)]
    loads(**file(f"{value},{unit}", 5, "months"))
    for column in (value, unit):
        loads(**file(column, ""))
        assert not model.objects.counted().exclude(**{unit: ""}).exists()
        loads(**file(f"{value},{unit}", 5, "months"))
        assert held() == (5, "months")


class TestProposals:
    def test_the_approval_defaults(self, loads):
        loads(risk_levels="reference,level,effective_from\nT-1,low,2026-01-05\n")
        row = RiskLevel.objects.get()
        assert (row.approved, row.approved_on) == (True, dt.date(2026, 1, 5))

    def test_a_proposal_gains_its_approval(self, loads):
        head = "reference,level,effective_from,approved,approved_on\n"
        loads(risk_levels=f"{head}T-1,low,2026-01-05,no,\n")
        assert RiskLevel.objects.get().approved_on is None
        assert loads(risk_levels=f"{head}T-1,LOW,2026-01-05,yes,2026-02-01\n").counts["risk_levels.csv"] == (0, 1, 0)
        row = RiskLevel.objects.get()
        assert (row.approved, row.approved_on) == (True, dt.date(2026, 2, 1))
        loads(risk_levels="reference,level,effective_from,reason\nT-1,low,2026-01-05,Because\n")
        assert RiskLevel.objects.get().approved_on == dt.date(2026, 2, 1)

    def test_a_returned_proposal_that_is_approved_after_all(self, loads, supervisor):
        loads(plan_intervals="reference,value,unit,effective_from,approved\nT-1,9,months,2026-01-05,no\n")
        PlanInterval.objects.update(returned_at="2026-02-01T00:00Z", returned_by=supervisor, return_reason="Too long")
        loads(plan_intervals="reference,effective_from,approved\nT-1,2026-01-05,yes\n")
        row = PlanInterval.objects.get()
        assert (row.approved, row.returned_at, row.value, row.unit) == (True, None, 9, "months")

    def test_of_a_returned_proposal_and_the_one_that_stands_the_latter_is_meant(self, loads, supervisor):
        levels = "reference,level,effective_from,approved,reason\nT-1,low,2026-01-05,no,{}\n"
        loads(risk_levels=levels.format("First"))
        RiskLevel.objects.update(returned_at="2026-02-01T00:00Z", returned_by=supervisor, return_reason="Say why")
        loads(risk_levels=levels.format("First"))
        RiskLevel.objects.create(nominal=Nominal.objects.get(), level="low", effective_from="2026-01-05")
        loads(risk_levels=levels.format("Better"))
        assert sorted(RiskLevel.objects.values_list("reason", "return_reason")) == [
            ("Better", ""),
            ("First", "Say why"),
        ]

    def test_an_approval_that_is_no_approval(self, loads, refuses):
        head = "reference,mode,effective_from,approved,approved_on\n"
        assert refuses(management=f"{head}T-1,reactive,2026-01-05,no,2026-01-06\n") == [
            ("management.csv", 2, "approved_on")
        ]
        loads(management=f"{head}T-1,reactive,2026-01-05,no,\n")
        without = "reference,mode,effective_from,approved_on\nT-1,reactive,2026-01-05,2026-01-06\n"
        assert refuses(management=without) == [("management.csv", 2, "approved_on")]
        assert not ManagementDecision.objects.get().approved

    def test_a_plan_interval_that_makes_no_sense(self, refuses):
        plans = (
            "reference,value,unit,effective_from\nT-1,0,months,2026-01-01\nT-1,121,months,2026-01-02\n"
            "T-1,2.5,weeks,2026-01-03\nT-1,2,hours,2026-01-04\nT-1,,months,2026-01-05\nT-1,2,,2026-01-06\n"
        )
        assert refuses(plan_intervals=plans) == [
            ("plan_intervals.csv", 2, "value"),
            ("plan_intervals.csv", 3, "value"),
            ("plan_intervals.csv", 4, "value"),
            ("plan_intervals.csv", 5, "unit"),
            ("plan_intervals.csv", 6, "value"),
            ("plan_intervals.csv", 7, "unit"),
        ]
        for half, other in (("value", "unit"), ("unit", "value")):
            cell = {"value": "2", "unit": "months"}[half]
            alone = f"reference,{half},effective_from\nT-1,,2026-01-01\nT-1,{cell},2026-01-02\n"
            assert refuses(plan_intervals=alone) == [("plan_intervals.csv", 3, other)]

    @pytest.mark.parametrize("head", ["reference,effective_from,reason,value,unit", "reference,effective_from,reason"])
    def test_a_plan_interval_that_is_not_known_says_nothing(self, loads, head):
        blanks = ",,\n" if "unit" in head else "\n"
        known = "T-1,2026-01-05,Set,5,weeks\n" if "unit" in head else ""
        said = loads(plan_intervals=f"{head}\n{known}T-1,2026-02-02,Not known{blanks}")
        assert list(PlanInterval.objects.values_list("value", "unit")) == ([(5, "weeks")] if known else [])
        assert "plan_intervals.csv: 1 row without a value: it is not kept" in said.output

    @pytest.mark.parametrize(
        "blank", ["value,unit\nT-1,2026-02-02,,", "unit\nT-1,2026-02-02,", "value\nT-1,2026-02-02,"]
    )
    def test_a_plan_interval_that_is_cleared_is_taken_back_and_may_be_given_again(self, loads, blank):
        head = "reference,effective_from,value,unit\n"
        first, second = "T-1,2026-01-05,5,weeks\n", "T-1,2026-02-02,9,months\n"
        loads(plan_intervals=head + first + second, visits="reference,date,outcome\nT-1,2026-02-03,seen_at_address\n")
        due = Deadline.objects.filter(kind="home_visit", closed_on=None)
        assert due.get().due_on == dt.date(2026, 11, 3)
        said = loads(plan_intervals=f"reference,effective_from,{blank}\n")
        assert said.counts["plan_intervals.csv"] == (0, 1, 0)
        assert "1 row without a value" in said.output
        assert due.get().due_on == dt.date(2026, 3, 10)  # by the earlier one
        assert loads(plan_intervals=head + second).counts["plan_intervals.csv"] == (1, 0, 0)
        assert due.get().due_on == dt.date(2026, 11, 3)
        assert list(PlanInterval.objects.counted().order_by("pk").values_list("value", flat=True)) == [5, 9]

    def test_a_returned_interval_and_one_entered_in_error_are_not_taken_back(self, loads, supervisor):
        head = "reference,effective_from,value,unit,approved\n"
        loads(plan_intervals=f"{head}T-1,2026-01-05,9,months,no\nT-1,2026-02-02,9,months,no\n")
        returned, wrong = PlanInterval.objects.order_by("effective_from")
        now = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
        PlanInterval.objects.filter(pk=returned.pk).update(
            returned_at=now, returned_by=supervisor, return_reason="Too long"
        )
        PlanInterval.objects.filter(pk=wrong.pk).update(voided_at=now, void_reason="Somebody else's")
        loads(plan_intervals=f"{head}T-1,2026-01-05,,,\nT-1,2026-02-02,,,\n")
        assert list(PlanInterval.objects.order_by("pk").values_list("voided_at", "void_reason")) == [
            (None, ""),
            (now, "Somebody else's"),
        ]


class TestPeriodsAndEvents:
    def test_two_open_periods_of_one_status_are_refused(self, loads, refuses):
        head = "reference,status,from,to\n"
        open_ones = "T-1,custody,2026-01-05,\nT-1,missing,2026-01-06,\n"
        assert refuses(status_periods=f"{head}{open_ones}T-1,custody,2026-02-05,\n") == [
            ("status_periods.csv", 4, "to")
        ]
        loads(status_periods=head + open_ones)
        assert refuses(status_periods=f"{head}T-1,custody,2026-02-05,\n") == [("status_periods.csv", 2, "to")]
        loads(status_periods=f"{head}T-1,custody,2026-02-05,\nT-1,custody,2026-01-05,2026-01-09\n")
        assert StatusPeriod.objects.filter(to_on=None).count() == 2

    def test_a_period_does_not_end_before_it_began(self, refuses):
        assert refuses(status_periods="reference,status,from,to\nT-1,custody,2026-01-05,2026-01-04\n") == [
            ("status_periods.csv", 2, "to")
        ]

    def test_an_event_is_closed_later(self, loads, refuses):
        head = "reference,date,kind,summary,closed_on,closed_by,close_reason\n"
        row = "T-1,2026-01-05,arrest,Shop theft,{},,\n"
        loads(events=head + row.format(""))
        loads(events=head + row.format("2026-01-07"))
        assert Event.objects.get().closed_on == dt.date(2026, 1, 7)
        assert refuses(events=head + row.format("2026-01-04")) == [("events.csv", 2, "closed_on")]
        assert refuses(events=head + "T-1,2026-01-05,arrest,,,,\n") == [("events.csv", 2, "summary")]


class TestVisits:
    VISITS = (
        "reference,date,time,outcome,officers,others_present,announced,entry_sought_for_risk_search,notes\n"
        'T-1,2026-02-02,09:10,no_reply,,"probation ""PO""; a\\b;;",yes,no,=1+1\n'
    )

    def test_everything_is_kept(self, loads):
        loads(visits=self.VISITS)
        visit = Visit.objects.get()
        assert visit.others_present == ['probation "PO"', "a\\b"]
        assert (visit.announced, visit.entry_sought_for_risk_search, visit.notes) == (True, False, "=1+1")
        assert (visit.time, visit.address) == (dt.time(9, 10), "")

    def test_blank_clears(self, loads):
        loads(visits=self.VISITS)
        loads(visits="reference,date,time,outcome,others_present,announced\nT-1,2026-02-02,09:10,no_reply,,\n")
        visit = Visit.objects.get()
        assert (visit.others_present, visit.announced, visit.notes) == ([], None, "=1+1")

    def test_a_visit_marked_entered_in_error_is_not_brought_back(self, loads):
        loads(visits=self.VISITS)
        Visit.objects.update(voided_at="2026-03-01T00:00Z", void_reason="Another person's")
        result = loads(visits=self.VISITS)
        assert result.counts["visits.csv"] == (0, 0, 1)
        assert "warning: visits.csv: 1 row marked entered in error" in result.output
        assert Visit.objects.get().voided_at is not None

    def test_faults(self, refuses):
        visits = (
            "reference,date,time,outcome,announced\nT-1,2026-02-02,9:10,no_reply,\nT-1,2026-02-02,24:00,no_reply,\n"
            "T-1,2026-2-2,,no_reply,\nT-1,20260202,,no_reply,\nT-1,2026-02-02,,no_reply,true\n"
        )
        assert [place[1:] for place in refuses(visits=visits)] == [
            (2, "time"), (3, "time"), (4, "date"), (5, "date"), (6, "announced"),
        ]  # fmt: skip

    def test_a_file_without_times_means_the_attempt_that_is_there(self, loads, refuses):
        with_time = "reference,date,time,outcome,notes\nT-1,2026-02-02,09:05,no_reply,First\n"
        without = "reference,date,outcome,notes\nT-1,2026-02-02,no_reply,{}\nT-1,2026-02-02,refused,\n"
        loads(visits=with_time)
        assert loads(visits=without.format("Second")).counts["visits.csv"] == (1, 1, 0)
        found = Visit.objects.order_by("outcome").values_list("outcome", "notes", "time")
        assert list(found) == [("no_reply", "Second", dt.time(9, 5)), ("refused", "", None)]
        loads(visits=with_time + "T-1,2026-02-02,17:40,no_reply,\n")
        assert refuses(visits=without.format("Third")) == [("visits.csv", 2, "time")]
        assert Visit.objects.count() == 3


class TestPolicy:
    HEAD = "force,effective_from,key,applies_to,value,unit,source\n"

    def test_a_force_sets_and_changes_a_value(self, loads):
        row = "northshire police,2025-01-01,VISIT_INTERVAL,high,{},months,Force decision\n"
        loads(policy=self.HEAD + row.format("2"))
        result = loads(policy=self.HEAD + row.format("04"))
        assert result.counts["policy.csv"] == (0, 1, 0)
        value = PolicyValue.objects.get()
        assert (value.value, value.unit, value.force.name) == ("4", "months", "northshire police")

    def test_a_value_left_blank_says_nothing_and_one_that_is_there_is_taken_back(self, loads):
        row = "Northshire Police,2025-01-01,{},{},{},{},Force decision\n"
        first, last = row.format("visit_interval", "high", 2, "months"), row.format("first_visit", "", 9, "days")
        cleared = row.format("visit_interval", "high", "", "months")
        unset = row.format("condition_check", "", "", "")
        visits = "reference,date,outcome\nT-1,2026-02-02,seen_at_address\n"
        said = loads(visits=visits, policy=self.HEAD + cleared + last + unset)
        assert "policy.csv: 1 row without a value" in said.output
        assert set(PolicyValue.objects.values_list("key", "value")) == {("first_visit", "9"), ("condition_check", "")}
        due = Deadline.objects.open().filter(kind="home_visit")
        for rows, counts, day in (
            (first, (1, 0, 0), dt.date(2026, 4, 2)),
            (cleared, (0, 1, 0), dt.date(2026, 5, 2)),
            (first, (1, 0, 0), dt.date(2026, 4, 2)),
        ):
            assert loads(policy=self.HEAD + rows).counts["policy.csv"] == counts
            assert due.get().due_on == day
        without = (
            "force,effective_from,key,applies_to,unit,source\nNorthshire Police,2025-01-01,visit_interval,high,{},{}\n"
        )
        assert loads(policy=without.format("years", "Told again")).counts["policy.csv"] == (0, 1, 0)
        value = PolicyValue.objects.get(key="visit_interval")
        assert (value.value, value.unit, value.source) == ("2", "months", "Told again")
        loads(policy="effective_from,key\n2025-03-01,condition_check\n2025-03-01,first_visit\n")
        assert PolicyValue.objects.get(effective_from="2025-03-01").key == "condition_check"

    def test_the_same_key_twice(self, refuses):
        rows = ",2025-01-01,first_visit,,10,working_days,\n" * 2
        assert refuses(policy=self.HEAD + rows) == [("policy.csv", 3, "key")]
        rows = "Nowhere Police,2025-01-01,first_visit,,9,days,\nNOWHERE police,2025-01-01,first_visit,,9,days,\n"
        assert refuses(policy=self.HEAD + rows) == [("policy.csv", 3, "key")]

    def test_the_unit_may_be_left_out_where_there_is_one_only(self, loads, refuses):
        head = "effective_from,key,value\n"
        loads(policy=f"{head}2025-01-01,weeks_as_months,no\n")
        assert PolicyValue.objects.get().unit == "yes_no"
        assert refuses(policy=f"{head}2025-01-01,first_visit,10\n") == [("policy.csv", 2, "unit")]

    def test_a_changed_policy_moves_everybodys_dates(self, loads):
        loads(visits="reference,date,outcome\nT-1,2026-02-02,seen_at_address\n")
        loads(policy=f"{self.HEAD},2020-01-01,visit_interval,high,2,months,\n", nominals="reference\nT-2\n")
        assert Deadline.objects.open().get(kind="home_visit").due_on == dt.date(2026, 4, 2)


def test_the_deadlines_are_right_at_once(loads):
    loads(visits="reference,date,outcome\nT-1,2026-02-02,seen_at_address\n")
    assert Deadline.objects.open().get(kind="home_visit").due_on == dt.date(2026, 5, 2)
    loads(visits="reference,date,outcome\nT-1,2026-03-02,seen_at_address\n")
    assert Deadline.objects.open().get(kind="home_visit").due_on == dt.date(2026, 6, 2)
    assert Nominal.objects.get().standing.status == "community"


def test_one_event_is_audited_and_none_for_what_changed_nothing(loads):
    loads()
    event = AuditEvent.objects.get(action="register.imported")
    assert event.username == "system"
    assert "1 added" in event.details["files"]["nominals.csv"]
    assert load_again_and_count(loads) == 1


def load_again_and_count(loads):
    loads()
    return AuditEvent.objects.filter(action="register.imported").count()


@pytest.mark.parametrize("reference", [".", ".."])
def test_a_reference_that_no_browser_could_open_is_refused_with_the_remedy(tmp_path, reference):
    """They are steps in an address (RFC 3986, 5.2.4); three full stops are an address like any other."""
    result = load(write_bundle(tmp_path / "bundle", nominals=f"reference\n{reference}\n"))
    assert (result.exit, result.places) == (1, [("nominals.csv", 2, "reference")])
    assert "Add a letter or a digit" in result.output
    assert load(write_bundle(tmp_path / "bundle", nominals="reference\n...\n")).exit == 0
