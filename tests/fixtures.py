"""The cast: invented people who sign in, and makers of nominals with their facts."""

from __future__ import annotations

import datetime as dt
import itertools
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.urls import resolve

from accounts.models import Force, Team, User
from offenders.models import Address, Nominal, RiskLevel
from offenders.search import search_key
from visits.models import Visit

PASSWORD = "correct-horse-battery"
_numbers = itertools.count(1)


class World:
    """Two forces and their teams, made once a test on demand."""

    def __init__(self) -> None:
        self.force = Force.objects.create(name="Northshire Police")
        self.other_force = Force.objects.create(name="Southmere Police")
        self.north = Team.objects.create(force=self.force, name="North")
        self.south = Team.objects.create(force=self.force, name="South")
        self.far = Team.objects.create(force=self.other_force, name="Coast")

    def person(self, username: str, role: str, *, team: Team | None = None, force: Force | None = None, **more) -> User:
        """An account with the test password."""
        force = force or (team.force if team else self.force)
        return User.objects.create_user(
            username,
            PASSWORD,
            full_name=more.pop("full_name", username.replace(".", " ").title()),
            email=f"{username}@example.org",
            role=role,
            force=force,
            team=team,
            **more,
        )


@pytest.fixture
def world(db) -> World:
    return World()


@pytest.fixture
def officer(world) -> User:
    """Manages most nominals of these tests; team North."""
    return world.person("a.hollis", "offender_manager", team=world.north)


@pytest.fixture
def colleague(world) -> User:
    """In the same team as the officer."""
    return world.person("b.thorne", "offender_manager", team=world.north)


@pytest.fixture
def outsider(world) -> User:
    """Same force, another team."""
    return world.person("c.vale", "offender_manager", team=world.south)


@pytest.fixture
def foreigner(world) -> User:
    """Another force."""
    return world.person("d.moor", "offender_manager", team=world.far)


@pytest.fixture
def supervisor(world) -> User:
    return world.person("e.marsh", "supervisor", team=world.north)


@pytest.fixture
def other_supervisor(world) -> User:
    return world.person("f.reed", "supervisor", team=world.north)


@pytest.fixture
def inspector(world) -> User:
    return world.person("g.stone", "inspector")


@pytest.fixture
def coordinator(world) -> User:
    return world.person("h.coombe", "mappa_coordinator")


@pytest.fixture
def support(world) -> User:
    return world.person("i.field", "unit_support", team=world.north)


@pytest.fixture
def administrator(world) -> User:
    return world.person("j.lock", "administrator")


@pytest.fixture
def auditor(world) -> User:
    return world.person("k.glass", "auditor")


@pytest.fixture
def neighbourhood(world) -> User:
    return world.person("l.lane", "neighbourhood", team=world.north)


@pytest.fixture
def make_nominal(world, officer):
    """A nominal of the officer's with a level and a last visit; keyword arguments override."""

    def make(
        reference: str = "",
        *,
        level: str | None = "high",
        seen: dt.date | None = None,
        address: str | None = "4 Sample Street",
        postcode: str = "ZZ1 1AA",
        on: dt.date | None = None,
        **fields,
    ) -> Nominal:
        number = next(_numbers)
        registered = fields.pop("registered_on", dt.date(2019, 3, 4))
        family, given = fields.pop("family_name", "Larkmoor"), fields.pop("given_names", "Ash")
        nominal = Nominal.objects.create(
            reference=reference or f"T-{number:04}",
            family_name=family,
            given_names=given,
            search_name=fields.pop("search_name", search_key(family, given)),
            date_of_birth=fields.pop("date_of_birth", dt.date(1979, 6, 11)),
            sex=fields.pop("sex", "male"),
            force=fields.pop("force", world.force),
            team=fields.pop("team", world.north),
            officer=fields.pop("officer", officer),
            lead_agency=fields.pop("lead_agency", "probation"),
            registered_on=registered,
            **fields,
        )
        if address is not None:
            Address.objects.create(nominal=nominal, kind="home", address=address, postcode=postcode)
        if level is not None:
            day = registered or dt.date(2019, 3, 4)
            RiskLevel.objects.create(nominal=nominal, level=level, effective_from=day, approved=True, approved_on=day)
        if seen is not None:
            Visit.objects.create(nominal=nominal, date=seen, outcome="seen_at_address", officers=[officer.username])
        if on is not None:
            from deadlines.reconcile import batch_for, reconcile_batch

            reconcile_batch(batch_for(on, ids=[nominal.pk]))
        return nominal

    return make


class Reader(Client):
    """A browser whose user says why where the product asks for a reason, and then goes on with what they did."""

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.written: dict[str, bool] = {}
        """The routes that took a form, each with whether an event was written when it did."""

    def generic(self, method, path, data="", *arguments, **named):
        """One request; where it leads to the form that asks why, the form is answered and the request sent again."""
        if method != "POST":
            return self._asked(method, path, data, *arguments, **named)
        events = []

        def watch(execute, sql, parameters, many, context):
            if "audit_record(" in str(sql):
                events.append(parameters[0])
            return execute(sql, parameters, many, context)

        with connection.execute_wrapper(watch):
            response = self._asked(method, path, data, *arguments, **named)
        if response.status_code in (204, 302, 303) and not response.get("Location", "").startswith(
            ("/why/", "/sign-in")
        ):
            route = resolve(path.split("?")[0]).view_name
            self.written[route] = self.written.get(route, False) or bool(events)
        return response

    def _asked(self, method, path, data, *arguments, **named):
        response = super().generic(method, path, data, *arguments, **named)
        if response.status_code == 302 and response["Location"].startswith("/why/"):
            say_why(super(), response)
            response = super().generic(method, path, data, *arguments, **named)
        return response


# What is taken without an event: it is about no nominal and nobody's rights, and tells nobody anything.
WITHOUT_EVENT = {
    "account_why",  # the reason is in the event of what it was asked for
    "account_reset_password",  # the same answer for an address that no account has
    "visits:discard_draft",  # one's own unsaved words
    "workday:save_view",  # one's own filters, by a name
    "workday:delete_view",
}
WHY = {"purpose": "check", "reason": "To see that it is right"}


def say_why(client, response):
    """Answer the form to which a response leads; gives the answer to it."""
    body = urlencode(WHY)
    return client.generic("POST", response["Location"], body, "application/x-www-form-urlencoded")


@pytest.fixture
def client():
    """Django's client, in the hands of a `Reader`. Every form that was taken must have written an event (trust E1)."""
    reader = Reader()
    yield reader
    silent = {route for route, written in reader.written.items() if not written} - WITHOUT_EVENT
    assert not silent, f"taken without an event: {sorted(silent)}"


@pytest.fixture
def signed_in(client):
    """`signed_in(user)` gives the client signed in as that person."""

    def sign_in(user: User):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
