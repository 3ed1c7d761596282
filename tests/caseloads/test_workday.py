"""My day, door sheets, write-ups, decisions, enquiries, saved views, paper, as at a day."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import Absence
from audit.models import Event as Logged
from deadlines.models import Deadline
from offenders.models import (
    Address,
    Children,
    Event,
    ExpectedRelease,
    Particular,
    PlanInterval,
    RiskLevel,
    StatusPeriod,
)
from risk.models import PlanReview, RiskPlan
from tests.caseloads import cast
from visits.models import PlannedVisit, Visit, VisitDecision, WhereaboutsStep

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


def written(response) -> str:
    return response.content.decode()


def listed(response) -> list[str]:
    return [row["reference"] for row in response.context["rows"]]


def figures(day) -> dict[str, dict]:
    return {one["text"]: one for one in day["figures"]}


def owe_write_up(nominal, by, days=1):
    on = cast.TODAY - days * cast.DAY
    return Visit.objects.create(nominal=nominal, date=on, time=dt.time(10), write_up_owed=True, outcome="no_reply",
                                officers=[by.username], recorded_by=by)  # fmt: skip


def owes_besides_visits(officer):
    """Two reviews overdue, one due today (no figure counts it), one suspended; a notification due in seven days."""
    rows = (
        ("NEXT-H", "arms_review", -3, False), ("CUSTODY", "risk_review", -1, False),
        ("NEXT-H", "risk_review", 0, False),
        ("CUSTODY", "arms_review", -30, True), ("NEXT-H", "periodic_notification", 7, False),
        ("CUSTODY", "periodic_notification", 8, False),
    )  # fmt: skip
    Deadline.objects.exclude(kind__in=("home_visit", "visit_decision", "whereabouts")).delete()
    for reference, kind, days, suspended in rows:
        Deadline.objects.create(
            nominal=officer.caseload.get(reference=reference), kind=kind, due_on=cast.TODAY + days * cast.DAY,
            rule=kind, reason="x", suspended=suspended, opened_on=cast.TODAY,
        )  # fmt: skip


def test_the_officers_sentence_and_figures_open_lists_of_that_length(register, signed_in, officer):
    owe_write_up(officer.caseload.get(reference="NEXT-H"), officer)
    ExpectedRelease.objects.create(
        nominal=officer.caseload.get(reference="CUSTODY"), release_on=cast.TODAY + 9 * cast.DAY, said_on=cast.TODAY,
        source="Prison",
    )  # fmt: skip
    cast.work_out()
    owes_besides_visits(officer)
    client = signed_in(officer)
    day = client.get("/").context["day"]
    assert day["sentence"] == (
        "7 overdue (1 very high, 3 high, 1 with no level), 1 due today, 2 in 14 days, 1 decision owed, 1 write-up owed"
    )
    shown = figures(day)
    assert {text: one["number"] for text, one in shown.items()} == {
        "Overdue": "7", "Due today and in 7 days": "2", "Decisions owed": "1", "ARMS and risk reviews overdue": "2",
        "Notifications missed or due in 7 days": "1", "Write-ups owed": "1", "Releases and new cases, 28 days": "1",
    }  # fmt: skip
    for one in shown.values():
        assert len(listed(client.get(one["url"]))) == int(one["number"]), one
    html = client.get(shown["ARMS and risk reviews overdue"]["url"]).content.decode()
    assert "Overdue by 3 days" in html
    assert "Why this date?" in html
    assert client.get("/caseload/").context["day"] is None


@pytest.mark.parametrize("who", ["supervisor", "inspector"])
def test_the_supervisors_figures_open_lists_of_that_length(
    register, request, signed_in, who, officer, colleague, world
):
    Absence.objects.create(officer=colleague, kind="sickness", from_on=cast.TODAY, review_on=cast.TODAY + 9 * cast.DAY)
    owe_write_up(officer.caseload.get(reference="NEXT-H"), officer)
    cast.work_out()
    owes_besides_visits(officer)
    client = signed_in(request.getfixturevalue(who))
    shown = figures(client.get("/", {"team": world.north.pk}).context["day"])
    assert shown["Unallocated, or officer absent"]["number"] == "4"
    assert int(shown["Days on the most overdue visit"]["number"]) > 50
    for text in (
        "Overdue, could be visited today",
        "Unallocated, or officer absent",
        "Decisions owed",
        "ARMS and risk reviews overdue",
        "Notifications missed or due in 7 days",
        "Write-ups owed",
    ):
        assert len(listed(client.get(shown[text]["url"]))) == int(shown[text]["number"]), text
    assert shown["Approvals waiting"] == {**shown["Approvals waiting"], "number": "0", "url": ""}


def test_plans_and_intervals_to_look_at_again_are_on_the_officers_day(
    signed_in, officer, colleague, outsider, make_nominal
):
    late, early, own, other, _ = (
        cast.due(make_nominal, name, 30, officer=colleague if name == "OTHER" else officer)
        for name in ("LATE", "EARLY", "OWN", "OTHER", "BARE")
    )
    asked = {"written_on": cast.TODAY - 90 * cast.DAY, "supervision": "Weekly", "what_changed": "New"}
    for nominal, days in ((late, 0), (early, 1), (own, 40), (other, -3)):
        RiskPlan.objects.create(nominal=nominal, review_on=cast.TODAY + days * cast.DAY, **asked)
    interval = PlanInterval.objects.create(
        nominal=own,
        value=4,
        unit="weeks",
        effective_from=cast.TODAY - 90 * cast.DAY,
        approved=True,
        approved_on=cast.TODAY - 90 * cast.DAY,
        reason="New partner",
    )
    PlanReview.objects.create(nominal=own, interval=interval, review_on=cast.TODAY - cast.DAY)
    client = signed_in(officer)
    day = client.get("/").context["day"]
    one = figures(day)["Plans and intervals to review"]
    assert one["number"] == "2"
    assert day["sentence"].endswith("2 plan reviews owed")
    page = client.get(one["url"])
    found = page.context["found"]
    assert [row["reference"] for row in found.late] == ["LATE"]
    assert [row["reference"] for row in found.expired] == ["OWN"]
    assert [row["reference"] for row in found.missing] == ["BARE"]
    assert reverse("risk:plan_review", args=["OWN", interval.pk]) in page.content.decode()
    logged = Logged.objects.filter(action="plans_owed.listed").latest("id")
    assert logged.subjects == ["BARE", "LATE", "OWN"]
    theirs = client.get(one["url"], {"officer": colleague.username})
    assert [row["reference"] for row in theirs.context["found"].late] == ["OTHER"]
    far = signed_in(outsider).get(one["url"], {"officer": officer.username})
    assert far.status_code == 404 or not far.context["found"].references
    RiskPlan.objects.all().delete()
    PlanReview.objects.update(review_on=cast.TODAY + cast.DAY)
    assert "Plans and intervals to review" not in figures(signed_in(officer).get("/").context["day"])


def test_what_changed_since_the_last_look(make_nominal, officer, colleague, supervisor, signed_in):
    mine = cast.due(make_nominal, "MINE", 30)
    other = cast.due(make_nominal, "OTHER", 30, officer=colleague)
    for nominal in (mine, other):
        Event.objects.create(nominal=nominal, date=cast.TODAY, kind="arrest", summary="SECRET", recorded_by=colleague)
    Event.objects.create(nominal=mine, date=cast.TODAY, kind="arrest", summary="Own", recorded_by=officer)
    StatusPeriod.objects.create(nominal=mine, status="abroad", from_on=cast.TODAY, recorded_by=colleague)
    RiskLevel.objects.create(
        nominal=mine, level="low", effective_from=cast.TODAY, recorded_by=officer, reason="Calm", returned_at=NOW,
        returned_by=supervisor, return_reason="Not yet",
    )  # fmt: skip
    cast.work_out()
    page = signed_in(officer).get("/")
    rows = page.context["day"]["news"]["rows"]
    assert {row["reference"] for row in rows} == {"MINE"}
    texts = sorted(row["text"] for row in rows)
    assert texts[0].startswith("Abroad from")
    assert "Your proposal about the risk level was returned" in texts
    assert "Risk level high from 4 March 2019" in texts  # brought in just now
    assert len(texts) == 4
    assert "SECRET" not in written(page)
    assert page.context["day"]["news"]["since"] == "in the last 7 days"
    opened = Logged.objects.filter(action="caseload.listed").latest("id")
    assert opened.details["home"] is True
    assert "MINE" in opened.subjects


def test_looking_again_changes_nothing_and_the_next_session_starts_from_the_last(make_nominal, officer, signed_in):
    from audit.events import session_mark
    from caseloads.changes import last_look

    client = signed_in(officer)
    first = client.get("/").context["day"]["news"]["since"]
    assert client.get("/").context["day"]["news"]["since"] == first == "in the last 7 days"
    seen_at = Logged.objects.filter(action="caseload.listed").latest("id").at
    session_mark.set("another")
    assert last_look(officer, "caseload.listed", seen_at + cast.DAY) == seen_at


def test_the_door_sheet_says_what_is_known_and_what_is_not(make_nominal, officer, colleague, signed_in):
    nominal = cast.due(make_nominal, "DOOR", -3)
    Particular.objects.create(nominal=nominal, kind="warning", text="Large dog", source="Visit", noted_on=cast.TODAY)
    Particular.objects.create(
        nominal=nominal, kind="victim_contact", text="VICTIMTEXT", source="VLU", noted_on=cast.TODAY
    )
    Address.objects.create(nominal=nominal, kind="partner", address="9 Model Road", postcode="ZZ4 4AA")
    cast.attempt(nominal, cast.TODAY - cast.DAY)
    cast.work_out()
    client = signed_in(officer)
    page = client.get("/nominals/DOOR/door-sheet/")
    (sheet,) = page.context["sheets"]
    assert sheet["warnings"] == ["Large dog (20 November 2026, Visit)"]
    assert [(one["kind"], one["visit"]) for one in sheet["addresses"]] == [("Home", True), ("Partner's home", False)]
    assert sheet["children"] == "not asked"
    assert "children (not asked)" in sheet["unknown"]
    assert sheet["attempts"].startswith("1 since last seen (Thu 19 Nov 2026, no reply)")
    assert "VICTIMTEXT" not in written(page)
    assert "1 fact about victims" in written(page)
    assert "None: by consent" in written(page)
    assert "OFFICIAL-SENSITIVE" in written(page)
    event = Logged.objects.latest("id")
    assert (event.action, event.subjects, event.details["disclosed"]) == ("doorsheet.printed", ["DOOR"], "on paper")
    Children.objects.create(nominal=nominal, answer="none_known", asked_on=cast.TODAY, source="Self")
    PlannedVisit.objects.create(
        nominal=nominal, date=cast.TODAY, officers=["a.hollis"], address="9 Model Road, ZZ4 4AA"
    )
    (sheet,) = client.get("/round/sheets/", {"day": "2026-11-20"}).context["sheets"]
    assert [one["kind"] for one in sheet["addresses"] if one["visit"]] == ["Partner's home"]
    assert sheet["children"] == "none known, asked 20 November 2026"


def test_write_ups_are_whose_they_are(make_nominal, officer, colleague, supervisor, signed_in, world):
    nominal = cast.due(make_nominal, "ONE", 9)
    owe_write_up(nominal, officer)
    owe_write_up(nominal, colleague, 2)
    assert len(listed(signed_in(officer).get("/write-ups/"))) == 1
    assert len(listed(signed_in(supervisor).get("/write-ups/", {"team": world.north.pk}))) == 2
    assert signed_in(officer).get("/write-ups/", {"team": world.north.pk}).status_code == 404


def sent_decision(client, page, **more):
    token = page.context["rows"][0]["form"]["token"].value()
    data = {"nominal": "TRIED", "decision": "warrant", "reason": "Twice refused", "token": str(token), **more}
    return client.post(page.request["PATH_INFO"], data)


def test_decide_from_the_list_with_the_warrant_test(register, signed_in, supervisor):
    client = signed_in(supervisor)
    page = client.get("/backlog/decisions/")
    assert listed(page) == ["TRIED"]
    (row,) = page.context["rows"]
    assert [part.name for part in row["warrant"]][-1] == "Who applies"
    assert len(row["warrant"]) == 5
    assert row["tries"][0]["entry"] == "entry not sought to search"
    bad = sent_decision(client, page, reason="")
    assert bad.status_code == 400
    assert bad.context["rows"][0]["open"]
    assert sent_decision(client, page).status_code == 302
    assert VisitDecision.objects.get().decision == "warrant"
    assert listed(client.get("/backlog/decisions/")) == []


def day(name: str, date: dt.date) -> dict[str, str]:
    return {f"{name}_0": str(date.day), f"{name}_1": str(date.month), f"{name}_2": str(date.year)}


def gone(make_nominal, days=5):
    nominal = cast.due(make_nominal, "GONE", 9)
    cast.attempt(nominal, cast.TODAY - days * cast.DAY, "address_vacated")
    cast.work_out()
    return nominal


def test_an_enquiry_with_its_steps(make_nominal, officer, colleague, supervisor, outsider, signed_in):
    gone(make_nominal)
    client = signed_in(supervisor)
    (row,) = client.get("/backlog/whereabouts/").context["rows"]
    assert (row["days"], row["owner"], row["next"]) == ("5 days", "A Hollis", "No next step is set")
    form = client.get("/nominals/GONE/whereabouts/").context["form"]
    data = {**day("made_on", cast.TODAY), "enquiry": "Custody suites", "result": "Not held", "next_step": "Hospitals",
            **day("next_on", cast.TODAY + cast.DAY), "owner": "b.thorne"}  # fmt: skip
    data["token"] = str(form["token"].value())
    assert client.post("/nominals/GONE/whereabouts/", data).status_code == 302
    assert client.post("/nominals/GONE/whereabouts/", data).status_code == 302
    assert WhereaboutsStep.objects.count() == 1
    (row,) = client.get("/backlog/whereabouts/").context["rows"]
    assert (row["owner"], row["next"]) == ("B Thorne", "Hospitals, Sat 21 Nov 2026 (tomorrow)")
    assert signed_in(outsider).get("/nominals/GONE/whereabouts/").status_code == 404


@pytest.mark.parametrize("where", ["address", "custody", "hospital", "abroad", "elsewhere"])
@pytest.mark.parametrize("missing", [True, False])
def test_found_closes_it_wherever(make_nominal, officer, signed_in, where, missing):
    nominal = gone(make_nominal)
    if missing:
        cast.away(nominal, "missing", cast.TODAY - 4 * cast.DAY)
        cast.work_out()
    due_on = nominal.deadlines.get(kind="home_visit", closed_on=None).due_on
    client = signed_in(officer)
    form = client.get("/nominals/GONE/whereabouts/found/").context["form"]
    data = {**day("found_on", cast.TODAY - cast.DAY), "where": where, "details": "Southmere Police rang",
            "token": str(form["token"].value())}  # fmt: skip
    if where == "address":
        assert client.post("/nominals/GONE/whereabouts/found/", data).status_code == 400
        data |= {"address": "7 New Road", "postcode": "ZZ7 7AA"}
    assert client.post("/nominals/GONE/whereabouts/found/", data).status_code == 302
    assert not nominal.deadlines.filter(kind="whereabouts", closed_on=None).exists()
    assert nominal.deadlines.get(kind="home_visit", closed_on=None).due_on == due_on or where == "custody"
    if where == "address":
        assert Address.objects.get(nominal=nominal, to_on=None).address == "7 New Road"
    assert client.get("/nominals/GONE/whereabouts/").status_code == 404


def test_a_saved_view_is_honoured_and_ones_own(register, signed_in, officer, colleague):
    client = signed_in(officer)
    query = "?show=all&risk=high"
    assert client.post("/views/save/", {"list": "caseload", "name": "High", "query": query}).url == f"/caseload/{query}"
    (view,) = client.get(f"/caseload/{query}").context["saved"]["views"]
    assert view["current"]
    assert all(row["risk"] == "High" for row in client.get(view["url"]).context["rows"])
    assert client.post("/views/save/", {"list": "caseload", "name": "x", "query": "?risk=purple"}).status_code == 400
    assert signed_in(colleague).get("/caseload/").context["saved"]["views"] == []
    assert signed_in(colleague).post(f"/views/{view['pk']}/delete/").status_code == 404
    assert signed_in(officer).post(f"/views/{view['pk']}/delete/").status_code == 302


def test_paper_holds_the_list(register, signed_in, supervisor, officer):
    client = signed_in(supervisor)
    for query in ({"show": "overdue"}, {"officer": "+uncovered"}):
        assert listed(client.get("/backlog/list/print/", query)) == listed(client.get("/backlog/list/", query))
    assert Logged.objects.filter(action="backlog.printed").latest("id").details["disclosed"] == "on paper"
    client = signed_in(officer)
    assert listed(client.get("/caseload/list/print/?show=overdue")) == listed(client.get("/caseload/?show=overdue"))


def test_the_sentence_as_at_a_day(register, signed_in, supervisor, make_nominal):
    client = signed_in(supervisor)
    today = client.get("/backlog/as-at/", day("day", cast.TODAY)).context["answer"]
    assert "9 home visits overdue" in today.sentence
    assert "7 of which" in today.sentence
    before = client.get("/backlog/as-at/", day("day", cast.TODAY - 11 * cast.DAY)).context["answer"]
    assert before.sentence.startswith("As at Monday 9 November 2026: ")
    assert "9 home visits" not in before.sentence
    late = client.get("/backlog/as-at/", day("day", cast.TODAY + cast.DAY))
    assert late.context["answer"] is None


PATHS = ["/", "/backlog/decisions/", "/backlog/whereabouts/", "/write-ups/", "/backlog/as-at/?day=2026-11-20"]


@pytest.mark.parametrize(("who", "path"), [("officer", "/"), *(("supervisor", path) for path in PATHS)])
def test_as_many_queries_for_one_as_for_many(
    request, who, path, signed_in, officer, colleague, make_nominal, django_assert_max_num_queries
):
    def one_more(number):
        nominal = cast.due(make_nominal, f"M-{number}", -4, "medium")
        for days in (3, 2, 1):
            cast.attempt(nominal, cast.TODAY - days * cast.DAY, "address_vacated")
        owe_write_up(nominal, officer, 4)
        PlannedVisit.objects.create(nominal=nominal, date=cast.TODAY, officers=["a.hollis"])
        Event.objects.create(nominal=nominal, date=cast.TODAY, kind="arrest", recorded_by=colleague)

    one_more(0)
    cast.work_out()
    client = signed_in(request.getfixturevalue(who))
    client.get(path)
    with django_assert_max_num_queries(40) as one:
        client.get(path)
    for number in range(1, 19):
        one_more(number)
    cast.work_out()
    with django_assert_max_num_queries(40) as many:
        client.get(path)
    assert len(many) == len(one)
