"""How a process comes by the embedded services: register as a user, start the keeper if there is none, wait."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from config.embedded.errors import ServiceError, tail
from config.embedded.locks import FileLock, is_locked
from config.embedded.state import Paths, Services, load_running, load_secrets, make_folder

PROJECT = Path(__file__).resolve().parents[2]
START_SECONDS = 90.0  # a first start makes the database cluster; a slow disk may need a while

_guard = threading.RLock()
_users: dict[Path, FileLock] = {}


def ensure(data_dir: Path) -> Services:
    """Return the running services of that data folder, starting them if need be; this process becomes a user."""
    with _guard:
        paths = Paths(data_dir)
        _register(paths)
        services = _running(paths)
        return services or _start(paths)


def release(data_dir: Path, *, wait: float = 0) -> bool:
    """Stop being a user; wait up to so many seconds for the keeper to end. Return whether it has."""
    with _guard:
        if lock := _users.pop(data_dir, None):
            lock.drop()
    keeper = Paths(data_dir).keeper_lock
    deadline = time.monotonic() + wait
    while (running := is_locked(keeper)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not running


def look(data_dir: Path) -> Services | None:
    """Return the services if they are running; start nothing and become no user."""
    return _running(Paths(data_dir))


def in_use(data_dir: Path) -> bool:
    """Whether this process is a user of the services, or any keeper runs for that folder."""
    return data_dir in _users or is_locked(Paths(data_dir).keeper_lock)


def _register(paths: Paths) -> None:
    if paths.data_dir not in _users:
        make_folder(paths)
        lock = FileLock(paths.users_lock)
        lock.take(shared=True)  # waits while a keeper that found nobody is shutting down
        _users[paths.data_dir] = lock


def _running(paths: Paths) -> Services | None:
    """Return what runs now, if a live keeper has said that both services answer."""
    if not is_locked(paths.keeper_lock):
        return None
    said = load_running(paths)
    if not said or "error" in said or not _alive(said["keeper_pid"]):
        return None
    return Services(**said)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _start(paths: Paths) -> Services:
    """Start a keeper, one process at a time, and wait for its word.

    A keeper that is just ending may still be there for a moment: it is waited for, and then there is a new one.
    """
    start = FileLock(paths.start_lock)
    if not start.take(wait=START_SECONDS):
        raise ServiceError(f"The embedded services did not start within {START_SECONDS:.0f} seconds.")
    spawned = False
    try:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if services := _running(paths):
                if services.notice:
                    print(f"Note: {services.notice}", file=sys.stderr)
                return services
            if not is_locked(paths.keeper_lock):
                if spawned:
                    raise ServiceError(_last_words(paths))
                paths.running.unlink(missing_ok=True)
                load_secrets(paths)
                _spawn(paths)
                spawned = True
            time.sleep(0.03)
    finally:
        start.drop()
    raise ServiceError(f"The embedded services did not start in time.{tail(paths.keeper_log)}")


def _last_words(paths: Paths) -> str:
    said = load_running(paths) or {}
    return str(said.get("error") or f"The embedded services' keeper ended at once.{tail(paths.keeper_log)}")


def _spawn(paths: Paths) -> None:
    """Run the keeper in a session of its own, so that Ctrl-C in this terminal does not reach it."""
    log = os.open(paths.keeper_log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        command = [sys.executable, "-m", "config.embedded.keeper", str(paths.data_dir)]
        done = subprocess.run(  # noqa: S603 - our own module; it returns as soon as it has taken its lock
            command,
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
            check=False,
        )
    finally:
        os.close(log)
    if done.returncode:
        raise ServiceError(_last_words(paths))
