"""Drives the commands as an operator would, and reads what they print."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import CommandError

CASES = Path(__file__).resolve().parents[1] / "cases"
PLACE = re.compile(r"^(?P<file>[^:\n]+):(?P<row>\d+):(?P<column>[^:\n]*): .+$", re.MULTILINE)

Place = tuple[str, int, str]


@dataclass
class Result:
    """What a run of `import_register` did."""

    exit: int
    output: str

    @property
    def places(self) -> list[Place]:
        """Every place that was reported, in order."""
        return [(m["file"], int(m["row"]), m["column"]) for m in PLACE.finditer(self.output)]

    @property
    def counts(self) -> dict[str, tuple[int, int, int]]:
        """For each file: how many rows were added, changed, unchanged."""
        pattern = r"^(\S+\.csv): [\d,]+ rows?: ([\d,]+) added, ([\d,]+) changed, ([\d,]+) unchanged$"
        found = re.findall(pattern, self.output, re.MULTILINE)
        return {name: tuple(int(n.replace(",", "")) for n in numbers) for name, *numbers in found}


def load(folder: Path, *, dry_run: bool = False) -> Result:
    """Run the command on a folder."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_register", str(folder), dry_run=dry_run, stdout=out, stderr=err)
    except CommandError as error:
        return Result(error.returncode, f"{out.getvalue()}{err.getvalue()}CommandError: {error}\n")
    return Result(0, out.getvalue() + err.getvalue())


def exported(command: str, as_of: str | None = None) -> list[dict[str, str]]:
    """The rows of an export."""
    out = io.StringIO()
    call_command(command, **({"as_of": as_of} if as_of else {}), stdout=out)
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))


def register(as_of: str | None = None) -> dict[str, dict[str, str]]:
    """`export_register` by reference."""
    return {row["reference"]: row for row in exported("export_register", as_of)}


def write_bundle(folder: Path, **files: str | bytes) -> Path:
    """A folder with these files, nominals.csv with one person unless it is given."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    files.setdefault("nominals", "reference,force,registered_on\nT-1,Northshire Police,2024-02-05\n")
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / f"{name}.csv").write_bytes(data)
    return folder
