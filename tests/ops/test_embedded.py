"""The embedded PostgreSQL and Redis: started once, shared, and gone when nobody uses them, however they went."""

import json
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import redis

from config import embedded
from config.embedded import binaries, home
from config.embedded.binaries import Program
from config.embedded.home import Account
from config.embedded.locks import FileLock
from config.embedded.process import SERVER_NAMES
from config.embedded.state import Paths, load_secrets, make_folder, port_is_free

PROJECT = Path(__file__).resolve().parents[2]
AS_ROOT = os.geteuid() == 0
USER = "import sys, time; from pathlib import Path; from config import embedded; "
USE = USER + "print(embedded.ensure(Path(sys.argv[1])).keeper_pid, flush=True); time.sleep(float(sys.argv[2]))"


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data folder that anybody may pass through, below a path with spaces."""
    parent = Path(tempfile.mkdtemp(prefix="ops test with spaces "))
    parent.chmod(0o711)
    yield parent / "the data"
    remove(parent / "the data")
    shutil.rmtree(parent)


def remove(data_dir: Path) -> None:
    """Stop what runs there and take away what lies elsewhere."""
    assert embedded.release(data_dir, wait=60)
    if Paths(data_dir).secrets.exists() and (elsewhere := load_secrets(Paths(data_dir)).home):
        shutil.rmtree(elsewhere)


def connect(data_dir: Path, services: embedded.Services, role: str = embedded.RUNTIME_ROLE):
    password = load_secrets(Paths(data_dir)).password_of(role)
    link = psycopg2.connect(
        host="127.0.0.1", port=services.postgres_port, user=role, password=password, dbname=embedded.DATABASE
    )
    link.autocommit = True
    return closing(link)


def ask(data_dir: Path, services: embedded.Services, statement: str, role: str = embedded.RUNTIME_ROLE):
    with connect(data_dir, services, role) as link, link.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone() if cursor.description else None


def user(data_dir: Path, seconds: float = 300) -> subprocess.Popen[str]:
    """Another process that uses the services."""
    command = [sys.executable, "-c", USE, str(data_dir), str(seconds)]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def servers_of(data_dir: Path) -> list[int]:
    """Every PostgreSQL or Redis process that works in that data folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                where, program = (entry / "cwd").readlink(), (entry / "exe").readlink().name
            except OSError:
                continue
            if where.is_relative_to(data_dir) and program.startswith(SERVER_NAMES):
                found.append(int(entry.name))
    return found


def wait_for(condition, seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return bool(condition())


def test_it_starts_is_shared_and_ends_with_its_last_user(data_dir):
    services = embedded.ensure(data_dir)
    assert embedded.ensure(data_dir) == services
    with user(data_dir) as other:
        assert int(other.stdout.readline()) == services.keeper_pid
        assert not embedded.release(data_dir, wait=0.5)  # the other one goes on
        assert servers_of(data_dir)
        other.kill()  # as hard as can be: its lock goes with it
    assert embedded.release(data_dir, wait=60)
    assert not servers_of(data_dir)


def test_roles_locale_and_passwords(data_dir):
    services = embedded.ensure(data_dir)
    rights = "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    assert ask(data_dir, services, rights) == (False, False, False)
    assert ask(data_dir, services, rights, embedded.OWNER_ROLE) == (False, True, False)
    query = "SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = current_database()"
    assert ask(data_dir, services, query) == ("UTF8", "C")
    assert ask(data_dir, services, "SELECT lower('ÉŁ')") == ("éł",)
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(
            host="127.0.0.1", port=services.postgres_port, user="postgres", password="x", dbname="postgres"
        )
    with redis.Redis(port=services.redis_port) as link, pytest.raises(redis.AuthenticationError):
        link.ping()
    with redis.Redis.from_url(embedded.redis_url(data_dir)) as link:
        assert link.config_get("appendonly") == {"appendonly": "yes"} or link.config_get("appendonly")
    assert stat.S_IMODE(Paths(data_dir).secrets.stat().st_mode) == 0o600
    for process in servers_of(data_dir):
        said = Path(f"/proc/{process}/cmdline").read_bytes().decode()
        assert not any(secret in said for secret in passwords(data_dir))


def passwords(data_dir: Path) -> list[str]:
    return [value for name, value in json.loads(Paths(data_dir).secrets.read_text()).items() if "password" in name]


def test_a_killed_keeper_takes_its_servers_along_and_nothing_is_lost(data_dir):
    services = embedded.ensure(data_dir)
    ask(data_dir, services, "CREATE TABLE kept AS SELECT 42 AS answer", embedded.OWNER_ROLE)
    os.kill(services.keeper_pid, signal.SIGKILL)
    assert wait_for(lambda: not servers_of(data_dir))
    assert embedded.look(data_dir) is None
    again = embedded.ensure(data_dir)
    assert again.keeper_pid != services.keeper_pid
    assert ask(data_dir, again, "SELECT answer FROM kept", embedded.OWNER_ROLE) == (42,)


def test_a_crashed_server_comes_back_by_itself(data_dir):
    services = embedded.ensure(data_dir)
    ask(data_dir, services, "CREATE TABLE kept AS SELECT 42 AS answer", embedded.OWNER_ROLE)
    lock = Path(load_secrets(Paths(data_dir)).home or Paths(data_dir).folder) / "postgres" / "postmaster.pid"
    os.kill(int(lock.read_text().split()[0]), signal.SIGKILL)

    def answers() -> bool:
        try:
            return ask(data_dir, embedded.ensure(data_dir), "SELECT answer FROM kept", embedded.OWNER_ROLE) == (42,)
        except psycopg2.OperationalError:
            return False

    assert wait_for(answers)


def test_taken_ports_and_a_stale_pid_file_are_no_obstacle(data_dir):
    first = embedded.ensure(data_dir)
    assert embedded.release(data_dir, wait=60)
    (Paths(data_dir).folder / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    with (
        socket.create_server(("127.0.0.1", first.postgres_port)),
        socket.create_server(("127.0.0.1", first.redis_port)),
    ):
        assert not port_is_free(first.postgres_port)
        second = embedded.ensure(data_dir)
        assert not {first.postgres_port, first.redis_port} & {second.postgres_port, second.redis_port}
        assert ask(data_dir, second, "SELECT 1") == (1,)


def test_two_that_start_at_once_share_one_keeper(data_dir):
    with user(data_dir) as one, user(data_dir) as two:
        try:
            assert one.stdout.readline() == two.stdout.readline() != ""
        finally:
            one.kill()
            two.kill()


def test_what_went_wrong_is_said_with_the_end_of_the_log(data_dir):
    embedded.ensure(data_dir)
    assert embedded.release(data_dir, wait=60)
    (Paths(data_dir).folder / "postgres" / "pg_hba.conf").write_text("nonsense\n")
    with pytest.raises(embedded.ServiceError, match=r"(?s)PostgreSQL ended at once.*pg_hba"):
        embedded.ensure(data_dir)


@pytest.mark.skipif(not AS_ROOT, reason="only root runs the servers as somebody else")
def test_below_a_private_folder_roots_servers_live_elsewhere_and_no_permission_changes(capsys):
    private = Path(tempfile.mkdtemp(prefix="ops test private "))  # mode 0700
    data_dir = private / "data"
    try:
        services = embedded.ensure(data_dir)
        assert "instead" in capsys.readouterr().err
        assert ask(data_dir, services, "SELECT 1") == (1,)
        elsewhere = Path(load_secrets(Paths(data_dir)).home)
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
        assert (elsewhere.stat().st_uid, stat.S_IMODE(elsewhere.stat().st_mode)) == (0, 0o711)
        assert stat.S_IMODE((elsewhere / "postgres").stat().st_mode) == 0o700
        running = servers_of(elsewhere)
        assert running
        assert {Path(f"/proc/{process}").stat().st_uid for process in running} == {pwd.getpwnam("nobody").pw_uid}
        assert embedded.release(data_dir, wait=60)
        embedded.ensure(data_dir)
        assert capsys.readouterr().err == ""  # said once
    finally:
        remove(data_dir)
        shutil.rmtree(private)


@pytest.mark.skipif(not AS_ROOT, reason="only root runs the servers as somebody else")
def test_programs_that_cannot_be_reached_are_copied_once(tmp_path):
    source, target = tmp_path / "private" / "package", Path(tempfile.mkdtemp(prefix="ops test copy "))
    (source / "bin").mkdir(parents=True)
    (source / "bin" / "tool").write_text("#!/bin/sh\n")
    (source / "bin" / "tool").chmod(0o700)
    (tmp_path / "private").chmod(0o700)
    nobody = pwd.getpwnam("nobody")
    account = Account("nobody", nobody.pw_uid, nobody.pw_gid)
    assert not home.reachable(account, [source / "bin"])
    target.chmod(0o711)
    try:
        copied, new = home._copy(Program(source / "bin", (source,)), target)
        assert new
        assert home.reachable(account, [copied.folder / "tool"])
        assert home._copy(Program(source / "bin", (source,)), target) == (copied, False)
    finally:
        shutil.rmtree(target)


def test_a_folder_that_others_may_write_to_is_refused(tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    folder.chmod(0o777)
    with pytest.raises(embedded.ServiceError, match="not ours alone"):
        home._claim(folder, "mine")


def test_an_earlier_data_folders_leavings_are_cleared_away(tmp_path):
    folder = tmp_path / "elsewhere"
    assert home._claim(folder, "first")
    (folder / "postgres").mkdir()
    assert not home._claim(folder, "first")
    assert (folder / "postgres").exists()
    assert home._claim(folder, "second")
    assert not (folder / "postgres").exists()


def test_a_keeper_that_is_just_ending_is_waited_for(data_dir):
    paths = Paths(data_dir)
    make_folder(paths)
    ending = FileLock(paths.keeper_lock)
    assert ending.take(wait=0)  # it holds its lock and has taken back its word
    threading.Timer(0.5, ending.drop).start()
    assert embedded.ensure(data_dir).keeper_pid != os.getpid()


def test_without_the_wheels_the_path_is_searched_and_then_the_error_is_clear(monkeypatch, tmp_path):
    monkeypatch.setattr(binaries, "_package", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(embedded.ServiceError, match=r"No PostgreSQL was found.*DATABASE_URL"):
        binaries.find_postgres()
    with pytest.raises(embedded.ServiceError, match=r"No Redis was found.*REDIS_URL"):
        binaries.find_redis()
    for name in ("postgres", "initdb", "valkey-server"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n")
        (tmp_path / name).chmod(0o755)
    assert binaries.find_redis() == (Program(tmp_path, ()), "valkey-server")
    assert binaries.find_postgres() == Program(tmp_path, ())
    with pytest.raises(embedded.ServiceError, match="PostgreSQL 15 or later is needed"):
        binaries.postgres_version(binaries.find_postgres())
