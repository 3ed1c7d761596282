"""The processes that the supervisor runs: started, watched, started again with growing pauses, and stopped in turn."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from config.embedded.errors import tail
from config.embedded.process import die_with_parent

PROJECT = Path(__file__).resolve().parent.parent
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0


class Child:
    """One long-running process in a session of its own, with a log file.

    `signals` are sent in turn, each with its seconds, until it has ended; whatever its group still holds is then
    killed. `on_death` is what the kernel sends it if the supervisor is killed: the one that ends it at once.
    """

    def __init__(
        self, name: str, module_arguments: Sequence[str], log: Path, signals: Sequence[tuple[int, float]], on_death: int
    ) -> None:
        self.name, self.log, self.signals, self.on_death = name, log, signals, on_death
        self.command = [sys.executable, "-m", *module_arguments]
        self.process: subprocess.Popen[bytes] | None = None
        self.pause = 1.0
        self.started = self.again_at = 0.0

    def start(self) -> None:
        """Start the process; its output goes to the end of its log."""
        output = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own modules
                self.command,
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=die_with_parent(os.getpid(), self.on_death),
            )
        finally:
            os.close(output)
        self.started = time.monotonic()

    def watch(self) -> str:
        """Start the process again if it has ended and its pause is over; return what there is to say, if anything."""
        moment = time.monotonic()
        if self.process is None:
            if moment >= self.again_at:
                self.start()
            return ""
        status = self.process.poll()
        if status is None:
            if moment - self.started > STEADY_SECONDS:
                self.pause = 1.0
            return ""
        self.sweep()
        self.process, pause = None, self.pause
        self.again_at, self.pause = moment + pause, min(self.pause * 2, LONGEST_PAUSE)
        return (
            f"{self.name} ended ({_reason(status)}); starting it again in {pause:.0f} s. See {self.log}{tail(self.log)}"
        )

    def stop(self) -> None:
        """Ask the process to stop and do not wait: see `finish`."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(self.signals[0][0])

    def finish(self) -> None:
        """Wait for the process to stop, insisting step by step, and clear away what its group leaves."""
        if self.process is None:
            return
        for number, seconds in [*self.signals, (signal.SIGKILL, 5.0)]:
            if self.process.poll() is None and number != self.signals[0][0]:
                self.process.send_signal(number)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
                break
        self.sweep()
        self.process = None

    def sweep(self) -> None:
        """Kill what is left of the process's own group."""
        if self.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


def _reason(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"status {status}"


def system(data_dir: Path, logs: Path) -> list[Child]:
    """Return the web server, the worker and the one beat."""
    celery = ("celery", "-A", "config.celery", "--quiet")
    level = ("--loglevel", "INFO")
    worker = ("worker", "--concurrency", "2", "--without-gossip", "--without-mingle", *level)
    beat = ("beat", "--schedule", str(data_dir / "beat-schedule"), "--pidfile", "", *level)
    return [
        Child(
            "web",
            ("gunicorn", "-c", "python:config.gunicorn", "config.wsgi"),
            logs / "web.log",
            ((signal.SIGTERM, 9.0), (signal.SIGQUIT, 2.0)),
            signal.SIGQUIT,
        ),
        Child(
            "worker",
            (*celery, *worker),
            logs / "worker.log",
            ((signal.SIGTERM, 6.0), (signal.SIGQUIT, 3.0)),
            signal.SIGQUIT,
        ),
        Child("beat", (*celery, *beat), logs / "beat.log", ((signal.SIGTERM, 4.0),), signal.SIGTERM),
    ]
