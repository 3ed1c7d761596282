"""My caseload: what is where, in which order, and that counts, lists and files agree."""

import csv
import io
import re

import pytest
from django.urls import reverse

from audit.models import Event
from tests.caseloads import cast

pytestmark = pytest.mark.django_db


def listed(response) -> list[str]:
    return [row["reference"] for row in response.context["rows"]]


def file_rows(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_arrival_says_it_in_one_sentence(register, signed_in, officer):
    page = signed_in(officer).get("/caseload/")
    assert page.context["sentence"] == (
        "7 overdue (1 very high, 3 high, 1 with no level), 1 due today, 2 in 14 days, 1 decision owed"
    )


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("overdue", ["OVER-VH", "NO-LEVEL", "OVER-H", "TRIED", "OVER-L", "MISSING", "ABROAD"]),
        ("due_today", ["TODAY-M"]),
        ("next_14", ["NEXT-H", "NEXT-14"]),
        ("suspended", ["CUSTODY"]),
        ("no_date", ["NO-DATE"]),
        ("decisions", ["TRIED"]),
    ],
)
def test_each_part_in_order_of_risk_then_lateness_those_away_last(register, signed_in, officer, show, expected):
    assert listed(signed_in(officer).get("/caseload/", {"show": show})) == expected


def test_all_is_every_nominal_of_the_officer(register, signed_in, officer):
    page = signed_in(officer).get("/caseload/", {"show": "all"})
    assert sorted(listed(page)) == sorted(officer.caseload.values_list("reference", flat=True))
    parts = [row["part"] for row in page.context["rows"] if row["part"]]
    assert [part.split(":")[0] for part in parts] == [
        "Can be visited", "Cannot be visited now", "Suspended", "No date can be worked out", "No home visit is owed",
    ]  # fmt: skip


def test_it_opens_with_what_is_overdue_or_else_the_next_that_holds_somebody(signed_in, officer, make_nominal):
    client = signed_in(officer)
    assert client.get("/caseload/").context["asked"].show == "all"
    cast.due(make_nominal, "SOON", 5)
    cast.work_out()
    assert client.get("/caseload/").context["asked"].show == "next_14"
    cast.due(make_nominal, "NOW", 0)
    cast.work_out()
    assert client.get("/caseload/").context["asked"].show == "due_today"


def test_a_row_says_why_when_last_seen_attempts_and_what_else_is_owed(register, signed_in, officer):
    page = signed_in(officer).get("/caseload/", {"show": "overdue"})
    row = next(row for row in page.context["rows"] if row["reference"] == "TRIED")
    assert (row["due"], row["state"], row["attempts"]) == ("Tue 17 Nov 2026", "Overdue by 3 days", "3")
    assert row["seen"] == "Sun 17 May 2026"
    assert "every 6 months" in row["why"]
    assert row["also"] == ["Decision owed since Thu 19 Nov 2026"]
    assert row["log"] == reverse("visits:log", args=["TRIED"])


def test_due_today_is_never_overdue(register, signed_in, officer):
    client = signed_in(officer)
    assert "TODAY-M" not in listed(client.get("/caseload/", {"show": "overdue"}))
    row = client.get("/caseload/", {"show": "due_today"}).context["rows"][0]
    assert row["state"] == "Due today"


@pytest.mark.parametrize("show", ["overdue", "due_today", "next_14", "suspended", "no_date", "all", "decisions"])
@pytest.mark.parametrize(
    "narrow",
    [{}, {"risk": "high"}, {"risk": "none"}, {"status": "abroad"}, {"district": "ZZ1"}, {"district": "zz2"},
     {"risk": "high", "status": "community", "district": "ZZ1"}],
)  # fmt: skip
def test_the_count_the_list_and_the_file_are_one(register, signed_in, officer, show, narrow):
    client = signed_in(officer)
    page = client.get("/caseload/", {"show": show, **narrow})
    shown = listed(page)
    rows = file_rows(client.get(reverse("caseloads:csv"), {"show": show, **narrow}))
    assert [row["Reference"] for row in rows] == shown
    assert page.context["page"].total == len(shown)
    tab = [tab for tab in page.context["tabs"] if tab["current"]]
    assert [int(tab["count"]) for tab in tab] == [len(shown)]


def test_the_boxes_offer_what_is_there(register, signed_in, officer):
    page = signed_in(officer).get("/caseload/")
    boxes = {box["name"]: [code for code, _, _ in box["options"]] for box in page.context["boxes"]}
    assert boxes["district"] == ["", "ZZ1", "ZZ2", "ZZ3"]
    assert boxes["risk"] == ["", "very_high", "high", "medium", "low", "none"]


@pytest.mark.parametrize("sort", ["risk", "name", "due", "seen", "attempts", "district", "status", "officer"])
def test_every_order_holds_the_same_rows(register, signed_in, officer, sort):
    client = signed_in(officer)
    up, down = (client.get("/caseload/", {"show": "overdue", "sort": s}) for s in (sort, f"-{sort}"))
    assert sorted(listed(up)) == sorted(listed(down))
    assert len(listed(up)) == 7


def test_sorting_by_the_due_date_turns_round_and_says_so(register, signed_in, officer):
    client = signed_in(officer)
    down = client.get("/caseload/", {"show": "overdue", "sort": "-due"})
    assert listed(down) == ["OVER-VH", "TRIED", "OVER-H", "OVER-L", "NO-LEVEL", "ABROAD", "MISSING"]
    assert re.search(r'aria-sort="descending"><a class="app-sort" href="[^"]*sort=due[&"]', down.content.decode())


def test_a_colleagues_caseload_is_open_to_the_team_and_the_forces_inspector_only(
    register, signed_in, officer, colleague, supervisor, inspector, outsider, foreigner, support
):
    for viewer in (colleague, supervisor, inspector, support, officer):
        page = signed_in(viewer).get("/caseload/a.hollis/")
        assert page.status_code == 200
        assert page.context["everybody"] == 15
    for viewer in (outsider, foreigner):
        assert signed_in(viewer).get("/caseload/a.hollis/").status_code == 404
        assert signed_in(viewer).get(reverse("caseloads:csv"), {"officer": "a.hollis"}).status_code == 404


def test_unknown_and_foreign_officers_look_alike(register, signed_in, outsider):
    client = signed_in(outsider)
    bodies = [
        re.sub(r"[0-9A-F]{8}", "", client.get(f"/caseload/{name}/").content.decode()) for name in ("a.hollis", "nobody")
    ]
    assert bodies[0].replace("a.hollis", "") == bodies[1].replace("nobody", "")


def test_those_who_have_no_caseload_are_refused(db, signed_in, coordinator, administrator, auditor, neighbourhood):
    for viewer in (coordinator, administrator, auditor, neighbourhood):
        assert signed_in(viewer).get("/caseload/").status_code == 403
        assert signed_in(viewer).get("/caseload/a.hollis/").status_code == 403
        assert signed_in(viewer).get(reverse("caseloads:csv")).status_code == 403


def test_support_may_look_but_not_log_or_take_away(register, signed_in, support):
    page = signed_in(support).get("/caseload/a.hollis/")
    assert all(not row["log"] for row in page.context["rows"])
    assert b"Download" not in page.content
    assert signed_in(support).get(reverse("caseloads:csv"), {"officer": "a.hollis"}).status_code == 403


def test_an_officers_nominal_that_the_viewer_may_not_see_is_nowhere(
    register, signed_in, officer, colleague, world, make_nominal
):
    cast.due(make_nominal, "SOUTHERN", -8, officer=officer, team=world.south)
    cast.work_out()
    assert "SOUTHERN" in listed(signed_in(officer).get("/caseload/", {"show": "overdue"}))
    page = signed_in(colleague).get("/caseload/a.hollis/", {"show": "all"})
    assert "SOUTHERN" not in page.content.decode()
    assert page.context["everybody"] == 15


@pytest.mark.parametrize(
    "query",
    ["show=purple", "risk=extreme", "status=x", "sort=", "sort=shoe", "page=0", "page=-1", "page=1e9", "page=99999999",
     "show=overdue&show=all", "colour=red", "district=" + "Z" * 500, "district=%F0%9F%98%80", "risk=%20high",
     "page=%E2%82%81", "show=" + "x" * 5000, "status=custody&status="],
)  # fmt: skip
def test_no_query_string_is_a_fault(register, signed_in, officer, query):
    client = signed_in(officer)
    for path in ("/caseload/", "/caseload/b.thorne/", reverse("caseloads:csv")):
        response = client.get(f"{path}?{query}")
        assert response.status_code in (200, 400), path
        if response.status_code == 400:
            assert (
                "There is no such" in response.content.decode()
                or "is given twice" in response.content.decode()
                or "no such filter" in response.content.decode()
            )


def test_nul_bytes_are_refused(signed_in, officer):
    assert signed_in(officer).get("/caseload/?district=%00").status_code == 400


def test_what_was_shown_and_taken_is_on_record(register, signed_in, officer, colleague):
    client = signed_in(colleague)
    client.get("/caseload/a.hollis/", {"show": "due_today"})
    client.get(reverse("caseloads:csv"), {"officer": "a.hollis", "show": "suspended"})
    shown, taken = Event.objects.filter(action__startswith="caseload.").order_by("id")
    assert (shown.action, shown.username, shown.subjects) == ("caseload.listed", "b.thorne", ["TODAY-M"])
    assert (taken.action, taken.subjects, taken.details["rows"]) == ("caseload.exported", ["CUSTODY"], 1)


def test_a_file_cannot_run_anything(signed_in, officer, make_nominal):
    names = ["=1+1", "+44", "-2", "@SUM(A1)", "\tx", "\rx", " =cmd", "＝1", 'Ordinary, "quoted"', "Zoë"]
    for number, name in enumerate(names):
        cast.due(make_nominal, f"F-{number}", -5, family_name=name)
    cast.work_out()
    response = signed_in(officer).get(reverse("caseloads:csv"), {"show": "overdue", "sort": "name"})
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert (
        response["Content-Disposition"] == 'attachment; filename="caseload-a.hollis-2026-11-20-OFFICIAL-SENSITIVE.csv"'
    )
    cells = {row["Reference"]: row["Family name"] for row in file_rows(response)}
    for number, name in enumerate(names):
        cell = cells[f"F-{number}"]
        assert not cell.lstrip(" ").startswith(tuple("=+-@\t\r＝"))
        assert cell.removeprefix("'") == name


def test_a_hundred_to_a_page_and_nobody_lost(signed_in, officer, make_nominal):
    for number in range(103):
        cast.due(make_nominal, f"N-{number:03}", -(number % 7) - 1, ["high", "low", "very_high"][number % 3])
    cast.work_out()
    client = signed_in(officer)
    first, second = (listed(client.get("/caseload/", {"page": page})) for page in (1, 2))
    assert (len(first), len(second)) == (100, 3)
    assert len({*first, *second}) == 103
    assert listed(client.get("/caseload/", {"page": 9})) == second
    assert client.get("/caseload/").context["page"].sentence == "Showing 1 to 100 of 103"
    assert len(file_rows(client.get(reverse("caseloads:csv"), {"show": "overdue"}))) == 103


@pytest.mark.parametrize("path", ["/caseload/", "/caseload/a.hollis/", "/"])
def test_as_many_queries_for_one_row_as_for_fifty(
    signed_in, officer, make_nominal, django_assert_max_num_queries, path
):
    client = signed_in(officer)
    cast.due(make_nominal, "ONE", -3)
    cast.work_out()
    client.get(path)
    with django_assert_max_num_queries(24 if path == "/" else 12) as one:
        client.get(path)
    for number in range(50):
        cast.attempt(cast.due(make_nominal, f"M-{number}", -4, "medium"), cast.TODAY - cast.DAY)
    cast.work_out()
    with django_assert_max_num_queries(24 if path == "/" else 12) as many:
        assert len(listed(client.get(path))) == 51
    assert len(many) == len(one)
