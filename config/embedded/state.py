"""What the embedded services remember in the data folder: passwords, ports, and what is running now.

Every file is readable by its owner alone. The folders themselves may be passed through (mode 0711) when root owns
them, because PostgreSQL refuses to run as root and so runs as somebody else.
"""

import json
import os
import secrets
import socket
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

DATABASE = "register"
SUPERUSER = "postgres"
OWNER_ROLE = "register_owner"
RUNTIME_ROLE = "register_app"
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Services:
    """Where the running services answer."""

    keeper_pid: int
    postgres_port: int
    redis_port: int
    notice: str = ""


@dataclass
class Secrets:
    """Made once for a data folder. The ports are where the services were last; they may move if taken."""

    identity: str
    superuser_password: str
    owner_password: str
    runtime_password: str
    redis_password: str
    postgres_port: int
    redis_port: int
    home: str = ""  # where PostgreSQL's files are, if not in the data folder

    def password_of(self, role: str) -> str:
        """Return the password of one of the three database roles."""
        return {
            SUPERUSER: self.superuser_password,
            OWNER_ROLE: self.owner_password,
            RUNTIME_ROLE: self.runtime_password,
        }[role]


class Paths:
    """The files of the embedded services below one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.folder = data_dir / "services"
        self.secrets = self.folder / "secrets.json"
        self.running = self.folder / "running.json"
        self.users_lock = self.folder / "users.lock"
        self.keeper_lock = self.folder / "keeper.lock"
        self.start_lock = self.folder / "start.lock"
        self.keeper_log = self.folder / "keeper.log"
        self.postgres_log = self.folder / "postgres.log"
        self.redis_log = self.folder / "redis.log"


def make_data_dir(data_dir: Path) -> None:
    """Make the data folder, private to its owner; one that exists is left as it is."""
    if not data_dir.is_dir():
        data_dir.parent.mkdir(parents=True, exist_ok=True)
        data_dir.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, exist_ok=True)


def make_folder(paths: Paths) -> None:
    """Make the services' own folder inside the data folder."""
    make_data_dir(paths.data_dir)
    paths.folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, exist_ok=True)


def free_port() -> int:
    """Return a port on loopback that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def port_is_free(port: int) -> bool:
    """Whether a server could listen on that port of loopback now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def write_private(path: Path, content: str) -> None:
    """Replace the file as a whole, readable by its owner alone."""
    draft = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(content)
    draft.replace(path)


def load_secrets(paths: Paths) -> Secrets:
    """Return the data folder's passwords and ports, making them the first time."""
    with suppress(FileNotFoundError):
        return Secrets(**json.loads(paths.secrets.read_text()))
    make_folder(paths)
    fresh = Secrets(
        identity=secrets.token_hex(16),
        superuser_password=secrets.token_urlsafe(24),
        owner_password=secrets.token_urlsafe(24),
        runtime_password=secrets.token_urlsafe(24),
        redis_password=secrets.token_urlsafe(24),
        postgres_port=free_port(),
        redis_port=free_port(),
    )
    draft = paths.secrets.with_name(f".secrets-{os.getpid()}-{secrets.token_hex(4)}")
    write_private(draft, json.dumps(asdict(fresh), indent=1))
    try:
        os.link(draft, paths.secrets)  # fails if another process was first: then its secrets are the ones
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return Secrets(**json.loads(paths.secrets.read_text()))


def save_secrets(paths: Paths, changed: Secrets) -> None:
    """Write the data folder's passwords and ports back. Only the keeper does this."""
    write_private(paths.secrets, json.dumps(asdict(changed), indent=1))


def load_running(paths: Paths) -> dict[str, Any] | None:
    """Return what the keeper last said: where the services are, or why they could not be started."""
    try:
        content: dict[str, Any] = json.loads(paths.running.read_text())
    except (FileNotFoundError, ValueError):
        return None
    return content


def redis_url(data_dir: Path) -> str:
    """Return the address of the embedded Redis, whether it is running or not."""
    known = load_secrets(Paths(data_dir))
    return f"redis://:{known.redis_password}@{LOOPBACK}:{known.redis_port}/0"
