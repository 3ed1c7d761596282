"""What the environment variables may say (contract section 1)."""

import json
import logging
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import REQUIRED_IN_PRODUCTION, environment, kept_secret
from config.logs import JsonLines, PlainLines

GOOD = {
    "APP_ENV": "production",
    "DATABASE_URL": "postgresql://app:p%40ss@db.example.org:5433/register?sslmode=require",
    "DATABASE_OWNER_URL": "postgres://owner:secret@db.example.org/register",
    "REDIS_URL": "redis://:secret@redis.example.org:6379/0",
    "SECRET_KEY": "a key that is long enough to be one, said twice: long enough",
    "PUBLIC_URL": "https://register.example.org/",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example.org:587",
}
ALL = (*GOOD, "DATA_DIR", "HOST", "PORT", "DEMO_PASSWORD")


@pytest.fixture
def variables(monkeypatch, tmp_path):
    """Set exactly these variables, with a data folder whose path has a space."""

    def set_them(**wanted: str) -> None:
        for name in ALL:
            monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv("REGISTER_TESTING", raising=False)
        for name, value in {"DATA_DIR": str(tmp_path / "data folder"), **wanted}.items():
            monkeypatch.setenv(name, value)

    return set_them


def test_locally_nothing_is_needed(variables, tmp_path):
    variables()
    here = environment()
    assert (here.production, here.https, here.public_url) == (False, False, "http://127.0.0.1:8000")
    assert here.allowed_hosts == ["127.0.0.1", "localhost", "[::1]"]
    assert here.database["USER"] == "register_app"
    assert here.database_owner["USER"] == "register_owner"
    assert here.redis_url.startswith("redis://:")
    assert here.email["EMAIL_FILE_PATH"] == str(tmp_path / "data folder" / "mail")
    assert stat.S_IMODE((tmp_path / "data folder" / "mail").stat().st_mode) == 0o700


def test_reading_the_environment_starts_no_service(variables, tmp_path):
    variables()
    environment()
    assert not (tmp_path / "data folder/services/running.json").exists()
    assert not (tmp_path / "data folder/services/postgres").exists()


def test_production_takes_every_value(variables):
    variables(**GOOD)
    here = environment()
    assert here.production
    assert here.https
    assert here.allowed_hosts == ["register.example.org"]
    assert here.public_url == "https://register.example.org"
    wanted = ("app", "p@ss", "db.example.org", 5433, "register")
    assert tuple(here.database[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")) == wanted
    assert here.database["OPTIONS"]["sslmode"] == "require"
    assert here.database_owner["USER"] == "owner"
    assert here.email["EMAIL_HOST"] == "mail.example.org"
    assert here.email["EMAIL_USE_TLS"] is True
    assert here.secret_key == GOOD["SECRET_KEY"]


def test_production_names_everything_that_is_missing_at_once(variables):
    variables(APP_ENV="production", REDIS_URL="  ")
    with pytest.raises(ImproperlyConfigured) as error:
        environment()
    assert all(name in str(error.value) for name in REQUIRED_IN_PRODUCTION)


@pytest.mark.parametrize("name", REQUIRED_IN_PRODUCTION)
def test_each_required_variable_is_required(variables, name):
    variables(**{key: value for key, value in GOOD.items() if key != name})
    with pytest.raises(ImproperlyConfigured) as error:
        environment()
    assert name in str(error.value)
    assert not any(other in str(error.value) for other in REQUIRED_IN_PRODUCTION if other not in name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("APP_ENV", "staging"),
        ("DATABASE_URL", "mysql://app:hidden-word@db/register"),
        ("DATABASE_URL", "postgresql://db.example.org/hidden-word"),
        ("DATABASE_URL", "postgresql://app:hidden-word@db.example.org:not-a-port/register"),
        ("PUBLIC_URL", "register.example.org"),
        ("PUBLIC_URL", "https://register.example.org/hidden-word"),
        ("PUBLIC_URL", "https://register.example.org:hidden-word"),
        ("EMAIL_URL", "pigeon://hidden-word@mail.example.org"),
        ("PORT", "hidden-word"),
        ("PORT", "70000"),
    ],
)
def test_a_bad_value_is_named_and_never_repeated(variables, name, value):
    variables(**{**GOOD, name: value})
    with pytest.raises(ImproperlyConfigured) as error:
        environment()
    assert name in str(error.value)
    assert "hidden-word" not in str(error.value)


def test_a_given_database_alone_is_also_the_owners(variables):
    variables(DATABASE_URL="postgresql://one:x@127.0.0.1/register")
    assert environment().database_owner["USER"] == "one"


def test_an_owner_without_a_database_is_refused(variables):
    variables(DATABASE_OWNER_URL="postgresql://one:x@127.0.0.1/register")
    with pytest.raises(ImproperlyConfigured, match="DATABASE_OWNER_URL is set without"):
        environment()


@pytest.mark.parametrize(
    ("host", "url", "hosts"),
    [
        ("0.0.0.0", "http://localhost:8010", ["*"]),
        ("::1", "http://[::1]:8010", ["[::1]", "::1", "127.0.0.1", "localhost"]),
        ("10.1.2.3", "http://10.1.2.3:8010", ["10.1.2.3", "127.0.0.1", "localhost", "[::1]"]),
    ],
)
def test_the_address_follows_host_and_port(variables, host, url, hosts):
    variables(HOST=host, PORT="8010")
    here = environment()
    assert (here.public_url, here.allowed_hosts) == (url, hosts)


def test_a_secret_is_made_once_and_for_its_owner_alone(tmp_path):
    first = kept_secret(tmp_path / "new folder", "secret-key")
    assert len(first) >= 50
    assert kept_secret(tmp_path / "new folder", "secret-key") == first
    assert stat.S_IMODE((tmp_path / "new folder/secret-key").stat().st_mode) == 0o600


def test_the_tests_have_a_data_folder_of_their_own(variables, monkeypatch, tmp_path):
    variables()
    monkeypatch.setenv("REGISTER_TESTING", "1")
    assert environment().data_dir == tmp_path / "data folder" / "tests"


TYPED = "x\n2026-11-20 ERROR forged\r\u2028line\x1b[2J\x00end"


@pytest.mark.parametrize("formatter", [JsonLines(), PlainLines("{message}", style="{")])
def test_one_event_is_one_line_whatever_was_typed(formatter):
    line = formatter.format(logging.makeLogRecord({"msg": "typed: %s", "args": (TYPED,), "levelname": "INFO"}))
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line
    assert "forged" in line


def test_a_json_line_says_where_an_exception_came_from_but_not_its_text():
    try:
        raise ValueError("Key (family_name)=(CANARY) already exists")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.makeLogRecord({"msg": "failed", "exc_info": info, "levelname": "ERROR", "name": "x"})
    event = json.loads(JsonLines().format(record))
    assert event["exception"] == "ValueError"
    assert "tests/ops/test_env.py" in event["where"][-1]
    assert "CANARY" not in json.dumps(event)
