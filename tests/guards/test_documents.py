"""What the documents and the docstrings point to is there."""

import re

from tests.guards.source import PROJECT, modules

POINTED = re.compile(r"\b(docs/[\w./-]+\.(?:md|png))")


def test_every_document_pointed_to_exists():
    files = [
        *PROJECT.glob("*.md"),
        *(PROJECT / "docs").rglob("*.md"),
        *modules(),
        *(PROJECT / "benchmarks").glob("*.py"),
    ]
    missing = {
        f"{path.relative_to(PROJECT)}: {target}"
        for path in files
        for target in POINTED.findall(path.read_text(encoding="utf-8"))
        if not (PROJECT / target).exists()
    }
    assert missing == set()


def test_the_readme_is_short_enough_to_be_read():
    assert (PROJECT / "README.md").read_text().count("\n") < 150


def test_decisions_have_numbers_of_their_own():
    numbers = [path.name[:4] for path in (PROJECT / "docs" / "adr").glob("*.md")]
    assert len(numbers) == len(set(numbers)), sorted(numbers)
