"""The beat schedule: a literal, whose tasks exist, and nothing on it that must not run twice."""

from importlib import import_module

from config.celery import app


def test_every_scheduled_task_exists():
    for entry in app.conf.beat_schedule.values():
        module, _, function = entry["task"].rpartition(".")
        assert hasattr(import_module(module), function), entry["task"]


def test_the_bell_rings_every_hour_and_the_heart_every_minute():
    tasks = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {"deadlines.tasks.nightly_bell", "deadlines.tasks.heartbeat"} <= tasks


def test_tasks_carry_ids_only():
    for entry in app.conf.beat_schedule.values():
        assert not entry.get("args")
        assert not entry.get("kwargs")
