"""The ways to run the system agree with each other: containers, the supervisor, the documentation, the lock files."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

from config.children import system
from config.env import REQUIRED_IN_PRODUCTION

PROJECT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")
DOCUMENT = (PROJECT / "docs" / "operations.md").read_text()
DOCKERFILE = (PROJECT / "Dockerfile").read_text()
LOCKS = sorted((PROJECT / "requirements").glob("*.txt"))
ADDRESS = re.compile(r"https?://|git\+|--(extra-)?index-url|--find-links|--trusted-host|resolved")


def test_the_services_are_those_of_the_system():
    assert set(SERVICES) == {"db", "redis", *OURS}


def test_there_is_exactly_one_beat():
    beats = [name for name, service in SERVICES.items() if "beat" in service.get("command", [])]
    assert beats == ["beat"]
    assert SERVICES["beat"]["deploy"]["replicas"] == 1
    assert not any({"-B", "--beat"} & set(service.get("command", [])) for service in SERVICES.values())


@pytest.mark.parametrize("name", OURS)
def test_every_part_has_every_variable_that_production_needs(name):
    given = SERVICES[name]["environment"]
    assert set(REQUIRED_IN_PRODUCTION) <= set(given)
    assert given["APP_ENV"] == "production"
    assert given["DATABASE_URL"].startswith("postgresql://register_app:")


def test_only_migrate_knows_the_owners_password():
    knows = {name for name in OURS if "OWNER_PASSWORD" in SERVICES[name]["environment"]["DATABASE_OWNER_URL"]}
    assert knows == {"migrate"}


def test_no_secret_is_written_down():
    for name, service in SERVICES.items():
        for variable, value in service["environment"].items():
            if re.search(r"PASSWORD|SECRET|AUTH$", variable):
                assert re.fullmatch(r"\$\{[A-Z_]+:\?\}", value), (name, variable)
    example = (PROJECT / "docker" / "example.env").read_text()
    assert re.findall(r"^(?:SECRET_KEY|\w+_PASSWORD)=(.+)$", example, re.MULTILINE) == []
    wanted = set(re.findall(r"\$\{([A-Z_]+):\?\}", (PROJECT / "docker-compose.yml").read_text()))
    assert wanted == set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))


def test_the_parts_wait_for_what_they_need():
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    for name in ("db", "redis"):
        assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES["db"]["image"].startswith("postgres:")
    assert SERVICES["redis"]["image"].startswith("redis:")


@pytest.mark.parametrize("name", OURS)
def test_containers_run_the_documented_commands(name):
    command = SERVICES[name]["command"]
    documented = [shlex.split(found) for found in re.findall(rf"\| {name} \|[^`]*`([^`]+)`", DOCUMENT)]
    assert documented == [command]


def test_make_run_starts_the_same_programs(tmp_path):
    for child in system(tmp_path, tmp_path):
        ours = child.command[2:]
        theirs = [part for part in SERVICES[child.name]["command"] if not part.startswith("/tmp")]
        assert [part for part in ours if not part.startswith(str(tmp_path))] == theirs


def test_the_image_runs_unprivileged_and_web_by_default():
    assert re.search(r"^USER register$", DOCKERFILE, re.MULTILINE)
    last = re.findall(r"^CMD (\[.+\])$", DOCKERFILE, re.MULTILINE)[-1]
    assert yaml.safe_load(last) == SERVICES["web"]["command"]
    assert "--require-hashes" in DOCKERFILE
    assert "--no-binary psycopg2-binary" in DOCKERFILE


def test_the_image_gets_every_app_and_nothing_of_a_working_copy():
    allowed = set(re.findall(r"^!(.+)$", (PROJECT / ".dockerignore").read_text(), re.MULTILINE))
    assert {path.parent.name for path in PROJECT.glob("*/apps.py")} <= allowed
    assert {"manage.py", "static", "templates", "requirements"} <= allowed
    assert not {"tests", ".env", ".data", ".git", ".venv"} & allowed


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_lock_files_have_hashes_and_no_address(lock):
    text = lock.read_text()
    assert not ADDRESS.search(text)
    requirements = re.split(r"\n(?=\S)", text.strip())
    assert requirements
    for requirement in requirements:
        assert re.match(r"[a-z0-9._-]+(\[[a-z0-9,-]+\])?==\S+", requirement), requirement[:80]
        assert "--hash=sha256:" in requirement, requirement[:80]


def test_the_look_is_locked_without_addresses():
    assert not ADDRESS.search((PROJECT / "package-lock.json").read_text().replace("https://github.com/sponsors", ""))


def test_every_dependency_has_its_reason():
    text = (PROJECT / "pyproject.toml").read_text()
    for line in re.findall(r'^    "[A-Za-z0-9-]+[~<].*$', text, re.MULTILINE):
        assert "  # " in line, line


def test_every_variable_of_the_contract_is_documented():
    for name in ("APP_ENV", *REQUIRED_IN_PRODUCTION, "DATA_DIR", "HOST", "PORT"):
        assert f"`{name}`" in DOCUMENT


@pytest.mark.parametrize(
    "script", ["scripts/setup.sh", "scripts/check.sh", "scripts/lock.sh", ".ci/run", "docker/roles.sh"]
)
def test_scripts_are_well_formed(script):
    path = PROJECT / script
    shell = "sh" if path.read_text().startswith("#!/bin/sh") else "bash"
    assert subprocess.run([shell, "-n", str(path)], check=False).returncode == 0
    assert path.stat().st_mode & 0o100
