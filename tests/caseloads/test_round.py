"""The round, the week and plans: order, what is apart, prompts, made or not follows from the log."""

import datetime as dt

import pytest

from accounts.models import Absence
from audit.models import Event
from common.models import BankHoliday
from offenders.models import Nominal, Particular
from tests.caseloads import cast
from visits.models import PlannedVisit, Visit

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 11, 23)


def day(date: dt.date) -> dict[str, str]:
    return {"date_0": str(date.day), "date_1": str(date.month), "date_2": str(date.year)}


def sent(client, references, date=MONDAY, **more):
    page = client.get("/round/plan/", {"nominal": references})
    token = page.context["form"]["token"].value()
    data = {"nominal": references, "part": "morning", "officers": ["a.hollis", "b.thorne"], "token": str(token),
            **day(date), **more}  # fmt: skip
    return client.post("/round/plan/", data), data


def planned(nominal, date, *officers, **more):
    return PlannedVisit.objects.create(nominal=nominal, date=date, officers=list(officers) or ["a.hollis"], **more)


def references(page) -> list[str]:
    return [row["reference"] for group in page.context["groups"] for row in group["rows"]]


def test_overdue_first_then_risk_by_district_and_those_away_apart(register, signed_in, officer):
    page = signed_in(officer).get("/round/")
    found = [(group["district"], [row["reference"] for row in group["rows"]]) for group in page.context["groups"]]
    assert found[0] == ("ZZ2", ["OVER-VH"])
    assert found[1] == ("ZZ1", ["NO-LEVEL", "OVER-H", "TRIED", "TODAY-M", "NEXT-H"])
    assert ("ZZ3", ["OVER-L"]) in found
    assert ("No postcode", ["NEXT-14"]) in found
    assert {row["reference"] for row in page.context["apart"]} == {"ABROAD", "MISSING", "CUSTODY"}
    assert page.context["number"] == sum(len(rows) for _, rows in found) == 8


def test_filters_attempts_warnings_and_plans(register, signed_in, officer):
    tried = officer.caseload.get(reference="TRIED")
    Particular.objects.create(
        nominal=tried, kind="warning", text="Dog", source="Officer", noted_on=cast.TODAY - cast.DAY
    )
    planned(tried, MONDAY, "a.hollis", others_going=["probation officer"], part="evening")
    client = signed_in(officer)
    assert references(client.get("/round/", {"district": "zz3"})) == ["OVER-L"]
    assert "NEXT-H" not in references(client.get("/round/", {"show": "overdue"}))
    assert "LATER" in references(client.get("/round/", {"show": "all"}))
    rows = {row["reference"]: row for group in client.get("/round/").context["groups"] for row in group["rows"]}
    assert rows["TRIED"]["warned"]
    assert not rows["OVER-H"]["warned"]
    assert rows["TRIED"]["tries"][0] == "Thu 19 Nov 2026, no reply"
    assert rows["TRIED"]["plans"] == ["Mon 23 Nov 2026, evening: A Hollis and probation officer"]
    assert client.get("/round/", {"show": "x"}).status_code == 400


def test_plan_several_at_once_and_twice_is_once(register, signed_in, officer, colleague):
    client = signed_in(officer)
    answer, data = sent(client, ["OVER-H", "NO-LEVEL"])
    assert answer.status_code == 200  # both are past their date: said once
    assert len(answer.context["prompts"]) == 2
    data["warned"] = answer.context["warned"]
    assert client.post("/round/plan/", data).status_code == 302
    assert client.post("/round/plan/", data).status_code in (200, 302)
    assert sorted(PlannedVisit.objects.values_list("nominal__reference", flat=True)) == ["NO-LEVEL", "OVER-H"]
    event = Event.objects.filter(action="visit.planned").latest("id")
    assert event.subjects in (["OVER-H"], ["NO-LEVEL"])


def prompted(client, references, **more) -> list[str]:
    return sent(client, references, **more)[0].context["prompts"]


def test_prompts_clash_absence_holiday_and_people(make_nominal, officer, colleague, signed_in):
    cast.due(make_nominal, "SOON", 8)
    other = cast.due(make_nominal, "OTHER", 8, postcode="ZZ9 9ZZ")
    near = cast.due(make_nominal, "NEAR", 8)
    cast.work_out()
    client = signed_in(officer)
    assert client.get("/round/plan/", {"nominal": "SOON"}).status_code == 200
    planned(near, MONDAY, "b.thorne", part="morning")
    assert sent(client, ["SOON"], date=MONDAY)[0].status_code == 302  # the same district in one morning is a round
    PlannedVisit.objects.all().delete()
    planned(other, MONDAY, "b.thorne", part="morning")
    BankHoliday.objects.create(date=MONDAY, title="Sample day")
    Absence.objects.create(officer=colleague, kind="sickness", from_on=cast.TODAY, to_on=MONDAY)
    found = prompted(client, ["SOON"])
    assert any("B Thorne: already planned for ZZ9" in line for line in found)
    assert any("bank holiday: Sample day" in line for line in found)
    assert "B Thorne: absent until Mon 23 Nov 2026" in found  # why is not said
    assert any("takes 2 people; 1 goes" in line for line in prompted(client, ["SOON"], officers=["a.hollis"]))
    Nominal.objects.filter(pk=other.pk).update(restricted=True)
    found = prompted(client, ["SOON"])
    assert any("B Thorne: already planned for another visit" in line for line in found)
    assert not any("ZZ9" in line for line in found)


@pytest.mark.parametrize(
    ("times", "date", "part", "words"),
    [
        ((10, 11, 14), dt.date(2026, 11, 24), "morning", "office hours"),
        ((10, 11, 14), dt.date(2026, 11, 24), "evening", ""),
        ((10, 11, 14), dt.date(2026, 11, 28), "morning", ""),
        ((10, 19, 14), dt.date(2026, 11, 24), "morning", ""),
    ],
)
def test_variety(make_nominal, officer, colleague, signed_in, times, date, part, words):
    nominal = cast.due(make_nominal, "SOON", 8)
    Visit.objects.filter(nominal=nominal).delete()
    for number, hour in enumerate(times):
        Visit.objects.create(nominal=nominal, date=dt.date(2026, 9, 1 + number), time=dt.time(hour), outcome="no_reply")
    answer, _ = sent(signed_in(officer), ["SOON"], date=date, part=part)
    found = answer.context["prompts"] if answer.status_code == 200 else []
    assert any("office hours" in line for line in found) == bool(words), found


def test_one_weekday_is_a_habit(make_nominal, officer, colleague, signed_in):
    nominal = cast.due(make_nominal, "SOON", 8)
    Visit.objects.filter(nominal=nominal).delete()
    for week in range(3):
        Visit.objects.create(nominal=nominal, date=dt.date(2026, 9, 7 + 7 * week), outcome="no_reply")
    assert any("all on a Monday" in line for line in prompted(signed_in(officer), ["SOON"]))


def test_made_or_not_follows_from_what_is_logged(make_nominal, officer, signed_in):
    made, tried, missed, ahead = (cast.due(make_nominal, name, 30) for name in ("MADE", "TRIED", "MISSED", "AHEAD"))
    for nominal in (made, tried, missed):
        planned(nominal, cast.TODAY - cast.DAY)
    planned(ahead, cast.TODAY)
    Visit.objects.create(nominal=made, date=cast.TODAY - cast.DAY, outcome="seen_at_address")
    cast.attempt(tried, cast.TODAY - cast.DAY)
    days = signed_in(officer).get("/round/week/").context["days"]
    states = {row["reference"]: row["state"] for one in days for row in one["rows"]}
    assert states == {
        "MADE": "Made: seen at the address",
        "TRIED": "Attempt: no reply",
        "MISSED": "Not made: nothing is logged for the day",
        "AHEAD": "Planned for today",
    }


def test_change_and_take_back(make_nominal, officer, colleague, signed_in):
    plan = planned(cast.due(make_nominal, "SOON", 8), MONDAY, part="morning")
    client = signed_in(officer)
    form = client.get(f"/round/plans/{plan.pk}/change/").context["form"]
    data = {**day(MONDAY + cast.DAY), "part": "any", "time": "18:30", "officers": ["a.hollis", "b.thorne"],
            "token": str(form["token"].value()), "version": "1"}  # fmt: skip
    assert client.post(f"/round/plans/{plan.pk}/change/", data).status_code == 302
    plan.refresh_from_db()
    assert (plan.date, plan.time, plan.version) == (MONDAY + cast.DAY, dt.time(18, 30), 2)
    assert client.post(f"/round/plans/{plan.pk}/change/", data).status_code == 400  # changed meanwhile
    assert client.post(f"/round/plans/{plan.pk}/cancel/", {"reason": ""}).status_code == 302
    plan.refresh_from_db()
    assert (plan.void_reason, plan.voided_by) == ("No longer planned", officer)
    assert client.get(f"/round/plans/{plan.pk}/change/").status_code == 404


def test_the_visit_form_starts_from_the_plan(make_nominal, officer, colleague, signed_in):
    nominal = cast.due(make_nominal, "SOON", 8)
    planned(nominal, cast.TODAY, "a.hollis", "b.thorne", others_going=["social worker"])
    form = signed_in(officer).get("/nominals/SOON/visits/log/", {"outcome": "no_reply"}).context["form"]
    assert form["officers"].value() == ["a.hollis", "b.thorne"]
    assert form["others_present"].value() == "social worker"


def test_nobody_plans_or_prints_what_is_not_theirs(make_nominal, outsider, coordinator, officer, signed_in):
    plan = planned(cast.due(make_nominal, "SOON", 8), MONDAY)
    for reference in ("SOON", "NO-SUCH"):
        for path in ("/round/plan/", "/round/sheets/"):
            assert signed_in(outsider).get(path, {"nominal": reference}).status_code == 404
        assert signed_in(outsider).get(f"/nominals/{reference}/door-sheet/").status_code == 404
    assert signed_in(outsider).get(f"/round/plans/{plan.pk}/change/").status_code == 404
    assert signed_in(outsider).get("/round/", {"officer": officer.username}).status_code == 404
    assert signed_in(coordinator).get("/round/").status_code == 403


@pytest.mark.parametrize("path", ["/round/", "/round/week/"])
def test_as_many_queries_for_one_as_for_fifty(signed_in, officer, make_nominal, django_assert_max_num_queries, path):
    planned(cast.due(make_nominal, "ONE", -3), cast.TODAY)
    cast.attempt(officer.caseload.get(), cast.TODAY - cast.DAY)
    cast.work_out()
    client = signed_in(officer)
    client.get(path)
    with django_assert_max_num_queries(16) as one:
        client.get(path)
    for number in range(50):
        nominal = cast.due(make_nominal, f"M-{number}", -4, "medium")
        planned(nominal, cast.TODAY)
        cast.attempt(nominal, cast.TODAY - cast.DAY)
    cast.work_out()
    with django_assert_max_num_queries(16) as many:
        client.get(path)
    assert len(many) == len(one)
