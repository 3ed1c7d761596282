"""Every address that takes a form comes, by its source, to something that writes an audit event (trust E1).

`tests.fixtures.client` fails a test in which a form was taken without an event; that sees only what some test sends.
This sees every address: whoever adds one whose form is saved past the actions finds it here.
"""

from __future__ import annotations

import inspect

import pytest
from django.urls import URLResolver, get_resolver

from tests.guards import access_table as table
from tests.guards.calls import mentions_of, reached

RECORD = ("audit.events", "record")
# What is taken without coming to an action that records, and where it is recorded, or why it is not.
BY_HAND = {
    "account_login": "signed in, refused: accounts.adapter",
    "account_logout": "signed out: a receiver in accounts.apps",
    "account_change_password": "changed: a receiver in accounts.apps",
    "account_reauthenticate": "given again: accounts.adapter",
    "account_reset_password": "the same answer for an address that no account has",
    "account_reset_password_from_key": "changed: a receiver in accounts.apps",
    "account_why": "the reason is in the event of what it was asked for",
    "auditing:export": "a disclosure, recorded by the view as it reads",
    "deadlines:run_now": "recorded by the view: it asks the worker and keeps nothing",
    "notification:calculate": "nothing is kept; that the record was read is recorded",
    "offenders:merge": "leads to the page that compares; that both were read is recorded",
    "offenders:search": "a consultation, recorded by the view",
    "simulator:start_again": "recorded by the view: the same trial once more",
    "supervision:try_move": "nothing is kept; that the cases were read is recorded",
    "visits:preview": "nothing is kept",
}


def taking_forms() -> set[str]:
    """By the hand-written table: an address where somebody's POST is answered with anything but 405."""
    records = {
        name for name, rule in table.RECORDS.items() if {rule.post, *(post for _, post in rule.also.values())} - {405}
    }
    return records | {name for name, roles in table.PAGES.items() if any(post != 405 for _, post, _ in roles.values())}


def views(patterns, spaces=()):
    """Each address by its name, and where its view is defined."""
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry.url_patterns, (*spaces, entry.namespace) if entry.namespace else spaces)
        elif entry.name:
            view = inspect.unwrap(entry.callback)
            yield ":".join((*spaces, entry.name)), (view.__module__, view.__name__)


def recorders(view) -> set[tuple[str, str]]:
    """What writes an event and can be come to from a view, other than the views that note what was read."""
    return {
        place
        for place in reached(view)
        if RECORD in mentions_of(place) and not {"views", "presenters"} & set(place[0].split("."))
    }


def test_every_form_comes_to_what_records_it():
    forms, found = taking_forms(), dict(views(get_resolver().url_patterns))
    assert len(forms) > 150
    ours = {name: view for name, view in found.items() if name in forms and not name.startswith("account_")}
    silent = {name for name, view in ours.items() if not recorders(view)}
    silent |= {name for name in forms if name.startswith("account_")}
    assert silent == set(BY_HAND)


@pytest.mark.parametrize(
    ("view", "records"),
    [
        (("offenders.views.record", "record"), False),
        (("caseloads.views.backlog", "backlog"), False),
        (("visits.views.log", "preview"), False),
        (("offenders.views.facts", "add_address"), True),
        (("risk.views.csods", "step"), True),
    ],
)
def test_a_page_that_only_reads_is_told_from_one_that_saves(view, records):
    assert bool(recorders(view)) == records
