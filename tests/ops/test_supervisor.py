"""`make run`, for real: starts, says who may sign in, survives kill -9, stops, and leaves no process behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import embedded
from config.children import Child
from config.embedded.state import Paths, free_port, load_secrets
from exchange.demo import SIGN_INS

PROJECT = Path(__file__).resolve().parents[2]
NOT_OURS = (  # of the tests' own environment
    "DJANGO_SETTINGS_MODULE",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
    "REGISTER_TESTING",
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "PUBLIC_URL",
    "MAKELEVEL",
)


class Run:
    """One `make run`, without make, with a data folder and a port of its own."""

    def __init__(self, data_dir: Path, port: int) -> None:
        variables = {key: value for key, value in os.environ.items() if key not in NOT_OURS}
        variables |= {
            "DATA_DIR": str(data_dir),
            "PORT": str(port),
            "HOST": "127.0.0.1",
            "DEMO_PASSWORD": "said-by-the-test",
        }
        self.output = data_dir.parent / "output"
        self.file = self.output.open("a+")
        self.began = self.output.stat().st_size
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "config.supervisor"],
            cwd=PROJECT,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=self.file,
            stderr=self.file,
            start_new_session=True,
        )

    def said(self) -> str:
        return self.output.read_text()[self.began :]

    def ready(self, seconds: float = 300) -> bool:
        deadline = time.monotonic() + seconds
        while "Stop with Ctrl-C" not in self.said() and time.monotonic() < deadline and self.process.poll() is None:
            time.sleep(0.1)
        return "Ready: " in self.said()

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(90)

    def clear(self) -> None:
        if self.process.poll() is None:
            self.end(signal.SIGTERM)
        self.file.close()


def processes_of(data_dir: Path) -> list[str]:
    """Every process that was started with that data folder, by its environment or its arguments."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                said = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if os.fsencode(data_dir) in said:
                found.append((entry / "cmdline").read_bytes().decode(errors="replace"))
    return found


def left_behind(data_dir: Path) -> list[str]:
    """What is still there half a minute on: the keeper lets its lock go a moment before its process is gone."""
    deadline = time.monotonic() + 30
    while (found := processes_of(data_dir)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


@pytest.fixture
def place() -> Iterator[tuple[Path, int]]:
    """A data folder below a path with spaces, which anybody may pass through, and a free port."""
    parent = Path(tempfile.mkdtemp(prefix="ops run with spaces "))
    parent.chmod(0o711)
    data_dir = parent / "the data"
    yield data_dir, free_port()
    embedded.release(data_dir, wait=20)
    if Paths(data_dir).secrets.exists() and (elsewhere := load_secrets(Paths(data_dir)).home):
        shutil.rmtree(elsewhere)
    shutil.rmtree(parent)


@pytest.fixture
def start(place) -> Iterator[Callable[[], Run]]:
    """Start a run in that place; whatever still runs at the end is stopped."""
    runs: list[Run] = []

    def begin() -> Run:
        runs.append(Run(*place))
        return runs[-1]

    yield begin
    for run in reversed(runs):
        run.clear()


def well(port: int) -> bool:
    """Whether the system is well; another of its web processes may keep an older answer for a moment."""
    said = ""
    for _ in range(40):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30) as answer:
                return answer.status == 200
        except urllib.error.HTTPError as error:
            with error:
                said = error.read().decode()
        time.sleep(0.5)
    pytest.fail(said)


@pytest.mark.slow
def test_it_runs_says_what_is_wrong_survives_kill_and_leaves_nothing(place, start):
    data_dir, port = place
    first = start()
    assert first.ready(), first.said()
    for name, role, *rest in SIGN_INS:
        assert any(all(part in line for part in (name, role, *rest)) for line in first.said().splitlines()), name
    assert "said-by-the-test" in first.said()
    assert well(port)

    second = start()
    assert second.process.wait(120) == 1
    assert "running already" in second.said()
    assert f"http://127.0.0.1:{port}" in second.said()

    first.end(signal.SIGKILL)
    again = start()  # at once, while the killed one's children are still ending
    assert again.ready(), again.said()
    assert "Demonstration force" not in again.said()
    assert again.end(signal.SIGINT) == 0
    assert "Stopped." in again.said()
    assert left_behind(data_dir) == []


def test_a_taken_port_is_said_with_the_variable_to_change(place, start):
    data_dir, port = place
    with socket.create_server(("127.0.0.1", port)):
        run = start()
        assert run.process.wait(120) == 1
    assert f"PORT={port + 1} make run" in run.said()
    assert not (data_dir / "services" / "running.json").exists()


def test_a_child_that_ends_starts_again_with_growing_pauses(tmp_path, monkeypatch):
    child = Child("web", ("platform",), tmp_path / "web.log", ((signal.SIGTERM, 1.0),), signal.SIGKILL)
    child.start()
    child.process.wait(60)
    assert "starting it again in 1 s" in child.watch()
    assert child.watch() == ""
    assert child.process is None
    child.again_at = 0
    child.watch()
    child.process.wait(60)
    assert "starting it again in 2 s" in child.watch()


def test_a_child_that_does_not_listen_is_killed_with_its_group(tmp_path):
    deaf = tmp_path / "deaf.py"
    deaf.write_text(
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(120)']).pid, flush=True)\n"
        "time.sleep(120)\n"
    )
    child = Child("deaf", (), tmp_path / "log", ((signal.SIGTERM, 0.3),), signal.SIGKILL)
    child.command = [sys.executable, str(deaf)]
    child.start()
    deadline = time.monotonic() + 60
    while not (tmp_path / "log").read_text().strip() and time.monotonic() < deadline:
        time.sleep(0.02)
    grandchild = int((tmp_path / "log").read_text())
    child.stop()
    child.finish()
    assert child.process is None
    deadline = time.monotonic() + 30
    while Path(f"/proc/{grandchild}/cwd").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not os.access(f"/proc/{grandchild}/cwd", os.R_OK)
