"""`make run`: the whole system on this machine, in the foreground, until Ctrl-C.

Starts the embedded services where no server is given, brings everything up to date (`config.prepare`), starts web,
worker and beat, says when the system is ready, and keeps it so. Killed with -9 it takes its children along, and the
next start finds everything as it should be.
"""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from types import FrameType

from django.core.exceptions import ImproperlyConfigured

from config import embedded
from config.children import PROJECT, Child, system
from config.embedded.locks import FileLock
from config.embedded.process import PR_SET_PDEATHSIG, die_with_parent
from config.env import Environment, environment, kept_secret
from config.prepare import SIGN_INS
from config.probe import faults

PR_SET_CHILD_SUBREAPER = 36
READY_SECONDS = 120.0
PORT_SECONDS = 12.0  # how long a killed run's web server may take to let its port go


class Stop(Exception):
    """Ctrl-C, or a polite request to end."""


class CannotStart(Exception):
    """Something must be changed first; the text says what."""


def main() -> int:
    """Run until told to stop; return the exit status."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    if sys.platform.startswith("linux"):
        library = ctypes.CDLL(None)
        library.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # what we started ends in our hands, not as a zombie
        if os.environ.get("MAKELEVEL"):
            library.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)  # a killed make leaves nothing behind
    try:
        here = environment()
        embedded.make_data_dir(here.data_dir)
        Supervisor(here).run()
    except (CannotStart, ImproperlyConfigured, embedded.ServiceError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except Stop:
        return 0
    return 0


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stop


class Supervisor:
    """One run of the system."""

    def __init__(self, here: Environment) -> None:
        self.here = here
        self.logs = here.data_dir / "logs"
        self.note = here.data_dir / "run.json"  # left behind only by a run that was killed
        self.lock = FileLock(here.data_dir / "run.lock")
        self.children: list[Child] = []
        self.services: embedded.Services | None = None

    @property
    def uses_embedded(self) -> bool:
        """Whether this machine runs PostgreSQL or Redis itself."""
        return not (os.environ.get("DATABASE_URL", "").strip() and os.environ.get("REDIS_URL", "").strip())

    def run(self) -> None:
        """Start, keep and in the end stop the system."""
        self._claim()
        try:
            print("Starting:", flush=True)
            if self.uses_embedded:
                began = time.monotonic()
                self.services = embedded.ensure(self.here.data_dir)
                print(f"  PostgreSQL and Redis … {time.monotonic() - began:.1f} s", flush=True)
            self._prepare()
            self._start_children()
            print(self._welcome(ready=self._wait_until_ready()), flush=True)
            self._keep()
        except Stop:
            print("\nStopping …", flush=True)
        finally:
            self._stop_everything()

    def _claim(self) -> None:
        """One run for a data folder, and a port that is free."""
        if not self.lock.take(wait=0):
            raise CannotStart(
                f"The system is running already with the data in {self.here.data_dir}{self._where()}. Stop it there "
                "with Ctrl-C, or start a second one beside it: DATA_DIR=/another/folder PORT=8001 make run"
            )
        deadline = time.monotonic() + (PORT_SECONDS if self.note.exists() else 0)
        while not _can_listen(self.here):
            if time.monotonic() >= deadline:
                self.lock.drop()
                raise CannotStart(
                    f"Port {self.here.port} on {self.here.host} cannot be used: another program has it, or the "
                    f"address is not this machine's. Choose another port: PORT={self.here.port + 1} make run"
                )
            time.sleep(0.2)
        self.note.write_text(json.dumps({"pid": os.getpid(), "url": self.here.public_url}))

    def _where(self) -> str:
        try:
            said = json.loads(self.note.read_text())
        except (OSError, ValueError):
            return ""
        return f", at {said['url']} (process {said['pid']})"

    def _prepare(self) -> None:
        """Bring database, files and demonstration up to date, in a process of its own that ends afterwards."""
        worker = subprocess.Popen(
            [sys.executable, "-m", "config.prepare"],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent(os.getpid(), signal.SIGKILL),
            env={**os.environ, "DEMO_PASSWORD": self._demo_password()},
        )
        try:
            if worker.wait():
                raise CannotStart("The system could not be brought up to date; see above.")
        finally:
            if worker.poll() is None:
                worker.kill()
                worker.wait()

    def _demo_password(self) -> str:
        return os.environ.get("DEMO_PASSWORD", "").strip() or kept_secret(self.here.data_dir, "demo-password", 12)

    def _start_children(self) -> None:
        self.logs.mkdir(mode=0o700, exist_ok=True)
        for old in self.logs.glob("*.log"):
            old.replace(old.with_suffix(".log.1"))
        self.children = system(self.here.data_dir, self.logs)
        for child in self.children:
            child.start()

    def _wait_until_ready(self) -> bool:
        print("  Web server, worker and schedule … ", end="", flush=True)
        began = time.monotonic()
        health = "nothing answers"
        while time.monotonic() - began < READY_SECONDS:
            health = faults(self.here)
            if not health:
                print(f"{time.monotonic() - began:.1f} s", flush=True)
                return True
            self._watch()
            time.sleep(0.25)
        print(f"not ready after {READY_SECONDS:.0f} s: {health}", flush=True)
        return False

    def _keep(self) -> None:
        while True:
            self._watch()
            time.sleep(0.5)

    def _watch(self) -> None:
        for child in self.children:
            if said := child.watch():
                print(said, flush=True)
        if self.services and embedded.look(self.here.data_dir) is None:
            print("PostgreSQL and Redis ended; starting them again.", flush=True)
            self._renew(embedded.ensure(self.here.data_dir))

    def _renew(self, services: embedded.Services) -> None:
        """Go on with services that were started anew; processes that know another Redis port start anew too."""
        assert self.services
        if services.redis_port != self.services.redis_port:
            self._stop_children()
            for child in self.children:
                child.start()
        self.services = services

    def _stop_children(self) -> None:
        for child in self.children:
            child.stop()
        for child in self.children:
            child.finish()

    def _stop_everything(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        self._stop_children()
        if self.services and not embedded.release(self.here.data_dir, wait=15):
            print("PostgreSQL and Redis stay up: another command is using them.", flush=True)
        else:
            _reap()
        if self.lock.held:
            self.note.unlink(missing_ok=True)
            self.lock.drop()
            print("Stopped.", flush=True)

    def _welcome(self, *, ready: bool) -> str:
        lines = ["", f"{'Ready' if ready else 'Not ready yet'}: {self.here.public_url}", ""]
        rows = self._sign_ins()
        if rows:
            wide = [max(len(row[column]) for row in rows) for column in (0, 1)]
            lines += [f"Demonstration sign-ins. Password for all of them: {self._demo_password()}", ""]
            lines += [f"  {who:<{wide[0]}}  {role:<{wide[1]}}  {'  '.join(rest)}" for who, role, *rest in rows]
            lines += [""]
        return "\n".join([*lines, f"Logs: {self.logs}", "Stop with Ctrl-C."])

    def _sign_ins(self) -> list[list[str]]:
        try:
            rows: list[list[str]] = json.loads((self.here.data_dir / SIGN_INS).read_text())
        except (OSError, ValueError):
            return []
        return [] if self.here.production else rows


def _reap() -> None:
    """Take note of the end of every process that we started or inherited, for up to two seconds."""
    deadline = time.monotonic() + 2
    with suppress(ChildProcessError):
        while time.monotonic() < deadline:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.02)


def _can_listen(here: Environment) -> bool:
    family = socket.AF_INET6 if ":" in here.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((here.host, here.port))
            probe.listen(1)
        except OSError:
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
