"""The web server's settings: `gunicorn -c python:config.gunicorn config.wsgi`."""

import os
from pathlib import Path

from config.env import environment

_here = environment()

bind = f"[{_here.host}]:{_here.port}" if ":" in _here.host else f"{_here.host}:{_here.port}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
preload_app = True  # imported once, and a fault in it stops the start instead of every worker
worker_class = "gthread"
threads = 4
timeout = 60  # seconds; a worker that is silent for longer is replaced
graceful_timeout = 8
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a disk that is busy stops no heartbeat
proc_name = "register"
accesslog = None  # who saw what is the audit log's business
logconfig_dict = {
    **_here.logging,
    "loggers": {**_here.logging["loggers"], "gunicorn.error": {"handlers": [], "level": "INFO", "propagate": True}},
}
