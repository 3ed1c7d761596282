"""The record page leads on to the door sheet, to a plan and to an open enquiry, for whoever may use them."""

import datetime as dt

import pytest

from offenders.models import NominalAccess
from tests.caseloads import cast
from visits.models import PlannedVisit

pytestmark = pytest.mark.django_db
PAGE = "/nominals/OWN/"
LINKS = ("/nominals/OWN/door-sheet/", "/round/plan/?nominal=OWN")


def links(page):
    text = page.content.decode().replace("&amp;", "&")
    return [link for link in (*LINKS, "/nominals/OWN/whereabouts/") if f'href="{link}"' in text]


@pytest.fixture
def own(make_nominal):
    return make_nominal("OWN", seen=cast.TODAY - 30 * cast.DAY)


@pytest.mark.parametrize("who", ["officer", "colleague", "supervisor"])
def test_whoever_may_go_finds_the_way(own, signed_in, request, who):
    client = signed_in(request.getfixturevalue(who))
    assert links(client.get(PAGE)) == list(LINKS)
    for link in LINKS:
        assert client.get(link).status_code == 200


@pytest.mark.parametrize("who", ["inspector", "coordinator", "support"])
def test_others_are_offered_nothing_that_refuses_them(own, signed_in, request, who):
    assert links(signed_in(request.getfixturevalue(who)).get(PAGE)) == []


def test_not_where_the_record_is_open_read_only(own, signed_in, outsider):
    from django.contrib.auth.models import Permission

    NominalAccess.objects.create(
        content_object=own, user=outsider, kind="opened", permission=Permission.objects.get(codename="view_nominal")
    )
    assert links(signed_in(outsider).get(PAGE)) == []


def test_an_open_enquiry_and_what_is_planned(own, signed_in, officer, inspector):
    cast.attempt(own, cast.TODAY - cast.DAY, "address_vacated")
    PlannedVisit.objects.create(nominal=own, date=cast.TODAY + dt.timedelta(days=3), officers=["a.hollis"])
    PlannedVisit.objects.create(nominal=own, date=cast.TODAY - dt.timedelta(days=3), officers=["a.hollis"])
    cast.work_out()
    client = signed_in(officer)
    page = client.get(PAGE)
    assert links(page)[-1] == "/nominals/OWN/whereabouts/"
    assert client.get(links(page)[-1]).status_code == 200
    assert page.content.decode().count("Visit planned for") == 1
    assert links(signed_in(inspector).get(PAGE)) == ["/nominals/OWN/whereabouts/"]
