"""The beat schedule: its tasks exist, ring as often as they should, and carry nothing."""

import datetime as dt
from importlib import import_module

from config.celery import app


def test_every_scheduled_task_exists():
    for entry in app.conf.beat_schedule.values():
        module, _, function = entry["task"].rpartition(".")
        assert hasattr(import_module(module), function), entry["task"]


def entry_of(task):
    (entry,) = [entry for entry in app.conf.beat_schedule.values() if entry["task"] == task]
    return entry["schedule"]


def test_the_bell_rings_every_hour_and_the_heart_every_minute():
    bell = entry_of("deadlines.tasks.nightly_bell")
    assert (len(bell.minute), bell.hour, len(bell.day_of_week)) == (1, set(range(24)), 7)
    heart = entry_of("deadlines.tasks.heartbeat")
    assert getattr(heart, "run_every", heart) in (60, 60.0, dt.timedelta(minutes=1))


def test_tasks_carry_ids_only():
    for entry in app.conf.beat_schedule.values():
        assert not entry.get("args")
        assert not entry.get("kwargs")
