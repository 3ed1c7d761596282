"""Lists keep their query budgets with every kind of exception and bars in play: as many queries for many as for one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.clock import today
from deadlines.models import Alert
from offenders.models import AccessKind, Bar, NominalAccess, PlanInterval, RiskLevel

pytestmark = pytest.mark.django_db
OPENS = ("cover", "transfer", "meeting", "named", "opened")


@pytest.fixture
def exceptions(make_nominal, outsider, officer, supervisor, world):
    """Makes a record of each kind, and a barred one, for the officer and the supervisor."""
    permission = Permission.objects.get(content_type__app_label="offenders", codename="view_nominal")

    def make(times: int) -> None:
        on = today()
        for number in range(times):
            for kind in AccessKind.values:
                south = {"officer": outsider, "team": world.south, "restricted": kind == "named"}
                nominal = make_nominal(on=on, seen=on - dt.timedelta(days=400), **south)
                _owed(nominal, officer, on)
                for user in (officer, supervisor):
                    NominalAccess.objects.create(
                        user=user, content_object=nominal, permission=permission, kind=kind, reason="Needed"
                    )
            barred = make_nominal(on=on, seen=on - dt.timedelta(days=400 + number))
            _owed(barred, officer, on)
            for user in (officer, supervisor):
                Bar.objects.create(nominal=barred, user=user, reason="Conflict", recorded_by=outsider)

    return make


def _owed(nominal, officer, on) -> None:
    """Something to approve, and an alert."""
    RiskLevel.objects.create(nominal=nominal, level="low", effective_from=on, reason="x", recorded_by=officer)
    PlanInterval.objects.create(
        nominal=nominal, value=2, unit="weeks", effective_from=on, reason="x", recorded_by=officer
    )
    deadline = nominal.deadlines.first()
    Alert.objects.create(
        nominal=nominal, recipient=officer, stage="overdue", kind=deadline.kind, due_on=deadline.due_on, raised_on=on
    )


PAGES = [
    ("officer", "/caseload/?show=all"),
    ("officer", "/alerts/"),
    ("officer", "/nominals/"),
    ("supervisor", "/nominals/"),
    ("supervisor", "/backlog/"),
    ("supervisor", "/backlog/list/"),
    ("supervisor", "/approvals/"),
    ("supervisor", "/opened/"),
]


def ask(client, address):
    """The page; the search, which is sent as a form, over the whole force."""
    found = {"name": "Larkmoor", "whole_force": "on"}
    return client.post(address, found) if address == "/nominals/" else client.get(address)


@pytest.mark.parametrize(("who", "address"), PAGES)
def test_no_list_asks_more_for_more_exceptions(who, address, exceptions, signed_in, request):
    client = signed_in(request.getfixturevalue(who))
    counts = []
    for times in (1, 2):
        exceptions(times)
        ask(client, address)
        with CaptureQueriesContext(connection) as captured:
            response = ask(client, address)
        assert response.status_code == 200
        counts.append([query["sql"] for query in captured])
    assert len(counts[0]) == len(counts[1]), "\n".join(counts[1])
    assert len(counts[1]) <= 40


def test_the_search_finds_what_the_exceptions_open_and_no_more(exceptions, signed_in, officer):
    exceptions(1)
    opened = set(
        NominalAccess.objects.filter(user=officer, kind__in=OPENS).values_list("content_object__reference", flat=True)
    )
    shut = set(Bar.objects.values_list("nominal__reference", flat=True))
    body = signed_in(officer).post("/nominals/", {"name": "Larkmoor"}).content.decode()
    assert {reference for reference in opened | shut if reference in body} == opened
