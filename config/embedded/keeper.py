"""The process that runs PostgreSQL and Redis for as long as anybody uses them: `python -m config.embedded.keeper DIR`.

It detaches itself, starts both as its children, says so in `running.json`, and then tries for the users' lock. When it
gets that lock nobody uses the services any more, and it stops both. Killed with -9 it takes them along: the kernel
signals its children.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import FrameType

from config.embedded.binaries import find_postgres, find_redis
from config.embedded.errors import ServiceError
from config.embedded.home import find_home, usable
from config.embedded.locks import FileLock
from config.embedded.postgres import Postgres
from config.embedded.redis_server import RedisServer
from config.embedded.state import Paths, Services, load_secrets, save_secrets, write_private

LOOK_SECONDS = 0.2
RESTARTS = 10


class Stopped(Exception):
    """The keeper was told to stop, whoever still uses its services."""


def main(data_dir: Path) -> int:
    """Take the keeper's lock, let the caller go, and keep the services until nobody needs them."""
    paths = Paths(data_dir)
    lock = FileLock(paths.keeper_lock)
    if not lock.take(wait=5):
        print("Another keeper is at work.")
        return 1
    if os.fork():
        os._exit(0)  # the lock lives on in the child, which init will reap: no zombie in anybody's process
    os.umask(0o077)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)
    try:
        keep(paths, FileLock(paths.users_lock))
    except Stopped:
        print("Told to stop.")
    except (ServiceError, OSError) as error:
        print(error, flush=True)
        write_private(paths.running, json.dumps({"error": str(error), "keeper_pid": os.getpid()}))
        return 1
    finally:
        lock.drop()  # before the users' lock goes, so that whoever gets that one sees that there is no keeper
    return 0


def keep(paths: Paths, users: FileLock) -> None:
    """Run both services until the users' lock can be had; restart one that ends by itself."""
    known = load_secrets(paths)
    home = find_home(paths, known)
    redis_program, redis_name = find_redis()
    home, postgres_program = usable(home, find_postgres())
    home, redis_program = usable(home, redis_program)
    save_secrets(paths, known)
    durable = os.environ.get("REGISTER_TESTING") != "1"
    postgres = Postgres(paths, known, home, postgres_program, durable=durable)
    redis_server = RedisServer(paths, known, home, redis_program, redis_name)
    try:
        redis_server.start()
        postgres.start()

        def announce() -> None:
            save_secrets(paths, known)
            said = Services(os.getpid(), known.postgres_port, known.redis_port, home.notice)
            write_private(paths.running, json.dumps(asdict(said)))

        announce()
        _wait_for_nobody(users, [postgres, redis_server], announce)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        paths.running.unlink(missing_ok=True)
        redis_server.stop()
        postgres.stop()


def _wait_for_nobody(users: FileLock, servers: list[Postgres | RedisServer], announce: Callable[[], None]) -> None:
    restarts = 0
    while not users.take(wait=0):
        for server in servers:
            if server.child and server.child.poll() is not None:
                restarts += 1
                if restarts > RESTARTS:
                    raise ServiceError("A service keeps ending; see the logs beside this one.")
                print(f"{type(server).__name__} ended ({server.child.returncode}); starting it again.", flush=True)
                server.start()
                announce()
        time.sleep(LOOK_SECONDS)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
