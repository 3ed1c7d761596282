"""Child processes that cannot outlive their parent, and the search for ones that a killed parent left."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from config.embedded.home import Account

PR_SET_PDEATHSIG = 1
SERVER_NAMES = ("postgres", "redis-server", "valkey-server")


def die_with_parent(parent: int, number: int) -> Callable[[], None]:
    """Return what a child calls before it becomes its program: the kernel sends it that signal if `parent` dies.

    Set after any change of user, which would clear it. Linux only; elsewhere the keeper's next start tidies up.
    """
    library = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None

    def prepare() -> None:
        if library is not None:
            library.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
            if os.getppid() != parent:
                os.kill(os.getpid(), number)

    return prepare


def start(
    command: Sequence[str | Path],
    *,
    cwd: Path,
    log: Path,
    account: Account | None,
    on_parent_death: int,
) -> subprocess.Popen[bytes]:
    """Start a server as that user, its output appended to the log."""
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return subprocess.Popen(  # noqa: S603 - programs that config.embedded.binaries found
            [str(part) for part in command],
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=plain_environment(),
            preexec_fn=die_with_parent(os.getpid(), on_parent_death),
            **as_user(account),
        )
    finally:
        os.close(output)


def as_user(account: Account | None) -> dict[str, Any]:
    """Return what subprocess wants in order to run as that user."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def plain_environment() -> dict[str, str]:
    """Return an environment for servers: no locale, no PG* variable and no secret of ours."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC", "HOME": "/nonexistent"}


def stop(process: subprocess.Popen[bytes], signals: Sequence[tuple[int, float]]) -> None:
    """Send the signals in turn, each with its time to work, until the process has ended."""
    for number, seconds in signals:
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
    process.wait()


def clear_leftovers(folder: Path, seconds: float) -> bool:
    """Wait for servers that an earlier keeper left in that folder; in the end kill them. Return whether it is sure.

    Found by the folder they work in, which no other process has: the number in a pid file may be somebody else's now.
    """
    proc = Path("/proc")
    if not (proc / "self" / "cwd").exists():
        return False
    deadline = time.monotonic() + seconds
    while left := _servers_in(folder, proc):
        if time.monotonic() > deadline:
            for pid in left:
                os.kill(pid, signal.SIGKILL)
            deadline += 5
        time.sleep(0.05)
    return True


def _servers_in(folder: Path, proc: Path) -> list[int]:
    found = []
    for entry in proc.iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if (entry / "cwd").readlink() == folder and (entry / "exe").readlink().name.startswith(SERVER_NAMES):
                found.append(int(entry.name))
        except OSError:
            continue  # it ended meanwhile, or is another user's
    return found
