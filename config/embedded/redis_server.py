"""The embedded Redis: loopback, a password, and every write on disk within a second."""

import signal
import subprocess
import time
from contextlib import closing

import redis

from config.embedded import process
from config.embedded.binaries import Program
from config.embedded.errors import ServiceError, tail
from config.embedded.home import Home
from config.embedded.state import LOOPBACK, Paths, Secrets, free_port, port_is_free

START_SECONDS = 20.0
PORT_TRIES = 5
STOP_SIGNALS = ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0))
SETTINGS = """\
bind {host}
port {port}
requirepass {password}
protected-mode yes
daemonize no
dir .
save ""
appendonly yes
appendfsync everysec
maxclients 200
"""


class RedisServer:
    """One Redis server, a child of the process that made this object."""

    def __init__(self, paths: Paths, known: Secrets, home: Home, program: Program, name: str) -> None:
        self.paths, self.known, self.home, self.program, self.name = paths, known, home, program, name
        self.folder = home.own_folder("redis")
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it answers."""
        process.clear_leftovers(self.folder, 5)
        for _ in range(PORT_TRIES):
            if not port_is_free(self.known.redis_port):
                self.known.redis_port = free_port()
            self._launch()
            if self._answers():
                return
            self.stop()
        raise ServiceError(f"Redis did not start.{tail(self.paths.redis_log)}")

    def stop(self) -> None:
        """Stop the server, cleanly if it lets itself be stopped."""
        if self.child:
            process.stop(self.child, STOP_SIGNALS)
            self.child = None

    def _launch(self) -> None:
        self.paths.redis_log.unlink(missing_ok=True)
        settings = self.folder / "redis.conf"  # a file, because arguments are for everybody to read
        settings.touch(mode=0o600)
        self.home.give(settings)
        password, port = self.known.redis_password, self.known.redis_port
        settings.write_text(SETTINGS.format(host=LOOPBACK, port=port, password=password))
        self.child = process.start(
            [self.program / self.name, "redis.conf"],
            cwd=self.folder,
            log=self.paths.redis_log,
            account=self.home.account,
            on_parent_death=signal.SIGTERM,
        )

    def _answers(self) -> bool:
        """Wait until the server answers; False if another program took its port meanwhile."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.child
            if self.child.poll() is not None:
                log = tail(self.paths.redis_log)
                if "in use" in log:
                    return False
                raise ServiceError(f"Redis ended at once.{log}")
            link = redis.Redis(
                host=LOOPBACK, port=self.known.redis_port, password=self.known.redis_password, socket_timeout=1
            )
            with closing(link):
                try:
                    if link.ping():
                        return True
                except redis.RedisError:
                    time.sleep(0.02)
        raise ServiceError(f"Redis did not answer within {START_SECONDS:.0f} seconds.{tail(self.paths.redis_log)}")
