"""Checks the audit log against its sealed chain."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit import seals
from common.text import plural


class Command(BaseCommand):
    help = (
        "Check that no event was changed, deleted, inserted or swapped, and that the chain was not cut. Prints the"
        " head: write it down off this machine, and give it to a later check as --head."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seal", action="store_true", help="seal what waits first")
        parser.add_argument("--head", default="", metavar="NUMBER:HASH", help="a head printed earlier")

    def handle(self, *, seal: bool, head: str, **options: Any) -> None:
        if seal:
            seals.seal()
        found = seals.verify(head.strip())
        for fault in found.faults:
            self.stderr.write(fault)
        self.stdout.write(
            f"{plural(found.seals, 'seal')} over {plural(found.events, 'event')}; {found.waiting} not sealed yet"
        )
        self.stdout.write(f"head {found.head or 'none'}")
        if found.faults:
            raise CommandError(f"The audit log is not as it was sealed: {plural(len(found.faults), 'fault')}")
