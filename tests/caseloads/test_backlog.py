"""The team's backlog: every figure is the length of the list that it opens."""

import csv
import io

import pytest
from django.urls import reverse

from audit.models import Event
from tests.caseloads import cast

pytestmark = pytest.mark.django_db


def listed(response) -> list[str]:
    return [row["reference"] for row in response.context["rows"]]


def figures(page) -> list[dict]:
    """Every figure of the page that leads somewhere."""
    context = page.context
    cells = [
        *context["headline"],
        *context["not_now"],
        *context["lateness"]["total"],
        *context["officers"]["total"]["cells"],
    ]
    for row in (*context["lateness"]["rows"], *context["officers"]["rows"]):
        cells += row["cells"]
    return cells


def number(cells: list[dict], about: str) -> int:
    return next(int(cell["number"]) for cell in cells if cell["about"] == about)


@pytest.mark.parametrize("who", ["supervisor", "inspector", "support"])
def test_every_figure_opens_a_list_of_that_length(register, request, signed_in, who, make_nominal, world, outsider):
    cast.due(make_nominal, "SOUTHERN", -9, team=world.south, officer=outsider)
    cast.work_out()
    client = signed_in(request.getfixturevalue(who))
    found = figures(client.get("/backlog/", {"team": world.north.pk}))
    assert sum(bool(cell["url"]) for cell in found) > 40
    for cell in found:
        if not cell["url"]:
            assert cell["number"] == "0"
            continue
        opened = client.get(cell["url"])
        assert opened.status_code == 200, cell
        assert len(listed(opened)) == opened.context["page"].total == int(cell["number"]), cell
        assert "SOUTHERN" not in opened.content.decode()


def test_the_file_holds_the_list(register, signed_in, supervisor):
    client = signed_in(supervisor)
    for query in ({"show": "overdue"}, {"officer": "nobody"}, {"show": "overdue", "band": "8-28", "place": "can"}):
        file = client.get(reverse("caseloads:backlog_csv"), query).content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(file)))
        assert [row["Reference"] for row in rows] == listed(client.get(reverse("caseloads:backlog_list"), query))


@pytest.mark.parametrize(
    ("days", "band"),
    [
        (0, None),
        (1, "1-7"),
        (7, "1-7"),
        (8, "8-28"),
        (28, "8-28"),
        (29, "29-90"),
        (90, "29-90"),
        (91, "over-90"),
        (400, "over-90"),
    ],
)
def test_bands_at_their_edges(signed_in, supervisor, make_nominal, days, band):
    nominal = make_nominal("EDGE", seen=cast.TODAY - 800 * cast.DAY)
    cast.work_out()
    nominal.deadlines.filter(kind="home_visit").update(due_on=cast.TODAY - days * cast.DAY)
    client = signed_in(supervisor)
    for code in ("1-7", "8-28", "29-90", "over-90"):
        found = listed(client.get(reverse("caseloads:backlog_list"), {"show": "overdue", "band": code}))
        assert found == (["EDGE"] if code == band else []), code
    assert listed(client.get(reverse("caseloads:backlog_list"), {"show": "due_today"})) == ([] if band else ["EDGE"])


def test_what_cannot_be_made_now_stands_apart(register, signed_in, supervisor):
    found = figures(signed_in(supervisor).get("/backlog/"))
    assert number(found, "Overdue") == 9
    assert number(found, "All levels, overdue") == 7
    assert number(found, "Overdue, abroad") == number(found, "Overdue, missing") == 1
    assert number(found, "Suspended, in custody") == 1


def test_each_officer_and_nobody_has_a_row(register, signed_in, supervisor, world):
    leaver = world.person("m.gone", "offender_manager", team=world.north, is_active=False)
    page = signed_in(supervisor).get("/backlog/")
    names = [row["name"] for row in page.context["officers"]["rows"]]
    assert names == ["A Hollis", "B Thorne", "E Marsh", "Unallocated"]
    leaver.caseload.model.objects.filter(reference="COLL-1").update(officer=leaver)
    rows = signed_in(supervisor).get("/backlog/").context["officers"]["rows"]
    assert next(row["note"] for row in rows if row["name"] == "M Gone") == "account inactive: needs another officer"


def test_a_caseload_over_the_benchmark_says_so(register, signed_in, supervisor, world):
    from deadlines.models import PolicyValue

    PolicyValue.objects.create(
        force=world.force, key="caseload_benchmark", value="14", unit="count", effective_from=cast.TODAY
    )
    page = signed_in(supervisor).get("/backlog/")
    assert {row["name"] for row in page.context["officers"]["rows"] if row["over"]} == {"A Hollis"}
    assert "over the benchmark of 14 cases" in page.content.decode()


def test_the_most_overdue_is_named_with_what_stops_it(register, signed_in, supervisor, make_nominal, officer):
    page = signed_in(supervisor).get("/backlog/")
    assert page.context["worst"]["reference"] == "NO-LEVEL"
    assert page.context["stopped_by"].startswith("Nothing on the record stops it")
    old = cast.due(make_nominal, "OLD", -20 - 365, "low", officer=None)
    for days in (30, 20, 10):
        cast.attempt(old, cast.TODAY - days * cast.DAY)
    cast.away(old, "missing", cast.TODAY - 5 * cast.DAY)
    cast.work_out()
    page = signed_in(supervisor).get("/backlog/")
    assert page.context["worst"]["reference"] == "OLD"
    assert page.context["stopped_by"] == (
        "Missing, nobody is allocated, 3 attempts since last seen, a decision has been owed since Tue 10 Nov 2026 and "
        "a whereabouts enquiry has been open since Sun 15 Nov 2026."
    )
    assert "the longest by 385 days" in page.context["sentence"]


def test_an_empty_team_reads_well(signed_in, supervisor):
    page = signed_in(supervisor).get("/backlog/")
    assert page.context["sentence"] == "No home visit is overdue."
    assert page.context["worst"] is None


def test_somebody_of_no_team_is_told_so(signed_in, world):
    lone = world.person("n.lone", "supervisor")
    assert "Your account is in no team" in signed_in(lone).get("/backlog/").content.decode()
    assert signed_in(lone).get(reverse("caseloads:backlog_list")).status_code == 404


def test_an_inspector_chooses_among_the_teams_of_the_force_others_have_their_own(
    register, signed_in, inspector, supervisor, world
):
    page = signed_in(inspector).get("/backlog/", {"team": world.south.pk})
    assert page.context["team"] == world.south
    assert [team.name for team in page.context["teams"]] == ["North", "South"]
    assert signed_in(inspector).get("/backlog/", {"team": world.far.pk}).status_code == 404
    for team in (world.south, world.far):
        for path in ("/backlog/", reverse("caseloads:backlog_list"), reverse("caseloads:backlog_csv")):
            assert signed_in(supervisor).get(path, {"team": team.pk}).status_code == 404


def test_an_officer_of_elsewhere_is_as_unknown_as_nobody(register, signed_in, supervisor, outsider, foreigner):
    client = signed_in(supervisor)
    for username in ("c.vale", "d.moor", "no.such"):
        assert client.get(reverse("caseloads:backlog_list"), {"officer": username}).status_code == 404


@pytest.mark.parametrize("who", ["officer", "coordinator", "administrator", "auditor", "neighbourhood"])
def test_who_watches_no_backlog_is_refused(register, request, signed_in, who):
    client = signed_in(request.getfixturevalue(who))
    for route in ("backlog", "backlog_list", "backlog_csv", "assign"):
        assert client.get(reverse(f"caseloads:{route}")).status_code == 403


def test_support_watches_but_does_not_move_or_take_away(register, signed_in, support):
    client = signed_in(support)
    page = client.get("/backlog/").content.decode()
    assert "Reassign" not in page
    assert client.get(reverse("caseloads:assign")).status_code == 403
    assert client.get(reverse("caseloads:backlog_csv")).status_code == 403


@pytest.mark.parametrize(
    "query",
    ["team=x", "team=-1", "team=99999999999999999999", "team=%F0%9F%98%80", "show=purple", "band=0-1", "place=cannot",
     "officer=" + "x" * 400, "officer=a%0Ab", "team=1&team=2", "wish=granted", "page=0"],
)  # fmt: skip
def test_no_query_string_is_a_fault(register, signed_in, supervisor, query):
    client = signed_in(supervisor)
    for route in ("backlog", "backlog_list", "backlog_csv"):
        assert client.get(f"{reverse(f'caseloads:{route}')}?{query}").status_code in (400, 404)


def test_the_two_pages_are_on_record(register, signed_in, supervisor):
    client = signed_in(supervisor)
    client.get("/backlog/")
    client.get(reverse("caseloads:backlog_list"), {"show": "due_today"})
    opened, shown = Event.objects.filter(action__startswith="backlog.").order_by("id")
    assert (opened.action, opened.subjects) == ("backlog.opened", ["NO-LEVEL"])
    assert (shown.action, shown.subjects) == ("backlog.listed", ["TODAY-M"])


@pytest.mark.parametrize("path", ["/backlog/", "/backlog/list/", "/backlog/assign/", "/"])
def test_as_many_queries_for_one_row_as_for_fifty(
    signed_in, supervisor, make_nominal, django_assert_max_num_queries, path
):
    client = signed_in(supervisor)
    cast.due(make_nominal, "ONE", -3, officer=None)
    cast.work_out()
    client.get(path)
    with django_assert_max_num_queries(32 if path == "/" else 16) as one:
        client.get(path)
    for number in range(50):
        cast.due(make_nominal, f"M-{number}", -4, "medium", officer=None)
    cast.work_out()
    with django_assert_max_num_queries(32 if path == "/" else 16) as many:
        client.get(path)
    assert len(many) == len(one)


def test_a_nominal_without_team_is_in_its_officers_team_and_without_officer_nowhere_lost(
    signed_in, supervisor, make_nominal, officer
):
    cast.due(make_nominal, "OWNED", -3, team=None)
    cast.due(make_nominal, "LOOSE", -3, team=None, officer=None)
    cast.work_out()
    client = signed_in(supervisor)
    assert listed(client.get(reverse("caseloads:backlog_list"))) == ["OWNED"]
    page = client.get("/backlog/")
    assert page.context["teamless"] == 1
    assert listed(client.get(reverse("caseloads:assign"), {"from": "no-team"})) == ["LOOSE"]


@pytest.mark.parametrize(("who", "words"), [("foreigner", "cannot open"), ("auditor", "cannot open")])
def test_a_case_whose_officer_cannot_open_it_needs_an_officer(
    make_nominal, signed_in, supervisor, officer, request, who, words
):
    """A bundle can allocate so, and a role or a force can change afterwards."""
    cast.due(make_nominal, "LOST", -9, officer=request.getfixturevalue(who))
    cast.due(make_nominal, "FREE", -3, officer=None)
    cast.due(make_nominal, "HELD", -2, officer=officer)
    cast.work_out()
    client = signed_in(supervisor)
    shown = next(one for one in client.get("/").context["day"]["figures"] if one["text"].startswith("Unallocated, or"))
    opened = client.get(shown["url"])
    assert (shown["number"], sorted(listed(opened))) == ("2", ["FREE", "LOST"])
    assert f"({words} this record)" in opened.content.decode()
    page = client.get("/backlog/")
    [row] = [row for row in page.context["officers"]["rows"] if "cannot open these records" in row["note"]]
    assert row["username"] == request.getfixturevalue(who).username
    assert words in page.context["stopped_by"]
