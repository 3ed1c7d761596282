"""The look is ours: nothing of GOV.UK's own is left in it, and hashing finds every file."""

import importlib.util
import re

import pytest
from django.core.management import call_command

from tests.guards.source import PROJECT

VENDOR = PROJECT / "static" / "vendor"


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("build_assets", PROJECT / "scripts" / "build_assets.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_restyle(build):
    css = (
        "@font-face{font-family:GDS Transport;src:url(/assets/fonts/x.woff2)}"
        "a{font-family:GDS Transport,arial,sans-serif;background:url(/assets/images/govuk-crest.svg)}"
        "b{font-family:sans-serif}c{background:url(/assets/images/icon-document.svg)}\n"
        "/*# sourceMappingURL=x.css.map */"
    )
    restyled = build.restyle(css)
    assert "GDS" not in restyled
    assert "@font-face" not in restyled
    assert "sourceMappingURL" not in restyled
    assert "crest" not in restyled
    assert "url(images/icon-document.svg)" in restyled


def test_a_changed_package_is_noticed(build):
    with pytest.raises(build.AssetError):
        build.restyle("a{background:url(/elsewhere/x.png)}")


def test_what_was_built_names_no_other_host_and_no_crown():
    for path in VENDOR.rglob("*.css"):
        assert not re.search(r"url\((?!images/|[\"']?data:)", path.read_text()), path
    names = {path.name for path in VENDOR.rglob("*")}
    assert not {name for name in names if re.search(r"crown|crest|favicon|opengraph|woff", name)}


def test_hashed_build(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", "--no-input", verbosity=0)
    assert list((tmp_path / "css").glob("app.*.css"))
    assert re.search(
        r"url\(\"?\.\./images/chevron\.[0-9a-f]{12}\.svg", next((tmp_path / "css").glob("app.*.css")).read_text()
    )


def test_no_lock_file_names_a_registry():
    assert "http" not in (PROJECT / "package-lock.json").read_text()
