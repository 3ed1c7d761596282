"""Templates: no inline handler or style, no unescaped values, a nonce on every script, nothing from another host."""

import re

import pytest

from tests.guards.source import PROJECT

TEMPLATES = sorted((PROJECT / "templates").rglob("*.html"))
BARRED = {
    "inline event handler": re.compile(r"\son[a-z]+=", re.I),
    "inline style": re.compile(r"\sstyle=", re.I),
    "unescaped value": re.compile(r"\|\s*safe\b|autoescape\s+off"),
    "another host": re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//", re.I),
}


@pytest.mark.parametrize("what", BARRED)
def test_templates_hold_nothing_barred(what):
    found = [path.relative_to(PROJECT).as_posix() for path in TEMPLATES if BARRED[what].search(path.read_text())]
    assert found == []


def test_scripts_carry_the_nonce():
    for path in TEMPLATES:
        for tag in re.findall(r"<script\b[^>]*>", path.read_text()):
            assert "nonce=" in tag, path
