"""Every address × role × way of standing to a record × method, against the hand-written table (trust A2, E2).

Each cell has its exact status; no body shows the canary of a record that the role may not know; none is a fault; and a
body that shows a canary was preceded by an event about that record.

`make test` walks a cover of the product (`cover`): each address that a role may use, with GET and POST, for every way
in which a record is closed and one of each kind of way in which it is open, and further ones where the table answers
otherwise. Which one stands for its kind goes round with the addresses, so that all of them are walked. Where the
answer cannot depend on the record (a role that may not use the address at all, a method that no view serves) one
record stands for all; and HEAD, which is GET without its body whoever asks, goes round with the addresses among the
roles. `make access` walks every cell.
"""

from __future__ import annotations

import logging
import re

import pytest
from django.db import transaction
from django.test import Client
from django.test.client import FakePayload
from django.urls import resolve, reverse

from accounts import urlpolicy
from audit.models import Event
from tests.fixtures import WHY
from tests.guards import access_table as table
from tests.guards.registers import standing_to
from tests.guards.test_url_policy import all_routes

pytestmark = pytest.mark.django_db
METHODS = ("GET", "HEAD", "POST", "PUT")
SLICES = 3  # of the addresses of a role: so two workers share the walk evenly
ROLE_SLICES = [(role, part) for role in table.ROLES for part in range(SLICES if role in "OSIUC" else 1)]


CLOSED = ("foreign", "restricted", "barred")
BY_COLUMNS = {"team": ("own", "team", "briefed"), "force": ("force", "own", "opened", "team", "covered", "briefed")}
BY_EXCEPTION = {"team": (("named", "covered"), ("opened",), ("force",)), "force": (("named",),)}


def kinds(role):
    """The ways of standing that open or close a record by the same part of the rule, for a role."""
    if role == "N":
        return [(relation,) for relation in table.RELATIONS]
    scope = "force" if role in "IC" else "team"
    return [BY_COLUMNS[scope], *BY_EXCEPTION[scope], *((relation,) for relation in CLOSED)]


def in_turn(roles, number):
    """The role that asks the address of that number with HEAD."""
    return tuple(roles)[number % len(roles)]


def cover(role):
    """The cells of a role that `make test` walks: route, relation, method."""
    for number, (route, rule) in enumerate(table.RECORDS.items()):
        if role not in rule.roles:
            yield route, "own", "GET"
            yield route, "own", "POST"
            continue
        for kind in kinds(role):
            answers = {}
            for relation in kind[number % len(kind) :] + kind[: number % len(kind)]:
                answer = tuple(table.outcome(route, role, relation, method) for method in ("GET", "POST"))
                if answers.setdefault(answer, relation) == relation:
                    yield route, relation, "GET"
                    yield route, relation, "POST"
        if role == in_turn(rule.roles, number):
            yield route, "own", "HEAD"
        yield route, "own", "PUT"


def whole(role):
    """Every cell of a role."""
    for route in table.RECORDS:
        for relation in table.RELATIONS:
            for method in METHODS:
                yield route, relation, method


@pytest.fixture(autouse=True)
def quiet():
    """Every refusal is a line in the process log with its traceback; thousands of them cost more than the requests."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


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


def ask(client: Client, method: str, path: str, events_before: int):
    """One request, undone afterwards. The status, the body, the subjects of each event where they matter.

    Straight to the handler: the client's own way copies every template's context, which doubles the time.
    """
    environ = client._base_environ(
        PATH_INFO=path, REQUEST_METHOD=method, CONTENT_TYPE="application/x-www-form-urlencoded", CONTENT_LENGTH="0",
        **{"wsgi.input": FakePayload(b"")},
    )  # fmt: skip
    with transaction.atomic():
        response = client.handler(environ)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        events = []
        if response.status_code == 404 or b"Canary" in body:
            events = list(Event.objects.filter(id__gt=events_before).values_list("subjects", flat=True))
        transaction.set_rollback(True)
    return response.status_code, body.decode(errors="replace"), events


def say_why(client: Client, path: str) -> None:
    """The reason that a restricted record asks for once a session."""
    response = client.get(path)
    if response.status_code == 302:
        client.post(response["Location"], WHY)


def last_event() -> int:
    """Where the log ends before the walk: whatever a cell adds is undone with it."""
    return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0


def walk(role, cells, world, others, people):
    """What is wrong with some cells of a role."""
    user = people[role]
    records = {relation: standing_to(user, relation, world, others) for relation in table.RELATIONS}
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    say_why(client, "/nominals/R-NAMED/")
    before = last_event()
    for route, relation, method in cells:
        cell = f"{route} {role} {relation} {method}"
        status, body, events = ask(client, method, reverse(route, kwargs=records[relation].of(route)), before)
        expected = table.outcome(route, role, relation, method)
        if status != expected:
            yield f"{cell}: {status}, not {expected}"
        yield from (f"{cell}: {fault}" for fault in _seen(route, role, records, relation, status, body, events))


@pytest.mark.parametrize(("role", "part"), ROLE_SLICES)
def test_records(role, part, world, others, people):
    parts = SLICES if (role, 1) in ROLE_SLICES else 1
    mine = set(list(table.RECORDS)[part::parts])
    wrong = list(walk(role, (cell for cell in cover(role) if cell[0] in mine), world, others, people))
    assert not wrong, "\n".join(wrong)


@pytest.mark.matrix
@pytest.mark.parametrize("role", table.ROLES)
def test_every_cell(role, world, others, people):
    wrong = list(walk(role, whole(role), world, others, people))
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


def page_cells(role, every):
    """The cells of a role on pages about no single record: all, or those that `make test` walks: route, method."""
    for number, (route, roles) in enumerate(table.PAGES.items()):
        for method in METHODS:
            if every or method != "HEAD" or role == in_turn(roles, number):
                yield route, method


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.matrix)], ids=["cover", "every"])
@pytest.mark.parametrize("role", table.ROLES)
def test_pages(role, every, world, others, people):
    from accounts.models import Absence

    user = people[role]
    records = {relation: standing_to(user, relation, world, others) for relation in table.RELATIONS}
    absence = Absence.objects.create(officer=others["north"], kind="leave", from_on="2026-01-01", to_on="2030-01-01")
    arguments = {
        "caseloads:of": {"username": others["north"].username},
        "deadlines:set_policy": {"key": "visit_interval"},
        "supervision:one_to_one": {"username": others["north"].username},
        "supervision:void_talk": {"username": others["north"].username, "pk": 0},
        **{f"supervision:{name}": {"pk": 0} for name in ("sample", "check", "decide", "findings", "follow_up")},
        "simulator:trial": {"pk": 0},
        "simulator:start_again": {"pk": 0},
        "account_reset_password_from_key": {"uidb36": "1", "key": "none"},
        "caseloads:end_cover": {"pk": absence.pk, "cover_pk": 0},
        "transfers:answer": {"pk": 0},
        "risk:csods_case": {"pk": 0},
        "risk:csods_step": {"pk": 0, "step": "checks"},
        **{
            f"mappa:{name}": {"meeting_ref": "NONE"}
            for name in (
                "meeting",
                "edit_meeting",
                "plan_again",
                "check_minutes",
                "paper_form",
                "cancel_meeting",
                "hold",
                "invite",
                "attendance",
                "finalise",
                "agenda",
                "agenda_pdf",
                "agenda_docx",
                "agenda_pdf_below",
                "agenda_docx_below",
                "build_agenda",
                "add_case",
                "arrange_agenda",
                "packs",
            )
        },
        **{f"mappa:{name}": {"meeting_ref": "NONE", "item_id": 0} for name in ("decide_sharing", "take_off")},
        "mappa:issue_pack": {"meeting_ref": "NONE", "number": 1},
        "mappa:record_copy": {"meeting_ref": "NONE", "number": 1, "recipient_id": 0},
        "mappa:pack_file": {"meeting_ref": "NONE", "number": 1, "kind": "pdf"},
        "mappa:uninvite": {"meeting_ref": "NONE", "pk": 0},
        "mappa:add_agency": {"area_id": 0},
        **{f"mappa:{name}": {"pk": 0} for name in ("agency", "add_contact", "contact")},
        **{f"workday:{name}": {"pk": 0} for name in ("change_plan", "cancel_plan", "delete_view")},
        **{
            f"caseloads:{name}": {"pk": absence.pk}
            for name in ("absence", "change_absence", "back_at_work", "void_absence", "arrange_cover")
        },
    }
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    wrong, before = [], last_event()
    for route, method in page_cells(role, every):
        status, body, events = ask(client, method, reverse(route, kwargs=arguments.get(route)), before)
        get, post, put = table.PAGES[route].get(role, (403, 403, 403))
        expected = {"POST": post, "PUT": put}.get(method, get)
        if status != expected:
            wrong.append(f"{route} {role} {method}: {status}, not {expected}")
        wrong += [f"{route} {role} {method}: {f}" for f in _seen(route, role, records, "own", 200, body, events)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", "OSICUXN")
def test_the_reference_data_pages_are_the_administrators(role, people):
    client = Client()
    client.force_login(people[role], backend="django.contrib.auth.backends.ModelBackend")
    for name in ("index", "accounts_user_changelist", "accounts_force_add", "common_bankholiday_changelist"):
        for method in METHODS:
            assert ask(client, method, reverse(f"admin:{name}"), 0)[0] == 403


def test_the_size_of_the_matrix(capsys):
    walked, every = (
        sum(len(list(cells(role))) + len(list(page_cells(role, all_of_them))) for role in table.ROLES)
        for cells, all_of_them in ((cover, False), (whole, True))
    )
    with capsys.disabled():
        print(f"\naccess matrix: {len(table.RECORDS)} + {len(table.PAGES)} addresses, {walked:,} of {every:,} cells")
    assert every > 30_000
    assert walked > 5_000


@pytest.mark.parametrize("role", table.ROLES)
def test_the_cover_leaves_nothing_out_that_the_table_tells_apart(role):
    """Every way of standing is in one kind, walked at some address, and each address gets every answer that it has."""
    kept = set(cover(role))
    assert sorted(relation for kind in kinds(role) for relation in kind) == sorted(table.RELATIONS)
    if any(role in rule.roles for rule in table.RECORDS.values()):
        assert {relation for _, relation, _ in kept} == set(table.RELATIONS)
    for method in ("GET", "POST"):
        answers = {
            (route, table.outcome(route, role, way, method)) for route in table.RECORDS for way in table.RELATIONS
        }
        walked = {(route, table.outcome(route, role, way, asked)) for route, way, asked in kept if asked == method}
        assert answers == walked


def test_every_address_is_asked_with_head():
    asked = {route for role in table.ROLES for route, _, method in cover(role) if method == "HEAD"}
    asked |= {route for role in table.ROLES for route, method in page_cells(role, False) if method == "HEAD"}
    assert asked == set(table.RECORDS) | set(table.PAGES)
