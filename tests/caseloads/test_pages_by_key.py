"""The team's list page by page: every sort order, both ways, whatever moves meanwhile."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caseloads import lists, queries
from caseloads.places import token, values
from deadlines.models import Deadline
from offenders.models import Nominal
from tests.caseloads import cast

pytestmark = pytest.mark.django_db
LIST = "/backlog/list/"
PAGE = 6
SORTS = [*queries.SORTS, *(f"-{sort}" for sort in queries.SORTS)]


@pytest.fixture
def client(register, signed_in, supervisor, monkeypatch):
    monkeypatch.setattr(lists, "PER_PAGE", PAGE)
    Nominal.objects.filter(reference="OVER-L").update(family_name="over-h", given_names="Éve")
    return signed_in(supervisor)


def references(page):
    return [row["reference"] for row in page.context["rows"]]


def turned(page, way):
    link = re.search(rf'href="([^"]+)" rel="{way}"', page.content.decode())
    return link[1].replace("&amp;", "&") if link else ""


def whole(client, sort):
    text = client.get("/backlog/list.csv", {"sort": sort}).content.decode("utf-8-sig")
    return [row["Reference"] for row in csv.DictReader(io.StringIO(text))]


@pytest.mark.parametrize("sort", SORTS)
def test_forwards_and_backwards_the_pages_are_the_whole_list(client, sort):
    pages, page = [], client.get(LIST, {"sort": sort})
    while True:
        pages.append(references(page))
        if not (address := turned(page, "next")):
            break
        page = client.get(LIST + address)
    assert [ref for part in pages for ref in part] == whole(client, sort)
    assert len(pages) > 2
    assert all(len(part) == PAGE for part in pages[:-1])
    for part in reversed(pages[:-1]):
        page = client.get(LIST + turned(page, "prev"))
        assert references(page) == part
    assert turned(page, "prev") == ""


def test_no_name_is_in_an_address_and_a_filter_stays(client):
    for sort in ("name", "officer"):
        address = turned(client.get(LIST, {"sort": sort, "show": "overdue"}), "next")
        assert "show=overdue" in address
        assert not re.search("hollis|thorne|marsh|person", address, re.I)


def test_a_row_that_moves_between_two_pages_takes_nobody_with_it(client):
    """The last row of the page was visited: it goes far down the list, and the next page goes on where it stood."""
    first = client.get(LIST)
    wanted = whole(client, "risk")
    last = references(first)[-1]
    Deadline.objects.open().filter(nominal__reference=last).update(due_on=cast.TODAY + 90 * cast.DAY)
    after = references(client.get(LIST + turned(first, "next")))
    assert [ref for ref in after if ref != last] == wanted[PAGE : 2 * PAGE - 1]


def test_a_place_beyond_the_end_gives_the_first_page(client):
    page = client.get(LIST, {"after": "ZZZ~4~low~~"})
    assert references(page) == whole(client, "risk")[:PAGE]
    assert client.get(LIST, {"show": "due_today", "before": "ZZZ~4~low~2099-01-01~"}).status_code == 200


@pytest.mark.parametrize(
    "query",
    ["page=2", "after=x", "after=X~9~low~~", "after=X~0~purple~~", "after=X~0~low~2026-13-01~", "before=X~0~low~%00~",
     "sort=attempts&after=X~0~low~~many", "sort=seen&after=X~0~low~~soon", "sort=officer&after=X~0~low~~held",
     "after=" + "x" * 500],
)  # fmt: skip
def test_no_place_is_a_fault(client, query):
    assert client.get(f"{LIST}?{query}").status_code == 400


def test_as_many_queries_on_every_page(client):
    first = client.get(LIST)
    numbers = set()
    for address in (LIST, LIST + turned(first, "next"), LIST + turned(first, "next").replace("risk", "name")):
        with CaptureQueriesContext(connection) as counted:
            assert client.get(address).status_code == 200
        numbers.add(len(counted))
    assert len(numbers) == 1


def test_a_place_is_read_as_it_was_written(register, supervisor):
    rows = queries.fetch(queries.ordered(queries.cases(supervisor, cast.TODAY)), officers=True)
    for sort in ("risk", "due", "seen", "attempts", "district", "status"):
        for row in rows:
            place, *by, rank, due_on, reference = values(token(row, sort), sort, supervisor)
            assert (place, due_on, reference) == (row.place, row.due_on, row.reference)
            stored = {"risk": rank, "due": row.due_on, "seen": row.seen_on, "attempts": row.attempts or 0,
                      "district": row.district, "status": row.status}  # fmt: skip
            assert by == [stored[sort]]


@pytest.mark.parametrize("way", ["after", "before"])
def test_a_place_says_nothing_of_somebody_hidden(client, make_nominal, way):
    """Neither that the person exists, nor where in the alphabet they or their officer stand."""
    make_nominal("HIDDEN-1", family_name="Middle", restricted=True)
    for sort in ("name", "-name"):
        shown = [client.get(LIST, {"sort": sort, way: f"{ref}~0~high~~"}) for ref in ("HIDDEN-1", "NOBODY-1")]
        assert references(shown[0]) == references(shown[1]) == whole(client, sort)[:PAGE]


def test_nor_of_an_officer_of_another_force(client, foreigner):
    shown = [client.get(LIST, {"sort": "officer", "after": f"X~0~high~~{pk}"}) for pk in (foreigner.pk, 10**9, 10**18)]
    assert [references(page) for page in shown] == [whole(client, "officer")[:PAGE]] * 3


@pytest.mark.parametrize("sort", ["officer", "-officer"])
def test_a_case_that_changes_hands_between_two_pages_takes_nobody_with_it(client, officer, colleague, sort):
    first = client.get(LIST, {"sort": sort})
    wanted, last = whole(client, sort), references(first)[-1]
    for somebody in (None, colleague, officer):
        Nominal.objects.filter(reference=last).update(officer=somebody)
        after = references(client.get(LIST + turned(first, "next")))
        assert [ref for ref in after if ref != last] == [ref for ref in wanted[PAGE:] if ref != last][
            : len(after) - (last in after)
        ]
