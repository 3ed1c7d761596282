"""The folder that holds a bundle: which files are there, and which may not be."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from exchange.bundle.files import BY_FILE, FILES, NOMINALS
from exchange.bundle.problems import Problems
from exchange.bundle.spec import FileSpec


class NoBundle(Exception):
    """There is no folder to read; the message says so."""


def files_of(folder: Path, problems: Problems) -> dict[FileSpec, Path]:
    """The files to load, in the order of loading. Hidden files are passed over; an unknown one is a fault."""
    if not folder.is_dir():
        raise NoBundle(f"{folder} is not a folder. Give the folder that holds nominals.csv and its companions.")
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.name in BY_FILE and path.is_file():
            found[path.name] = path
        else:
            problems.add(0, _printable(path.name), 1, "", _why_not(path))
    if NOMINALS.file not in found and not (folder / NOMINALS.file).exists():
        problems.add(0, NOMINALS.file, 1, "", "The file is missing; a bundle always has it")
    return {spec: found[spec.file] for spec in FILES if spec.file in found}


def _why_not(path: Path) -> str:
    if not path.is_file():
        return "Not a file of a bundle: take it out of the folder"
    near = get_close_matches(path.name.lower(), list(BY_FILE), n=1)
    return "Not a file of a bundle: " + (f"did you mean {near[0]}?" if near else "take it out of the folder")


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() and c != ":" else "?" for c in name)
