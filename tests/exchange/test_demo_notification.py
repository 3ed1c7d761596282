"""The demonstration's disposals, notifications, failures and reviews: there, believable, the same for the same seed."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import transaction

from deadlines.models import Deadline
from exchange import demo
from notification.models import Disposal, Failure, Notification, Review

ON = dt.date(2026, 11, 20)


@pytest.fixture
def small(db) -> demo.Loaded:
    return demo.load(on=ON, password="not-a-secret-here", nominals=240)


def test_the_notification_columns_are_full_and_believable(small, capsys):
    out = io.StringIO()
    call_command("export_register", as_of=ON.isoformat(), stdout=out, skip_checks=True)
    rows = list(csv.DictReader(io.StringIO(out.getvalue() or capsys.readouterr().out)))
    subject = Counter(row["subject_to_notification"] for row in rows)
    assert subject["yes"] > 0.9 * len(rows)
    categories = {row["notification_category"] for row in rows}
    assert {"indefinite", "10y", "7y", "5y"} <= categories
    dated = [row["notification_ends_on"] for row in rows if row["notification_ends_on"] not in ("", "indefinite")]
    assert all(day >= ON.isoformat() for day in dated)
    assert len(set(dated)) > len(dated) / 2


def test_most_are_in_time_some_are_not_and_nothing_lies_ahead(small):
    assert Disposal.objects.count() > 200
    assert Notification.objects.exclude(station="").count() > 400
    late = Deadline.objects.overdue(ON).filter(kind__in=("initial_notification", "periodic_notification"))
    assert late.count() < 15
    for model, field in ((Disposal, "event_on"), (Notification, "notified_on"), (Failure, "found_on")):
        assert not model.objects.filter(**{f"{field}__gt": ON}).exists()
    for review in Review.objects.all():
        row = Disposal.objects.get(nominal=review.nominal)
        assert (ON - row.event_on).days > 16 * 365  # so that an application could be made


def test_the_same_seed_gives_the_same_requirements(db):
    def held() -> list:
        with transaction.atomic():
            demo.load(on=ON, password="not-a-secret-here", nominals=120, seed=5)
            found = [
                sorted(Disposal.objects.values_list("disposal_ref", "event_on", "outcome", "term_value")),
                sorted(Notification.objects.exclude(notified_on=None).values_list("notification_ref", "notified_on")),
                sorted(Failure.objects.values_list("nominal__reference", "found_on", "kind")),
            ]
            transaction.set_rollback(True)
        return found

    first = held()
    assert held() == first
