"""Who is told: the officer, cover and supervisors while they are away, co-ordinators, owners (contract, section 6)."""

import dataclasses
import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Absence, Cover
from deadlines import nightly, registry
from deadlines.alerts import tell_supervisors
from deadlines.models import Alert
from deadlines.recipients import Recipients
from deadlines.registry import COORDINATORS, Batch
from offenders.models import Bar, Nominal, NominalAccess

DAY = dt.date(2026, 3, 23)
SEEN = dt.date(2025, 12, 23)  # due on DAY
ONE = dt.timedelta(days=1)

pytestmark = pytest.mark.django_db


def away(officer, first=DAY, last=DAY + 7 * ONE, **more):
    return Absence.objects.create(officer=officer, kind="leave", from_on=first, to_on=last, **more)


def cover(absence, by, first=None, last=None, nominal=None):
    return Cover.objects.create(
        absence=absence, officer=by, nominal=nominal, from_on=first or absence.from_on, to_on=last or absence.to_on
    )


def told(on=DAY, **where):
    """Who has an alert after the run of a day."""
    nightly.run(on, again=True)
    return sorted(Alert.objects.filter(raised_on=on, **where).values_list("recipient__username", flat=True))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (0, 0, ["e.marsh"]),  # the one day
        (-5, 0, ["e.marsh"]),  # its last day
        (0, 5, ["e.marsh"]),  # its first day
        (-5, -1, ["a.hollis"]),  # over yesterday
        (1, 5, ["a.hollis"]),  # from tomorrow
    ],
)
def test_the_first_and_the_last_day_are_days_of_absence(make_nominal, officer, supervisor, first, last, expected):
    make_nominal(seen=SEEN)
    away(officer, DAY + first * ONE, DAY + last * ONE)
    assert told() == expected


def test_an_open_absence_goes_on_past_its_review(make_nominal, officer, supervisor):
    make_nominal(seen=SEEN)
    Absence.objects.create(officer=officer, kind="sickness", from_on=DAY - 30 * ONE, review_on=DAY - 10 * ONE)
    assert told() == ["e.marsh"]


def test_an_absence_entered_in_error_does_not_count(make_nominal, officer, supervisor):
    make_nominal(seen=SEEN)
    away(officer, voided_at=dt.datetime(2026, 3, 20, tzinfo=dt.UTC), void_reason="wrong person")
    assert told() == ["a.hollis"]


def test_cover_and_every_supervisor_are_told(make_nominal, officer, colleague, supervisor, other_supervisor):
    make_nominal(seen=SEEN)
    cover(away(officer), colleague)
    assert told() == ["b.thorne", "e.marsh", "f.reed"]


@pytest.mark.parametrize(
    ("first", "last", "covered"), [(0, 0, True), (-3, 0, True), (0, 3, True), (-3, -1, False), (1, 3, False)]
)
def test_the_first_and_the_last_day_of_cover(make_nominal, officer, colleague, supervisor, first, last, covered):
    make_nominal(seen=SEEN)
    absence = away(officer, DAY - 5 * ONE, DAY + 5 * ONE)
    cover(absence, colleague, DAY + first * ONE, DAY + last * ONE)
    assert told() == (["b.thorne", "e.marsh"] if covered else ["e.marsh"])


def test_cover_for_one_case_goes_before_cover_of_the_caseload(make_nominal, officer, colleague, outsider, supervisor):
    one, rest = make_nominal("ONE", seen=SEEN), make_nominal("REST", seen=SEEN)
    absence = away(officer)
    cover(absence, colleague)
    cover(absence, outsider, nominal=one)
    assert told(nominal=one) == ["c.vale", "e.marsh"]
    assert told(nominal=rest) == ["b.thorne", "e.marsh"]


@pytest.mark.parametrize("why", ["inactive", "away too"])
def test_cover_that_is_not_there_leaves_the_supervisors(make_nominal, officer, colleague, supervisor, why):
    make_nominal(seen=SEEN)
    cover(away(officer), colleague)
    if why == "inactive":
        colleague.is_active = False
        colleague.save()
    else:
        away(colleague)
    assert told() == ["e.marsh"]


def test_a_supervisor_who_stands_in_is_told_once(make_nominal, officer, supervisor, other_supervisor):
    make_nominal(seen=SEEN)
    cover(away(officer), supervisor)
    assert told() == ["e.marsh", "f.reed"]


def test_cover_of_somebody_at_work_tells_nobody_else(make_nominal, officer, colleague, supervisor):
    make_nominal(seen=SEEN)
    absence = away(officer)
    cover(absence, colleague)
    Absence.objects.filter(pk=absence.pk).update(from_on=DAY + ONE)
    assert told() == ["a.hollis"]


def test_escalations_go_to_the_supervisors_only(make_nominal, officer, colleague, supervisor):
    make_nominal(seen=dt.date(2025, 12, 1))
    cover(away(officer), colleague)
    assert told(stage="escalated") == ["e.marsh"]
    assert told(stage="overdue") == ["b.thorne", "e.marsh"]


def test_back_at_work_they_are_told_what_is_true_then_and_nobody_twice(make_nominal, officer, colleague, supervisor):
    nominal = make_nominal(seen=SEEN)
    cover(away(officer, last=DAY), colleague)
    nightly.run(DAY)
    nightly.run(DAY + ONE)
    rows = set(Alert.objects.filter(nominal=nominal).values_list("stage", "raised_on", "recipient__username"))
    assert rows == {("due", DAY, "b.thorne"), ("due", DAY, "e.marsh"), ("overdue", DAY + ONE, "a.hollis")}


def test_without_a_team_the_officers_supervisors_are_told_not_the_whole_force(world, make_nominal, officer, supervisor):
    world.person("z.south", "supervisor", team=world.south)
    make_nominal(seen=dt.date(2025, 12, 1), team=None)
    assert told(stage="escalated") == ["e.marsh"]
    Nominal.objects.update(officer=None)
    nightly.run(DAY + ONE)
    assert set(
        Alert.objects.filter(raised_on=DAY + ONE, stage="overdue").values_list("recipient__username", flat=True)
    ) == {
        "e.marsh",
        "z.south",
    }


@pytest.fixture
def audience(monkeypatch):
    """Gives the home visit another audience, as kinds of other apps bring their own."""

    def give(whom):
        known = dict(registry._kinds)
        known["home_visit"] = dataclasses.replace(known["home_visit"], audience=whom)
        monkeypatch.setattr(registry, "_kinds", known)

    return give


def test_a_kind_for_the_coordinators_goes_to_those_of_the_force(
    world, make_nominal, coordinator, supervisor, officer, audience
):
    world.person("x.far", "mappa_coordinator", force=world.other_force)
    make_nominal(seen=SEEN)
    audience(COORDINATORS)
    assert told() == ["h.coombe"]


def test_where_a_force_has_no_coordinator_the_supervisors_are_told(make_nominal, supervisor, audience):
    make_nominal(seen=SEEN)
    audience(COORDINATORS)
    assert told() == ["e.marsh"]


def test_a_kind_may_say_who_is_told_one_by_one(make_nominal, colleague, coordinator, supervisor, officer, audience):
    owned, level_2, rest = (make_nominal(name, seen=SEEN) for name in ("OWNED", "LEVEL-2", "REST"))
    asked = []

    def load(batch: Batch):
        asked.append(batch)
        return {(owned.pk, ""): colleague.pk, (level_2.pk, ""): COORDINATORS}

    audience(load)
    nightly.run(DAY)
    found = dict(Alert.objects.values_list("nominal__reference", "recipient__username"))
    assert found == {"OWNED": "b.thorne", "LEVEL-2": "h.coombe", "REST": "a.hollis"}
    assert len(asked) == 1  # once a batch, whatever the number of rows
    assert rest


def test_an_owner_who_is_away_or_gone_is_stood_in_for(make_nominal, officer, colleague, outsider, supervisor, audience):
    nominal = make_nominal(seen=SEEN)
    audience(lambda batch: {(nominal.pk, ""): colleague.pk})
    absence = away(colleague, DAY, DAY)
    cover(absence, outsider)
    assert told() == ["c.vale", "e.marsh"]
    colleague.is_active = False
    colleague.save()
    assert told(DAY + ONE) == ["e.marsh"]


def test_recipients_are_read_in_three_queries(officer, colleague, supervisor):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        Recipients.load(DAY)
    assert len(queries) == 3


def test_supervisors_can_be_told_with_the_change_that_opens_a_deadline_and_only_once(
    make_nominal, officer, supervisor, other_supervisor
):
    nominal = make_nominal(seen=SEEN)
    for _ in range(2):
        assert tell_supervisors(nominal, "breach_decision", "breach/1", due_on=DAY, on=DAY) == 2
    rows = Alert.objects.values_list("stage", "subject", "raised_on", "recipient__username")
    assert set(rows) == {("due", "breach/1", DAY, "e.marsh"), ("due", "breach/1", DAY, "f.reed")}
    assert len(rows) == 2


@pytest.mark.parametrize("who", ["foreigner", "auditor", "administrator", "neighbourhood"])
def test_an_officer_who_cannot_open_the_record_swallows_no_alert(make_nominal, supervisor, request, who):
    """The pages never allocate so; a bundle can. The team's supervisors are told, and told at each stage."""
    make_nominal(seen=SEEN, officer=request.getfixturevalue(who))
    assert told() == ["e.marsh"]
    assert told(DAY + ONE, stage="overdue") == ["e.marsh"]


@pytest.mark.parametrize("who", ["outsider", "inspector", "support"])
def test_an_officer_of_the_force_who_can_open_it_is_told(make_nominal, supervisor, request, who):
    officer = request.getfixturevalue(who)
    make_nominal(seen=SEEN, officer=officer)
    assert told() == [officer.username]


def name(nominal, *people):
    for person in people:
        NominalAccess.objects.create(
            content_object=nominal,
            user=person,
            kind="named",
            permission=Permission.objects.get(codename="view_nominal"),
        )


def restricted(make_nominal, seen=SEEN, **fields):
    return make_nominal(seen=seen, restricted=True, **fields)


def test_a_restricted_record_tells_its_officer_where_named(make_nominal, officer, supervisor, inspector):
    name(restricted(make_nominal), officer, supervisor, inspector)
    assert told() == ["a.hollis"]


def test_of_a_restricted_record_only_the_named_are_told(make_nominal, officer, supervisor, other_supervisor, inspector):
    name(restricted(make_nominal, seen=dt.date(2025, 12, 1)), supervisor, inspector)
    assert told(stage="overdue") == ["e.marsh"]
    assert told(stage="escalated") == ["e.marsh"]


def test_where_no_usual_recipient_is_named_the_nearest_who_is_named_is_told(
    world, make_nominal, officer, supervisor, inspector, coordinator
):
    far = world.person("s.south", "supervisor", team=world.south)
    name(restricted(make_nominal, seen=dt.date(2025, 12, 1)), far, inspector, coordinator)
    assert told(stage="escalated") == ["s.south"]
    NominalAccess.objects.filter(user=far).update(ended_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    assert told(DAY + ONE, stage="escalated") == ["g.stone"]
    NominalAccess.objects.filter(user=inspector).update(ended_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    assert told(DAY + 2 * ONE, stage="escalated") == ["h.coombe"]


def test_a_cover_and_coordinators_who_are_not_named_are_not_told(
    make_nominal, officer, colleague, coordinator, supervisor, inspector, audience
):
    name(restricted(make_nominal), officer, supervisor, inspector)
    cover(away(officer), colleague)
    assert told() == ["e.marsh"]
    audience(COORDINATORS)
    Alert.objects.all().delete()
    assert told() == ["e.marsh"]


def test_an_alert_of_a_record_that_nobody_may_open_is_kept(make_nominal, officer, supervisor):
    restricted(make_nominal)
    assert told() == ["a.hollis"]
    assert not Alert.objects.of(supervisor).exists()


def test_whoever_is_barred_is_passed_over(make_nominal, officer, supervisor, other_supervisor, inspector):
    nominal = make_nominal(seen=dt.date(2025, 12, 1))
    for person in (officer, supervisor):
        Bar.objects.create(nominal=nominal, user=person, reason="Family")
    assert told(stage="overdue") == ["f.reed"]
    Bar.objects.create(nominal=nominal, user=other_supervisor, reason="Family", until=DAY)
    Alert.objects.all().delete()
    assert told(stage="overdue") == ["g.stone"]
    assert told(DAY + ONE, stage="overdue") == ["f.reed"]  # the bar's last day was yesterday


def test_supervisors_told_of_a_change_are_those_to_whom_the_record_is_open(
    make_nominal, officer, supervisor, other_supervisor, inspector
):
    nominal = restricted(make_nominal)
    name(nominal, other_supervisor, inspector)
    assert tell_supervisors(nominal, "breach_decision", "breach/1", due_on=DAY, on=DAY) == 1
    assert Alert.objects.get().recipient == other_supervisor


def test_whoever_is_told_can_see_the_alert(make_nominal, world, officer, supervisor, inspector, foreigner):
    """Over every case above: no alert goes to somebody for whom it does not exist."""
    make_nominal("FOREIGN", seen=SEEN, officer=foreigner)
    name(restricted(make_nominal, reference="CLOSED"), supervisor, inspector)
    Bar.objects.create(nominal=make_nominal("BARRED", seen=SEEN), user=officer, reason="Family")
    nightly.run(DAY)
    for alert in Alert.objects.select_related("recipient"):
        assert Alert.objects.of(alert.recipient).filter(pk=alert.pk).exists(), alert
    assert Alert.objects.count() == 3
