"""The embedded PostgreSQL: made once, started on loopback with passwords, a fixed locale and three roles."""

import shutil
import signal
import subprocess
import time
from contextlib import closing, suppress
from pathlib import Path

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection

from config.embedded import process
from config.embedded.binaries import Program, postgres_version
from config.embedded.errors import ServiceError, tail
from config.embedded.home import Home
from config.embedded.state import (
    DATABASE,
    LOOPBACK,
    OWNER_ROLE,
    RUNTIME_ROLE,
    SUPERUSER,
    Paths,
    Secrets,
    free_port,
    port_is_free,
)

START_SECONDS = 60.0
PORT_TRIES = 5
# Fast shutdown ends the sessions; the second is "immediate", from which the next start recovers.
STOP_SIGNALS = ((signal.SIGINT, 15.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
    # Statements and their parameters hold personal data: they never reach the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
# Only for the tests' own cluster: a crash of the machine may lose it, a crash of the server still loses nothing.
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}


class Postgres:
    """One PostgreSQL server, a child of the process that made this object."""

    def __init__(self, paths: Paths, known: Secrets, home: Home, program: Program, *, durable: bool) -> None:
        self.paths, self.known, self.home, self.program = paths, known, home, program
        self.settings = SETTINGS if durable else {**SETTINGS, **NOT_DURABLE}
        self.version = postgres_version(program)
        self.folder = home.folder / "postgres"
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make the cluster if there is none, start the server and see to its roles and database."""
        self._make_cluster()
        if process.clear_leftovers(self.folder, 20):
            (self.folder / "postmaster.pid").unlink(missing_ok=True)  # its process is gone, whoever has the number now
        for _ in range(PORT_TRIES):
            if not port_is_free(self.known.postgres_port):
                self.known.postgres_port = free_port()
            self._launch()
            if self._answers():
                self._prepare()
                return
            self.stop()
        raise ServiceError(f"PostgreSQL did not start.{tail(self.paths.postgres_log)}")

    def stop(self) -> None:
        """Stop the server, cleanly if it lets itself be stopped."""
        if self.child:
            process.stop(self.child, STOP_SIGNALS)
            self.child = None

    def _launch(self) -> None:
        self.paths.postgres_log.unlink(missing_ok=True)
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        self.child = process.start(
            [self.program / "postgres", "-D", self.folder, "-p", str(self.known.postgres_port), *options],
            cwd=self.folder,
            log=self.paths.postgres_log,
            account=self.home.account,
            on_parent_death=signal.SIGINT,
        )

    def _make_cluster(self) -> None:
        if (self.folder / "PG_VERSION").is_file():
            made_by = (self.folder / "PG_VERSION").read_text().strip()
            if made_by != str(self.version):
                raise ServiceError(
                    f"The data in {self.folder} was made by PostgreSQL {made_by}, and this is {self.version}. "
                    "Set DATA_DIR to another folder, or remove that one."
                )
            return
        shutil.rmtree(self.home.folder / "postgres.new", ignore_errors=True)
        draft = self.home.own_folder("postgres.new")
        password = self.home.own_folder("postgres.key") / "superuser"
        try:
            password.touch(mode=0o600)
            self.home.give(password)
            password.write_text(self.known.superuser_password)
            self._initdb(draft, password)
        finally:
            shutil.rmtree(password.parent, ignore_errors=True)
        draft.rename(self.folder)

    def _initdb(self, folder: Path, password: Path) -> None:
        """Sorting and letters never depend on the machine: code-point order, Unicode's own upper and lower case."""
        locale = ["--locale=C"]
        if self.version >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command = [str(self.program / "initdb"), "-D", str(folder), "--encoding=UTF8", *locale]
        command += ["--auth=scram-sha-256", f"--username={SUPERUSER}", f"--pwfile={password}", "--no-instructions"]
        made = subprocess.run(  # noqa: S603 - the program found by config.embedded.binaries
            command,
            cwd=folder,
            env=process.plain_environment(),
            capture_output=True,
            text=True,
            check=False,
            **process.as_user(self.home.account),
        )
        if made.returncode:
            said = "".join(f"\n    {line}" for line in (made.stdout + made.stderr).splitlines()[-12:])
            raise ServiceError(f"The database cluster could not be made in {folder}.{said}")

    def _answers(self) -> bool:
        """Wait until the server lets us in; False if another program took its port meanwhile."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.child
            if self.child.poll() is not None:
                log = tail(self.paths.postgres_log)
                if "could not bind" in log or "still in use" in log:
                    time.sleep(0.3)
                    return False
                raise ServiceError(f"PostgreSQL ended at once.{log}")
            with suppress(psycopg2.OperationalError):
                self._connect("postgres").close()
                return True
            time.sleep(0.03)
        raise ServiceError(f"PostgreSQL did not answer within {START_SECONDS:.0f} s.{tail(self.paths.postgres_log)}")

    def _connect(self, database: str) -> Connection:
        link = psycopg2.connect(
            host=LOOPBACK,
            port=self.known.postgres_port,
            user=SUPERUSER,
            password=self.known.superuser_password,
            dbname=database,
            connect_timeout=3,
        )
        link.autocommit = True
        return link

    def _prepare(self) -> None:
        """See that the owner (who migrates) and the runtime role (who may not) exist, and the database."""
        with closing(self._connect("postgres")) as link, link.cursor() as cursor:
            for role, rights in ((OWNER_ROLE, "LOGIN CREATEDB"), (RUNTIME_ROLE, "LOGIN")):
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                if not cursor.fetchone():
                    self._make_role(cursor, role, rights)
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                names = (sql.Identifier(DATABASE), sql.Identifier(OWNER_ROLE))
                cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))

    def _make_role(self, cursor: psycopg2.extensions.cursor, role: str, rights: str) -> None:
        statement = sql.SQL("CREATE ROLE {} " + rights + " PASSWORD %s").format(sql.Identifier(role))
        cursor.execute(statement, [self.known.password_of(role)])
