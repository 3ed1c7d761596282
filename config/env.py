"""What the machine says about itself: one reading of the environment variables, checked and defaulted.

Locally every variable is optional and the services come from `config.embedded`. In production a missing one stops
the process at once, with one message that names all that are missing. No message ever repeats a value.
"""

import ipaddress
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from config import embedded
from config.logs import logging_settings

PROJECT = Path(__file__).resolve().parent.parent
REQUIRED_IN_PRODUCTION = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "PUBLIC_URL",
    "EMAIL_URL",
)
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - compared with, never bound to
POSTGRES_SCHEMES = ("postgres", "postgresql", "psql", "pgsql")


Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Environment:
    """The settings that differ from machine to machine."""

    production: bool
    testing: bool
    data_dir: Path
    host: str
    port: int
    secret_key: str
    public_url: str
    allowed_hosts: list[str]
    database: dict[str, Any]
    database_owner: dict[str, Any]
    redis_url: str
    email: dict[str, Any]
    from_email: str
    logging: dict[str, Any]
    files_dir: Path  # photographs and documents of the record
    trusted_proxies: tuple[Network, ...]  # whose word on a visitor's address is taken

    @property
    def https(self) -> bool:
        """Whether people reach the system over HTTPS."""
        return self.public_url.startswith("https://")


def environment() -> Environment:
    """Read the environment variables (contract section 1); raise ImproperlyConfigured if they do not do."""
    production = _production()
    if production:
        _require(REQUIRED_IN_PRODUCTION)
    testing = os.environ.get("REGISTER_TESTING") == "1"
    data_dir = _data_dir(testing)
    host, port = _text("HOST") or "127.0.0.1", _port()
    public_url = _public_url(host, port)
    database, owner = _databases(data_dir)
    email, from_email = _email(data_dir, public_url)
    return Environment(
        production=production,
        testing=testing,
        data_dir=data_dir,
        host=host,
        port=port,
        secret_key=_text("SECRET_KEY") or kept_secret(data_dir, "secret-key"),
        public_url=public_url,
        allowed_hosts=_allowed_hosts(public_url, host, production),
        database=database,
        database_owner=owner,
        redis_url=_text("REDIS_URL") or embedded.redis_url(data_dir),
        email=email,
        from_email=from_email,
        logging=logging_settings(as_json=production),
        files_dir=Path(_text("FILES_DIR")).expanduser().absolute() if _text("FILES_DIR") else data_dir / "files",
        trusted_proxies=_networks("TRUSTED_PROXIES"),
    )


def kept_secret(data_dir: Path, name: str, size: int = 48) -> str:
    """Return the secret of that name in the data folder, made once and readable by its owner alone."""
    path = data_dir / name
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        embedded.make_data_dir(data_dir)
    draft = path.with_name(f".{name}-{os.getpid()}-{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(size))
    try:
        os.link(draft, path)  # fails if another process was first: then its secret is the one
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()


def _text(name: str) -> str:
    return os.environ.get(name, "").strip()


def _networks(name: str) -> tuple[Network, ...]:
    """Addresses and networks separated by commas."""
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in _text(name).split(",") if part.strip())
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be addresses or networks separated by commas.") from None


def _production() -> bool:
    value = _text("APP_ENV") or "local"
    if value not in ("local", "production"):
        raise ImproperlyConfigured("APP_ENV must be local or production.")
    return value == "production"


def _require(names: tuple[str, ...]) -> None:
    missing = [name for name in names if not _text(name)]
    if missing:
        raise ImproperlyConfigured(
            f"With APP_ENV=production these environment variables must be set: {', '.join(missing)}. "
            "See docs/operations.md."
        )


def _data_dir(testing: bool) -> Path:
    given = _text("DATA_DIR")
    folder = Path(given).expanduser().absolute() if given else PROJECT / ".data"
    return folder / "tests" if testing else folder


def _port() -> int:
    value = _text("PORT") or "8000"
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 65535:
        raise ImproperlyConfigured("PORT must be a number from 1 to 65535.")
    return int(value)


def _public_url(host: str, port: int) -> str:
    given = _text("PUBLIC_URL").rstrip("/")
    if not given:
        name = "localhost" if host in EVERY_ADDRESS else f"[{host}]" if ":" in host else host
        return f"http://{name}:{port}"
    try:
        parts = urlsplit(given)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        good = False
    if not good or parts.path or parts.query or parts.fragment or parts.username:
        raise ImproperlyConfigured("PUBLIC_URL must be like https://register.example.org, without a path.")
    return given


def _allowed_hosts(public_url: str, host: str, production: bool) -> list[str]:
    name = urlsplit(public_url).hostname or ""
    public = f"[{name}]" if ":" in name else name
    if production:
        return [public]
    if host in EVERY_ADDRESS:
        return ["*"]
    return list(dict.fromkeys([public, host, *LOOPBACK]))


def _databases(data_dir: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    runtime, owner = _text("DATABASE_URL"), _text("DATABASE_OWNER_URL")
    if runtime:
        return _database("DATABASE_URL", runtime), _database("DATABASE_OWNER_URL", owner or runtime)
    if owner:
        raise ImproperlyConfigured("DATABASE_OWNER_URL is set without DATABASE_URL: set both, or neither.")
    engine = {"ENGINE": "config.embedded.engine", "NAME": embedded.DATABASE, **_connection_habits({})}
    engine["EMBEDDED_IN"] = str(data_dir)
    return {**engine, "USER": embedded.RUNTIME_ROLE}, {**engine, "USER": embedded.OWNER_ROLE}


def _database(variable: str, url: str) -> dict[str, Any]:
    if url.partition("://")[0] not in POSTGRES_SCHEMES:
        raise ImproperlyConfigured(f"{variable} must be a postgresql:// address: no other database will do.")
    try:
        parsed = dict(environ.Env.db_url_config(url))
    except (ValueError, TypeError, AttributeError):
        raise ImproperlyConfigured(f"{variable} is not a valid postgresql:// address.") from None
    if not parsed.get("NAME") or not parsed.get("USER"):
        raise ImproperlyConfigured(f"{variable} must name a user and a database.")
    return {**parsed, "ENGINE": "django.db.backends.postgresql", **_connection_habits(parsed.get("OPTIONS", {}))}


def _connection_habits(options: dict[str, Any]) -> dict[str, Any]:
    """Keep connections for a minute, check them before use, and never wait long for a server that is gone."""
    return {
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 3, "keepalives_idle": 30, "tcp_user_timeout": 10_000, **options},
    }


def _email(data_dir: Path, public_url: str) -> tuple[dict[str, Any], str]:
    from_email = f"no-reply@{urlsplit(public_url).hostname or 'localhost'}"
    url = _text("EMAIL_URL")
    if not url:
        backend = "django.core.mail.backends.filebased.EmailBackend"
        embedded.make_data_dir(data_dir)
        (data_dir / "mail").mkdir(mode=0o700, exist_ok=True)  # password-reset links are in there
        return {"EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": str(data_dir / "mail")}, from_email
    try:
        parsed = dict(environ.Env.email_url_config(url))
    except (ValueError, KeyError, TypeError, AttributeError, environ.ImproperlyConfigured):
        raise ImproperlyConfigured(
            "EMAIL_URL is not a valid address such as smtp+tls://user:password@host:587."
        ) from None
    options = parsed.pop("OPTIONS", {})
    from_email = str(options.pop("FROM", "") or from_email)
    settings = {name: value for name, value in {**parsed, **options}.items() if name.startswith("EMAIL_")}
    return {"EMAIL_TIMEOUT": 10, **settings}, from_email
