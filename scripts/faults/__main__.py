"""`python -m scripts.faults [--nominals N] [--kills N] [--seed S] [fault …]`: brings faults about, checks each."""

from __future__ import annotations

import argparse
import datetime as dt
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType

from scripts.faults import oracle, world
from scripts.faults.faults import FAULTS, Faults

LONGEST = 30 * 60  # seconds; then it stops by itself


def main() -> int:
    """Exit status 0 where everything held."""
    parser = argparse.ArgumentParser(prog="python -m scripts.faults", description=__doc__)
    parser.add_argument("faults", nargs="*", metavar="fault", help=f"{', '.join(FAULTS)}; all where none is named")
    parser.add_argument("--nominals", type=int, default=600)
    parser.add_argument("--kills", type=int, default=30, help="how often a worker is killed")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="repeats what a run did")
    options = parser.parse_args()
    if unknown := set(options.faults) - set(FAULTS):
        parser.error(f"no such fault: {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGALRM, _enough)
    signal.signal(signal.SIGTERM, _enough)
    signal.alarm(LONGEST)
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    folder.chmod(0o711)
    print(f"seed {options.seed}")
    try:
        world.prepare(folder)
        cases = oracle.cases(options.nominals, options.seed)
        world.fill(cases)
        chance = random.Random(options.seed)  # noqa: S311
        return run(options.faults or FAULTS, Faults(cases, options.kills, chance))
    finally:
        from config import embedded

        embedded.release(folder, wait=20)
        shutil.rmtree(folder, ignore_errors=True)


def run(names: list[str] | tuple[str, ...], faults: Faults) -> int:
    """One after another, each from the facts alone."""
    failed = 0
    for name in names:
        world.forget()
        began = time.monotonic()
        faults.nights = []
        try:
            said = getattr(faults, name)()
            wrong = faults.wrong()
        except Exception as error:
            said, wrong = "", [f"{type(error).__name__}: {error}"]
        failed += bool(wrong)
        print(f"{name:<16} {'holds' if not wrong else 'FAILS'}  {time.monotonic() - began:5.1f} s  {said}", flush=True)
        for line in wrong[:10]:
            print(f"    {line}")
    return 1 if failed else 0


def _enough(number: int, frame: FrameType | None) -> None:
    raise SystemExit(f"Told to stop, or not done after {dt.timedelta(seconds=LONGEST)}.")


if __name__ == "__main__":
    sys.exit(main())
