"""Celery: the bell that wakes scheduled work up. The schedule below is all of it; PostgreSQL says what is owed."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Times are London's. A bell that nobody heard in time is dropped: the next one does the work.
BEAT_SCHEDULE = {
    "nightly-bell": {
        "task": "deadlines.tasks.nightly_bell",
        "schedule": crontab(minute="7"),
        "options": {"expires": 50 * 60},
    },
    "relay-bell": {
        "task": "common.tasks.relay_bell",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "packs-bell": {
        "task": "mappa.tasks.packs_bell",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "audit-seal": {
        "task": "audit.tasks.seal_bell",
        "schedule": 300.0,
        "options": {"expires": 280},
    },
    "heartbeat": {
        "task": "deadlines.tasks.heartbeat",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
}

app = Celery("register")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    beat_schedule=BEAT_SCHEDULE,
    worker_prefetch_multiplier=1,  # a heartbeat never waits behind a nightly run
    worker_max_tasks_per_child=500,
    worker_hijack_root_logger=False,  # one shape of log line everywhere
    worker_cancel_long_running_tasks_on_connection_loss=True,  # it will be delivered again, and the fence holds
    task_publish_retry=False,  # publishing fails at once; the next bell makes up for it
)
app.autodiscover_tasks()
