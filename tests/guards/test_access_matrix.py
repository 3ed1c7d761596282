"""Every address × role × way of standing to a record × method, against the hand-written table (trust A2, E2).

Each cell has its exact status; no body shows the canary of a record that the role may not know; none is a fault; and a
body that shows a canary was preceded by an event about that record.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.db import transaction
from django.test import Client
from django.test.client import FakePayload
from django.urls import resolve, reverse

from accounts import urlpolicy
from audit.models import Event
from tests.guards import access_table as table
from tests.guards.registers import standing_to
from tests.guards.test_url_policy import all_routes

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]
METHODS = ("GET", "HEAD", "POST", "PUT")
SIZE: Counter[str] = Counter()


@pytest.fixture
def others(world):
    make = world.person
    return {
        "north": make("o.north", "offender_manager", team=world.north),
        "other": make("o.other", "offender_manager", team=world.north),
        "spare": make("o.spare", "offender_manager", team=world.south),
        "barred": make("o.barred", "offender_manager", team=world.north),
        "south": make("o.south", "offender_manager", team=world.south),
        "far": make("o.far", "offender_manager", team=world.far),
        "inspector": make("o.inspector", "inspector"),
    }


@pytest.fixture
def people(world):
    return {
        letter: world.person(f"m.{role}", role, team=None if letter in "ICAX" else world.north)
        for letter, role in table.ROLES.items()
    }


def test_every_address_is_in_the_table():
    named = {name for name, spaces in all_routes() if "admin" not in spaces}
    assert named == set(table.RECORDS) | set(table.PAGES)


def ask(client: Client, method: str, path: str):
    """One request, undone afterwards. The status, the body, the subjects of each event.

    Straight to the handler: the client's own way copies every template's context, which doubles the time.
    """
    environ = client._base_environ(
        PATH_INFO=path, REQUEST_METHOD=method, CONTENT_TYPE="application/x-www-form-urlencoded", CONTENT_LENGTH="0",
        **{"wsgi.input": FakePayload(b"")},
    )  # fmt: skip
    with transaction.atomic():
        before = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
        response = client.handler(environ)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        events = list(Event.objects.filter(id__gt=before).values_list("subjects", flat=True))
        transaction.set_rollback(True)
    return response.status_code, body.decode(errors="replace"), events


@pytest.mark.parametrize("role", table.ROLES)
def test_records(role, world, others, people):
    user = people[role]
    records = {relation: standing_to(user, relation, world, others) for relation in table.RELATIONS}
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    wrong = []
    for route in table.RECORDS:
        for relation, record in records.items():
            path = reverse(route, kwargs=record.of(route))
            for method in METHODS:
                cell = f"{route} {role} {relation} {method}"
                status, body, events = ask(client, method, path)
                expected = table.outcome(route, role, relation, method)
                if status != expected:
                    wrong.append(f"{cell}: {status}, not {expected}")
                wrong += [f"{cell}: {fault}" for fault in _seen(route, role, records, relation, status, body, events)]
                SIZE[role] += 1
    assert not wrong, "\n".join(wrong)


def _seen(route, role, records, relation, status, body, events):
    """What a body shows and offers, and whether it is on the log."""
    if status == 200 and relation in table.READ_ONLY.get(role, ()):
        path = f"/nominals/{records[relation].nominal.reference}/"
        for address in set(re.findall(rf'(?:href|action)="({path}[^"?#]*)', body)):
            found = resolve(address)
            if urlpolicy.rule_for(found.view_name, found.namespaces).writes:
                yield f"offers {address} where it is read-only"
    for other, record in records.items():
        if record.canary in body:
            if not table.shows(route, role, other):
                yield f"shows {other}"
            if not any(record.nominal.reference in subjects for subjects in events):
                yield f"shows {other} without an event"
    if status == 404 and relation not in table.READS[role] and not any(events):
        yield "a refusal that is not on the log"


@pytest.mark.parametrize("role", table.ROLES)
def test_pages(role, world, others, people):
    from accounts.models import Absence

    user = people[role]
    records = {relation: standing_to(user, relation, world, others) for relation in table.RELATIONS}
    absence = Absence.objects.create(officer=others["north"], kind="leave", from_on="2026-01-01", to_on="2030-01-01")
    arguments = {
        "caseloads:of": {"username": others["north"].username},
        "deadlines:set_policy": {"key": "visit_interval"},
        "simulator:trial": {"pk": 0},
        "simulator:start_again": {"pk": 0},
        "account_reset_password_from_key": {"uidb36": "1", "key": "none"},
        "caseloads:end_cover": {"pk": absence.pk, "cover_pk": 0},
        **{f"workday:{name}": {"pk": 0} for name in ("change_plan", "cancel_plan", "delete_view")},
        **{
            f"caseloads:{name}": {"pk": absence.pk}
            for name in ("absence", "change_absence", "back_at_work", "void_absence", "arrange_cover")
        },
    }
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    wrong = []
    for route, roles in table.PAGES.items():
        for method in METHODS:
            status, body, events = ask(client, method, reverse(route, kwargs=arguments.get(route)))
            get, post, put = roles.get(role, (403, 403, 403))
            expected = {"POST": post, "PUT": put}.get(method, get)
            if status != expected:
                wrong.append(f"{route} {role} {method}: {status}, not {expected}")
            wrong += [f"{route} {role} {method}: {f}" for f in _seen(route, role, records, "own", 200, body, events)]
            SIZE[role] += 1
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", "OSICUXN")
def test_the_reference_data_pages_are_the_administrators(role, people):
    client = Client()
    client.force_login(people[role], backend="django.contrib.auth.backends.ModelBackend")
    for name in ("index", "accounts_user_changelist", "accounts_force_add", "common_bankholiday_changelist"):
        for method in METHODS:
            assert ask(client, method, reverse(f"admin:{name}"))[0] == 403
            SIZE[role] += 1


def test_the_size_of_the_matrix(capsys):
    cells = len(table.ROLES) * len(METHODS) * (len(table.RECORDS) * len(table.RELATIONS) + len(table.PAGES))
    with capsys.disabled():
        print(f"\naccess matrix: {len(table.RECORDS)} + {len(table.PAGES)} addresses, {cells:,} cells")
    assert cells > 10_000
