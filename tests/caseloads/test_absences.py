"""Absence and cover: days, rights, what follows at once, what whoever stands in can open."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.absences import absent_on, away_words
from accounts.models import Absence, Cover
from audit.models import Event
from caseloads import standing_in
from deadlines import nightly
from deadlines.models import Alert
from offenders.actions import Refused, add_nominal, allocate, approve_proposal
from offenders.actions import absences as verbs
from offenders.actions.errors import Conflict, NotAllowed
from offenders.models import Bar, Nominal, NominalAccess, RiskLevel
from tests.caseloads import cast
from tests.exchange.driver import load, write_bundle
from visits.models import Visit

pytestmark = pytest.mark.django_db
TODAY, DAY = cast.TODAY, cast.DAY
WEEK = TODAY + 7 * DAY


def record(officer, by, kind="leave", first=TODAY, last=WEEK, review=None, **more):
    return verbs.record_absence(
        officer=officer, kind=kind, from_on=first, to_on=last, review_on=review, by=by, on=TODAY, **more
    )


def arrange(absence, officer, by, nominal=None, first=TODAY, last=WEEK, **more):
    return verbs.arrange_cover(
        absence=absence, officer=officer, nominal=nominal, from_on=first, to_on=last, by=by, on=TODAY, **more
    )


def sees(user, on=TODAY):
    import time_machine

    with time_machine.travel(dt.datetime(on.year, on.month, on.day, 9, tzinfo=dt.UTC), tick=False):
        return set(Nominal.objects.visible_to(user).values_list("reference", flat=True))


def told(user):
    return set(Alert.objects.of(user).values_list("nominal__reference", flat=True))


def parts(day):
    return {f"{name}_{i}": str(v) for name, d in day.items() for i, v in enumerate((d.day, d.month, d.year))}


class TestAbsence:
    def test_officers_record_their_own_leave_and_nothing_else(self, officer, colleague):
        assert record(officer, officer).kind == "leave"
        with pytest.raises(NotAllowed):
            record(officer, officer, kind="sickness", first=WEEK + DAY, last=None, review=WEEK + 5 * DAY)
        with pytest.raises(NotAllowed):
            record(colleague, officer)

    def test_supervisors_record_for_their_team_inspectors_for_the_force(
        self, officer, colleague, outsider, foreigner, supervisor, inspector
    ):
        record(officer, supervisor, kind="sickness", last=None, review=WEEK)
        for stranger in (outsider, foreigner):
            with pytest.raises(NotAllowed):
                record(stranger, supervisor)
        record(outsider, inspector, kind="other")
        with pytest.raises(NotAllowed):
            record(foreigner, inspector)

    @pytest.mark.parametrize("who", ["support", "coordinator", "administrator", "auditor", "neighbourhood"])
    def test_others_record_nothing(self, request, officer, who):
        with pytest.raises(NotAllowed):
            record(officer, request.getfixturevalue(who))

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"last": TODAY - DAY}, "to_on"),
            ({"last": None}, "to_on"),  # leave has its last day
            ({"kind": "sickness", "last": None}, "to_on"),  # or a day to look again
            ({"kind": "sickness", "last": None, "review": TODAY}, "review_on"),
            ({"first": TODAY - 800 * DAY, "last": TODAY}, "from_on"),
            ({"last": TODAY + 900 * DAY}, "to_on"),
        ],
    )
    def test_days_that_make_no_sense(self, officer, supervisor, fields, field):
        with pytest.raises(Refused) as refused:
            record(officer, supervisor, **fields)
        assert refused.value.field == field
        assert not Absence.objects.exists()

    @pytest.mark.parametrize(
        ("first", "last", "free"), [(-9, -1, True), (8, 9, True), (-9, 0, False), (7, 9, False), (2, 3, False)]
    )
    def test_no_two_at_once(self, officer, supervisor, first, last, free):
        record(officer, supervisor)
        if free:
            record(officer, supervisor, first=TODAY + first * DAY, last=TODAY + last * DAY)
            return
        with pytest.raises(Refused, match="already down as on leave until Fri 27 Nov 2026"):
            record(officer, supervisor, first=TODAY + first * DAY, last=TODAY + last * DAY)
        with pytest.raises(IntegrityError), transaction.atomic():  # nor by any other way
            Absence.objects.create(officer=officer, kind="leave", from_on=TODAY + first * DAY, to_on=TODAY + last * DAY)

    def test_the_same_form_twice_is_one(self, officer, supervisor):
        token = uuid.uuid4()
        assert record(officer, supervisor, form_token=token).pk == record(officer, supervisor, form_token=token).pk

    def test_who_is_away_on_a_day_and_the_words(self, officer, colleague, supervisor):
        record(officer, supervisor, kind="sickness", last=None, review=WEEK)
        record(colleague, supervisor)
        away = absent_on(TODAY)
        assert set(away) == {officer.pk, colleague.pk}
        assert away_words(away[colleague.pk]) == "on leave until Fri 27 Nov 2026"
        assert away_words(away[officer.pk]) == "absent since Fri 20 Nov 2026"  # that it is sickness is not for all
        assert away_words(away[officer.pk], full=True) == "sick since Fri 20 Nov 2026"
        assert set(absent_on(WEEK + DAY)) == {officer.pk}  # open: until somebody ends it
        assert absent_on(TODAY - DAY) == {}

    def test_two_editors_the_second_is_told(self, officer, supervisor, other_supervisor):
        absence = record(officer, supervisor)
        change = {"absence": absence, "review_on": None, "version": 1, "on": TODAY}
        verbs.change_absence(to_on=WEEK + DAY, by=supervisor, **change)
        with pytest.raises(Conflict):
            verbs.change_absence(to_on=WEEK + 2 * DAY, by=other_supervisor, **change)
        assert Absence.objects.get().to_on == WEEK + DAY

    def test_back_at_work_ends_it_the_day_before_and_twice_is_once(self, officer, supervisor):
        absence = record(officer, supervisor, first=TODAY - 3 * DAY)
        for _ in range(2):
            verbs.return_to_work(absence=absence, back_on=TODAY, by=supervisor, on=TODAY)
        assert Absence.objects.get().to_on == TODAY - DAY
        assert absent_on(TODAY) == {}

    def test_back_on_the_first_day_it_never_was(self, officer, supervisor):
        absence = record(officer, supervisor)
        verbs.return_to_work(absence=absence, back_on=TODAY, by=supervisor, on=TODAY)
        assert Absence.objects.counted().count() == 0

    def test_everything_is_on_record_and_nothing_about_health(self, officer, colleague, supervisor):
        absence = record(officer, supervisor, kind="sickness", last=None, review=WEEK)
        cover = arrange(absence, colleague, supervisor)
        verbs.change_absence(absence=absence, to_on=WEEK, review_on=None, version=1, by=supervisor, on=TODAY)
        verbs.end_cover(cover=cover, by=supervisor, on=TODAY)
        verbs.void_absence(absence=absence, reason="wrong person", by=supervisor, on=TODAY)
        actions = list(Event.objects.order_by("id").values_list("action", flat=True))
        assert actions == [
            "absence.recorded", "cover.arranged", "absence.changed", "cover.ended", "absence.voided",
        ]  # fmt: skip
        changed = Event.objects.get(action="absence.changed").details
        assert (changed["before"]["to_on"], changed["after"]["to_on"]) == (None, WEEK.isoformat())


class TestAlertsFollow:
    @pytest.fixture
    def late(self, make_nominal, supervisor):
        cast.due(make_nominal, "LATE", -2, "low")
        cast.due(make_nominal, "FINE", 60 - 40, "low")
        nightly.run(TODAY)

    def test_at_once_without_waiting_for_the_night(self, late, officer, colleague, supervisor):
        assert told(supervisor) == set()
        absence = record(officer, supervisor)
        assert told(supervisor) == {"LATE"}
        arrange(absence, colleague, supervisor)
        assert told(colleague) == {"LATE"}
        assert set(Alert.objects.values_list("raised_on", "stage")) == {(TODAY, "overdue")}
        before = Alert.objects.count()
        nightly.run(TODAY, again=True)
        assert Alert.objects.count() == before  # and the night adds nothing

    def test_what_begins_tomorrow_tells_nobody_today(self, late, officer, colleague, supervisor):
        absence = record(officer, supervisor, first=TODAY + DAY)
        arrange(absence, colleague, supervisor, first=TODAY + DAY)
        assert Alert.objects.exclude(recipient=officer).count() == 0
        nightly.run(TODAY + DAY)
        assert told(colleague) == told(supervisor) == {"LATE"}

    def test_back_at_work_the_officer_is_told_at_once(self, officer, supervisor, make_nominal):
        absence = record(officer, supervisor, first=TODAY - 3 * DAY)
        cast.due(make_nominal, "LATE", -2, "low")
        nightly.run(TODAY)
        assert told(officer) == set()
        verbs.return_to_work(absence=absence, back_on=TODAY, by=supervisor, on=TODAY)
        assert told(officer) == {"LATE"}


class TestCover:
    @pytest.fixture
    def absence(self, officer, supervisor):
        return record(officer, supervisor)

    @pytest.fixture
    def cases(self, make_nominal, colleague):
        make_nominal("ONE")
        make_nominal("TWO")
        make_nominal("OTHER", officer=colleague)

    def test_who_stands_in_sees_those_cases_from_the_first_to_the_last_day(self, absence, cases, outsider, supervisor):
        assert sees(outsider) == set()
        arrange(absence, outsider, supervisor, first=TODAY + DAY, last=TODAY + 3 * DAY)
        days = {n: sees(outsider, TODAY + n * DAY) for n in range(6)}
        assert days == {n: {"ONE", "TWO"} if n in (1, 2, 3) else set() for n in range(6)}
        row = NominalAccess.objects.first()
        assert (row.granted_by, row.reason) == (supervisor, "Cover for A Hollis")

    def test_for_one_case_only_that_one(self, absence, cases, outsider, supervisor):
        arrange(absence, outsider, supervisor, nominal=Nominal.objects.get(reference="ONE"))
        assert sees(outsider) == {"ONE"}

    def test_inside_the_team_no_exception_is_needed(self, absence, cases, colleague, supervisor):
        arrange(absence, colleague, supervisor)
        assert not NominalAccess.objects.exists()

    def test_they_can_log_a_visit_and_nothing_after_it_ended(self, absence, cases, outsider, supervisor, signed_in):
        cover = arrange(absence, outsider, supervisor)
        client = signed_in(outsider)
        assert client.get("/nominals/ONE/").status_code == 200
        assert client.get("/nominals/ONE/visits/log/").status_code == 200
        assert client.get("/nominals/OTHER/").status_code == 404
        verbs.end_cover(cover=cover, by=supervisor, on=TODAY)
        assert client.get("/nominals/ONE/").status_code == 404
        assert client.get("/nominals/ONE/visits/log/").status_code == 404

    def test_a_case_that_changes_hands_goes_with_it(
        self, absence, cases, colleague, outsider, supervisor, make_nominal
    ):
        arrange(absence, outsider, supervisor)
        allocate(nominals=["ONE"], officer=colleague, by=supervisor, on=TODAY, reason="moved")
        assert sees(outsider) == {"TWO"}
        allocate(nominals=["OTHER"], officer=absence.officer, by=supervisor, on=TODAY, reason="moved")
        assert sees(outsider) == {"TWO", "OTHER"}
        make_nominal("NEW")  # as an import would
        nightly.run(TODAY)
        assert sees(outsider) == {"TWO", "OTHER", "NEW"}

    def test_it_ends_with_the_absence(self, absence, cases, outsider, supervisor):
        arrange(absence, outsider, supervisor)
        verbs.return_to_work(absence=absence, back_on=TODAY, by=supervisor, on=TODAY)
        assert sees(outsider) == set()
        assert not NominalAccess.objects.exists()

    def test_a_shorter_absence_cuts_it_short(self, absence, cases, outsider, supervisor):
        arrange(absence, outsider, supervisor)
        verbs.change_absence(absence=absence, to_on=TODAY + 2 * DAY, review_on=None, version=1, by=supervisor, on=TODAY)
        assert Cover.objects.get().to_on == TODAY + 2 * DAY
        assert sees(outsider, TODAY + 3 * DAY) == set()

    def test_another_exception_stays_when_cover_ends(self, absence, cases, outsider, supervisor):
        from django.contrib.auth.models import Permission

        one = Nominal.objects.get(reference="ONE")
        view = Permission.objects.get(codename="view_nominal", content_type__app_label="offenders")
        NominalAccess.objects.create(user=outsider, content_object=one, permission=view, reason="transfer")
        cover = arrange(absence, outsider, supervisor)
        verbs.end_cover(cover=cover, by=supervisor, on=TODAY)
        nightly.run(TODAY)
        assert sees(outsider) == {"ONE"}

    def test_running_the_night_again_changes_no_exception(self, absence, cases, outsider, supervisor):
        arrange(absence, outsider, supervisor)
        before = list(NominalAccess.objects.order_by("pk").values_list("pk", "granted_at"))
        nightly.run(TODAY)
        nightly.run(TODAY, again=True)
        assert list(NominalAccess.objects.order_by("pk").values_list("pk", "granted_at")) == before

    @pytest.mark.parametrize(
        ("first", "last", "field"),
        [(-1, 3, "from_on"), (0, 8, "to_on"), (3, 2, "to_on")],
    )
    def test_within_the_absence(self, absence, colleague, supervisor, first, last, field):
        with pytest.raises(Refused) as refused:
            arrange(absence, colleague, supervisor, first=TODAY + first * DAY, last=TODAY + last * DAY)
        assert refused.value.field == field

    def test_one_at_a_time_for_the_same(self, absence, cases, colleague, outsider, supervisor):
        arrange(absence, colleague, supervisor, last=TODAY + 3 * DAY)
        with pytest.raises(Refused, match="stands in until 23 November 2026"):
            arrange(absence, outsider, supervisor, first=TODAY + 3 * DAY)
        arrange(absence, outsider, supervisor, first=TODAY + 4 * DAY)
        arrange(absence, outsider, supervisor, nominal=Nominal.objects.get(reference="ONE"))

    @pytest.mark.parametrize("who", ["officer", "foreigner", "support", "coordinator"])
    def test_not_by_themselves_another_force_or_another_role(self, request, absence, supervisor, who):
        with pytest.raises(Refused):
            arrange(absence, request.getfixturevalue(who), supervisor)

    def test_not_by_somebody_who_is_away_too(self, absence, colleague, supervisor):
        record(colleague, supervisor, first=WEEK, last=WEEK)
        with pytest.raises(Refused, match="is on leave until"):
            arrange(absence, colleague, supervisor)

    def test_only_for_a_case_of_the_officer(self, absence, cases, colleague, supervisor):
        with pytest.raises(Refused, match="no case of"):
            arrange(absence, colleague, supervisor, nominal=Nominal.objects.get(reference="OTHER"))

    def test_arranging_is_a_supervisors_even_for_ones_own_leave(self, absence, officer, colleague):
        with pytest.raises(NotAllowed):
            arrange(absence, colleague, officer)

    def test_the_same_form_twice_is_one(self, absence, colleague, supervisor):
        token = uuid.uuid4()
        first, second = (arrange(absence, colleague, supervisor, form_token=token) for _ in range(2))
        assert first.pk == second.pk

    def test_best_placed_first(self, absence, make_nominal, world, officer, colleague, supervisor):
        idle = world.person("w.idle", "offender_manager", team=world.north)
        away = world.person("y.away", "offender_manager", team=world.north)
        record(away, supervisor)
        known = make_nominal("KNOWN", postcode="ZZ7 1AA")
        make_nominal("NEAR", postcode="ZZ8 1AA")
        make_nominal("THEIRS", postcode="ZZ8 2BB", officer=idle)
        Visit.objects.create(nominal=known, date=TODAY - 30 * DAY, outcome="no_reply", officers=["b.thorne"])
        found = standing_in.candidates(supervisor, absence, None, TODAY)
        assert [(one.user.username, one.knows, one.near) for one in found] == [
            ("b.thorne", 1, 0), ("w.idle", 0, 1), ("e.marsh", 0, 0),
        ]  # fmt: skip
        assert found[0].words.startswith("Has visited 1 of these cases; 0 cases, benchmark 50")
        near = standing_in.candidates(supervisor, absence, Nominal.objects.get(reference="NEAR"), TODAY)
        assert near[0].user == idle


class TestBacklog:
    """The table officer by officer says who is away."""

    def notes(self, who, signed_in):
        page = signed_in(who).get("/backlog/")
        return {row["name"]: row["note"] for row in page.context["officers"]["rows"]}

    def test_who_is_away_and_until_when(self, officer, colleague, supervisor, support, signed_in):
        record(officer, supervisor, kind="sickness", last=None, review=WEEK)
        record(colleague, supervisor)
        seen = self.notes(supervisor, signed_in)
        assert (seen["A Hollis"], seen["B Thorne"]) == ("sick since Fri 20 Nov 2026", "on leave until Fri 27 Nov 2026")
        assert self.notes(support, signed_in)["A Hollis"] == "absent since Fri 20 Nov 2026"


class TestPages:
    @pytest.fixture
    def absence(self, officer, supervisor):
        return record(officer, supervisor, kind="sickness", last=None, review=WEEK)

    def test_a_supervisor_records_one(self, officer, supervisor, signed_in):
        data = {
            "officer": "a.hollis",
            "kind": "sickness",
            "token": uuid.uuid4(),
            **parts({"from_on": TODAY, "review_on": WEEK}),
        }
        page = signed_in(supervisor).post("/absences/record/", data)
        row = Absence.objects.get()
        assert page.url == f"/absences/{row.pk}/"
        assert (row.officer, row.kind, row.from_on, row.to_on, row.review_on) == (
            officer,
            "sickness",
            TODAY,
            None,
            WEEK,
        )

    def test_an_officer_records_leave_whatever_else_is_sent(self, officer, colleague, signed_in):
        data = {
            "officer": "b.thorne",
            "kind": "sickness",
            "token": uuid.uuid4(),
            **parts({"from_on": TODAY, "to_on": WEEK}),
        }
        signed_in(officer).post("/absences/record/", data)
        row = Absence.objects.get()
        assert (row.officer, row.kind) == (officer, "leave")

    def test_a_refusal_stands_beside_its_field(self, supervisor, officer, signed_in):
        data = {"officer": "a.hollis", "kind": "leave", "token": uuid.uuid4(), **parts({"from_on": TODAY})}
        page = signed_in(supervisor).post("/absences/record/", data)
        assert page.context["form"].errors == {"to_on": ["Enter the last day of the leave"]}

    def test_somebody_of_another_team_cannot_be_chosen(self, supervisor, outsider, signed_in):
        data = {"officer": "c.vale", "kind": "leave", "token": uuid.uuid4(), **parts({"from_on": TODAY, "to_on": WEEK})}
        page = signed_in(supervisor).post("/absences/record/", data)
        assert "officer" in page.context["form"].errors
        assert not Absence.objects.exists()

    def test_what_falls_due_meanwhile_riskiest_first(self, absence, make_nominal, supervisor, signed_in):
        cast.due(make_nominal, "LOW-LATE", -9, "low")
        cast.due(make_nominal, "VH-SOON", 3, "very_high")
        cast.due(make_nominal, "AFTER", 9, "high")
        cast.work_out()
        page = signed_in(supervisor).get(f"/absences/{absence.pk}/")
        assert [row["reference"] for row in page.context["rows"]] == ["VH-SOON", "LOW-LATE"]
        assert page.context["absence"]["uncovered"]
        event = Event.objects.filter(action="absence.opened").get()
        assert sorted(event.subjects) == ["LOW-LATE", "VH-SOON"]

    def test_cover_is_arranged_for_one_case_from_its_row(self, absence, make_nominal, supervisor, colleague, signed_in):
        cast.due(make_nominal, "ONE", -9)
        cast.work_out()
        client = signed_in(supervisor)
        url = client.get(f"/absences/{absence.pk}/").context["rows"][0]["cover_url"]
        assert client.get(url).context["form"].initial["case"] == "ONE"
        data = {"officer": "b.thorne", "case": "one", "token": uuid.uuid4(), **parts({"from_on": TODAY, "to_on": WEEK})}
        client.post(url, data)
        assert Cover.objects.get().nominal.reference == "ONE"
        page = client.get(f"/absences/{absence.pk}/")
        assert page.context["rows"][0]["cover"] == "B Thorne"

    def test_cover_from_another_team(self, absence, supervisor, outsider, signed_in):
        data = {"officer": "+", "other": "c.vale", "token": uuid.uuid4(), **parts({"from_on": TODAY, "to_on": WEEK})}
        client = signed_in(supervisor)
        client.post(f"/absences/{absence.pk}/cover/", data)
        assert Cover.objects.get().officer == outsider
        assert client.get(f"/absences/{absence.pk}/").context["covers"][0]["name"] == "C Vale"

    @pytest.mark.parametrize("case", ["NOT-THERE", "FOREIGN", "COLLEAGUES", "%00", "x" * 41, "💥"])
    def test_a_case_that_is_not_theirs_is_refused_alike(
        self, absence, world, supervisor, colleague, foreigner, make_nominal, signed_in, case
    ):
        make_nominal("FOREIGN", force=world.other_force, team=world.far, officer=foreigner)
        make_nominal("COLLEAGUES", officer=colleague)
        data = {"officer": "b.thorne", "case": case, "token": uuid.uuid4(), **parts({"from_on": TODAY, "to_on": WEEK})}
        page = signed_in(supervisor).post(f"/absences/{absence.pk}/cover/", data)
        assert page.status_code == 200
        assert list(page.context["form"].errors) == ["case"]
        assert not Cover.objects.exists()

    def test_cover_ends_by_one_tap_and_a_second_says_the_same(self, absence, supervisor, colleague, signed_in):
        cover = arrange(absence, colleague, supervisor)
        client = signed_in(supervisor)
        for _ in range(2):
            assert client.post(f"/absences/{absence.pk}/cover/{cover.pk}/end/").url == f"/absences/{absence.pk}/"
        assert Event.objects.filter(action="cover.ended").count() == 1

    def test_change_back_and_error_by_their_pages(self, absence, supervisor, signed_in):
        client, path = signed_in(supervisor), f"/absences/{absence.pk}"
        client.post(f"{path}/change/", {"version": 1, **parts({"to_on": WEEK})})
        assert Absence.objects.get().to_on == WEEK
        stale = client.post(f"{path}/change/", {"version": 1, **parts({"to_on": WEEK + DAY})})
        assert stale.status_code == 409
        client.post(f"{path}/back/", parts({"back_on": TODAY}))
        assert Absence.objects.get().voided_at is not None  # back on the first day

    def test_entered_in_error_twice_is_once(self, absence, supervisor, signed_in):
        client = signed_in(supervisor)
        for _ in range(2):
            assert client.post(f"/absences/{absence.pk}/error/", {"reason": "wrong person"}).url == "/absences/"
        assert Event.objects.filter(action="absence.voided").count() == 1

    def test_who_may_know_of_it_and_who_may_change_it(
        self, absence, officer, colleague, outsider, foreigner, supervisor, inspector, support, signed_in
    ):
        paths = [f"/absences/{absence.pk}/{part}" for part in ("", "change/", "back/", "error/", "cover/")]
        for who in (supervisor, inspector):
            assert [signed_in(who).get(path).status_code for path in paths] == [200] * 5
        # One's own sickness can be seen, not changed; cover is a supervisor's, by role.
        assert [signed_in(officer).get(path).status_code for path in paths] == [200, 403, 403, 403, 403]
        for who in (colleague, outsider, foreigner):
            assert [signed_in(who).get(path).status_code for path in paths] == [404, 404, 404, 404, 403]
        assert [signed_in(support).get(path).status_code for path in paths] == [403] * 5
        arrange(absence, colleague, supervisor)
        page = signed_in(colleague).get(paths[0])
        assert page.status_code == 200
        assert "ickness" not in page.content.decode()
        assert page.context["buttons"] == []
        assert [signed_in(colleague).get(path).status_code for path in paths[1:]] == [403] * 4

    @pytest.mark.parametrize("pk", ["0", "999999999", "9223372036854775808", "99999999999999999999", "x", "-1", "%00"])
    def test_an_id_that_is_none_is_not_found(self, supervisor, signed_in, pk):
        client = signed_in(supervisor)
        for part in ("", "change/", "back/", "error/", "cover/"):
            assert client.get(f"/absences/{pk}/{part}").status_code in (404, 400)
        assert client.post(f"/absences/{pk}/cover/1/end/").status_code in (404, 400)

    def test_as_many_queries_for_one_as_for_many(self, world, supervisor, officer, make_nominal, signed_in):
        client = signed_in(supervisor)
        absence = record(officer, supervisor)
        cast.due(make_nominal, "A", -2)
        cast.work_out()
        pages = ("/absences/", f"/absences/{absence.pk}/", f"/absences/{absence.pk}/cover/")

        def counts():
            found = []
            for path in pages:
                client.get(path)
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(path).status_code == 200
                found.append(len(queries))
            return found

        one = counts()
        for number in range(12):
            person = world.person(f"p.{number}", "offender_manager", team=world.north)
            other = record(person, supervisor) if number % 2 else absence
            arrange(other, supervisor, supervisor) if number % 2 else None
            cast.due(make_nominal, f"B-{number}", -2)
        cast.work_out()
        assert counts() == one
        assert max(one) <= 20


class TestDeputy:
    """A supervisor of another team who stands in for an absent one has that team's cases, and answers for them."""

    @pytest.fixture
    def deputy(self, world):
        return world.person("z.south", "supervisor", team=world.south)

    @pytest.fixture
    def away(self, supervisor, inspector):
        return record(supervisor, inspector, first=TODAY, last=WEEK)

    @pytest.fixture
    def proposed(self, make_nominal, colleague):
        nominal = make_nominal("TEAM", officer=colleague)
        return RiskLevel.objects.create(
            nominal=nominal, level="low", effective_from=TODAY, reason="Settled", recorded_by=colleague
        )

    def test_the_deputy_has_the_teams_approvals_until_the_cover_ends(
        self, away, deputy, inspector, proposed, signed_in, world, make_nominal
    ):
        make_nominal("ELSEWHERE", team=world.far, force=world.other_force)
        assert sees(deputy) == set()
        cover = arrange(away, deputy, inspector)
        assert sees(deputy) == sees(deputy, WEEK) == {"TEAM"}
        assert "TEAM" in signed_in(deputy).get("/approvals/").content.decode()
        assert approve_proposal(proposal=proposed, by=deputy, on=TODAY).approved
        assert sees(deputy, WEEK + DAY) == set()
        verbs.end_cover(cover=cover, by=inspector, on=TODAY)
        assert sees(deputy) == set()

    def test_the_night_opens_what_comes_to_the_team_meanwhile(self, away, deputy, inspector, make_nominal):
        arrange(away, deputy, inspector)
        make_nominal("LATER")
        nightly.run(TODAY)
        assert sees(deputy) == {"LATER"}

    def test_a_new_record_of_the_team_is_open_to_them_at_once(self, away, deputy, inspector, colleague):
        arrange(away, deputy, inspector)
        add_nominal(by=colleague, on=TODAY, reference="NEWEST", family_name="New")
        assert sees(deputy) == {"NEWEST"}

    def test_it_ends_at_once_with_the_post_of_either(
        self, away, deputy, inspector, make_nominal, signed_in, administrator, world, tmp_path
    ):
        make_nominal("TEAM")
        arrange(away, deputy, inspector)
        assert sees(deputy) == {"TEAM"}
        fields = {
            "username": deputy.username, "full_name": deputy.full_name, "email": "z@example.org", "is_active": "on",
            "role": "offender_manager", "force": world.force.pk, "team": world.south.pk, "weekly_hours": "37",
            "trainings-TOTAL_FORMS": "0", "trainings-INITIAL_FORMS": "0",
        }  # fmt: skip
        page, client = f"/administration/accounts/user/{deputy.pk}/change/", signed_in(administrator)
        assert client.post(page, fields).status_code == 302
        assert sees(deputy) == set()
        assert client.post(page, {**fields, "role": "supervisor"}).status_code == 302
        assert sees(deputy) == {"TEAM"}
        bundle = write_bundle(
            tmp_path / "bundle", nominals="reference\nTEAM\n", officers="username,team\ne.marsh,South\n"
        )
        assert load(bundle).exit == 0
        assert sees(deputy) == set()

    def test_a_restricted_record_and_a_bar_stay_closed(self, away, deputy, inspector, make_nominal):
        make_nominal("SECRET", restricted=True)
        Bar.objects.create(nominal=make_nominal("BARRED"), user=deputy, reason="Cousin", recorded_by=inspector)
        make_nominal("TEAM")
        arrange(away, deputy, inspector)
        assert sees(deputy) == {"TEAM"}

    def test_an_officer_who_stands_in_for_a_supervisor_has_their_own_cases_alone(
        self, away, outsider, supervisor, inspector, make_nominal
    ):
        make_nominal("TEAM")
        make_nominal("THEIRS", officer=supervisor)
        arrange(away, outsider, inspector)
        assert sees(outsider) == {"THEIRS"}
