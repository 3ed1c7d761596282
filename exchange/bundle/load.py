"""Loads a bundle: reads, judges, writes the difference and works out the deadlines anew, all in one transaction."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from django.db import transaction

from accounts.leaving import before_change
from audit.events import record
from common.rows import fetch
from common.text import plural
from deadlines.reconcile import batch_for, lock_for_batch, reconcile_batch
from exchange.bundle import meetings, nominals
from exchange.bundle.applications import close_cases, open_cases
from exchange.bundle.checks import check
from exchange.bundle.facts import ADDRESSES, EVENTS, VISITS
from exchange.bundle.files import FILES, NOMINALS, OFFICERS, POLICY
from exchange.bundle.folder import files_of
from exchange.bundle.mappa import MAPPA_MEETINGS
from exchange.bundle.matching import (
    TOUCHED,
    make_forces,
    make_known,
    make_people,
    make_teams,
    match,
    teams_without_force,
)
from exchange.bundle.merge import merge
from exchange.bundle.named import keep_answered
from exchange.bundle.notification import DISPOSALS, unexplained
from exchange.bundle.orders import CONDITIONS
from exchange.bundle.problems import BundleRefused, Problems
from exchange.bundle.spec import Counts, FileSpec, Outcome, Staged
from exchange.bundle.staging import Progress, execute, stage
from exchange.bundle.terms import odd_terms
from exchange.bundle.variations import respect_variations
from offenders.actions.transfers import withdraw_moved

IMPORT_LOCK = 7303  # first half of the key of the lock that an import holds
NOMINALS_AT_ONCE = 2_000


class AnotherImport(Exception):
    """Somebody else is loading a bundle."""


def load_bundle(
    folder: Path, *, on: dt.date, dry_run: bool = False, progress: Progress = lambda what, done: None
) -> Outcome:
    """Load a folder, or say what loading it would do; `on` is today, for what begins or ends with the import.

    Raises `BundleRefused` with everything that is wrong, `NoBundle` where there is no folder, `AnotherImport`. In each
    case, and after a dry run, the register is as it was.
    """
    problems = Problems()
    files = files_of(folder, problems)
    with transaction.atomic():
        _prepare_session()
        staged = _stage_all(files, problems, progress)
        _lock_everybody(on)
        _judge_all(staged, problems, progress)
        if problems.count:
            raise BundleRefused(problems)
        outcome = _write_all(staged, on, progress)
        outcome.deadlines = dict(_reconcile(on, progress))
        outcome.warnings += _warnings(outcome, staged, on)
        if not dry_run and not outcome.nothing:
            record("register.imported", by=None, details={"files": {c.file: c.text() for c in outcome.files}})
        transaction.set_rollback(dry_run)
    return outcome


def _prepare_session() -> None:
    [[free]] = fetch("SELECT pg_try_advisory_xact_lock(%s, 0)", [IMPORT_LOCK])
    if not free:
        raise AnotherImport("Another bundle is being loaded. Try again when that is done.")
    # Millions of rows are sorted and joined in one statement, once in a long while.
    execute("SET LOCAL work_mem = '128MB'")
    # Keys are checked as each statement ends, not all together at the commit.
    execute("SET CONSTRAINTS ALL IMMEDIATE")


def _stage_all(files: dict[FileSpec, Path], problems: Problems, progress: Progress) -> dict[FileSpec, Staged]:
    staged: dict[FileSpec, Staged] = {}
    known: Collection[str] | None = None
    for spec, path in files.items():
        if known is None and any(column.wants_usernames for column in spec.columns):
            known = _known_usernames(staged.get(OFFICERS))
        staged[spec] = stage(spec, path, problems, known=known, progress=progress)
    return staged


def _known_usernames(officers: Staged | None) -> Collection[str] | None:
    """Those of the register and of officers.csv, faulty rows too. None where officers.csv cannot be read."""
    if officers is not None and not officers.readable:
        return None
    also = f" UNION SELECT username FROM {OFFICERS.staged} WHERE username IS NOT NULL" if officers is not None else ""
    return {name for (name,) in fetch("SELECT username FROM accounts_user" + also, [])}


def _lock_everybody(on: dt.date) -> None:
    """Wait for changes that are under way, and keep further ones waiting until the bundle is in.

    Actions and nightly batches take the same locks before anything else, so none works on stale facts and none can
    block an import that blocks it.
    """
    [[last]] = fetch("SELECT coalesce(max(id), 0) FROM offenders_nominal", [])
    lock_for_batch(batch_for(on, first=0, last=last))


def _judge_all(staged: dict[FileSpec, Staged], problems: Problems, progress: Progress) -> None:
    """Match every file with the register and judge the bundle as a whole; forces and teams it names are there then."""
    readable = [one for one in staged.values() if one.readable]
    nominals_read = NOMINALS in staged and staged[NOMINALS].readable
    make_people(nominals_read=nominals_read)
    make_forces(readable)
    read = {one.spec for one in readable}
    unread = {spec.file for spec in staged if spec not in read}
    for spec in FILES:
        if spec.known and spec not in read and _named_in(spec, read):
            make_known(spec, read=None)
    for one in readable:
        progress(f"Checking {one.spec.file}", one.rows)
        match(one)
        check(one, problems, nominals_read=nominals_read, unread=unread)
        if one.spec in (OFFICERS, NOMINALS):
            make_teams(one)
        if _named_in(one.spec, read):
            make_known(one.spec, read=one)
    officers, people = (staged[spec] if spec in read else None for spec in (OFFICERS, NOMINALS))
    keep_answered(officers, people, problems)


def _named_in(spec: FileSpec, read: Collection[FileSpec]) -> bool:
    """Whether rows of another file hang on this one's."""
    if spec.known is None:
        return False
    table = spec.known.table
    return any((one.parent and one.parent.known == table) or table in one.also_names for one in read)


def _write_all(staged: dict[FileSpec, Staged], on: dt.date, progress: Progress) -> Outcome:
    """Write the difference, file by file. Nothing here can fail for what the bundle holds: it has been judged."""
    outcome = Outcome()
    counts: dict[FileSpec, Counts] = {}
    changed = before_change(on) if OFFICERS in staged else None
    for spec, one in staged.items():
        progress(f"Writing {spec.file}", one.rows)
        if spec is NOMINALS:
            nominals.fill_search_names(one.present)
        if spec is ADDRESSES:
            nominals.end_undated_homes(one.present)
        if spec is MAPPA_MEETINGS:
            meetings.make_areas(one)
        if spec is CONDITIONS:
            outcome.warnings += respect_variations(one)
        counts[spec] = merge(one)
        outcome.files.append(counts[spec])
    if changed and counts[OFFICERS].changed:
        changed(None)
    present = staged[NOMINALS].present
    if "officer" in present:
        nominals.keep_allocations(on)
    nominals.write_homes(present)
    if present & {"team", "force"} and (ended := withdraw_moved(on)):
        outcome.warnings.append(f"{NOMINALS.file}: {plural(ended, 'transfer')} on offer withdrawn: the case has moved")
    counts[NOMINALS].changed = nominals.altered()
    if MAPPA_MEETINGS in counts:
        meetings.settle_meetings(changed=bool(counts[MAPPA_MEETINGS].added or counts[MAPPA_MEETINGS].changed))
    if EVENTS in counts:
        close_cases()
    if EVENTS in counts or "force" in present:
        open_cases()
    if POLICY in counts and (counts[POLICY].added or counts[POLICY].changed):
        execute(f"INSERT INTO {TOUCHED} SELECT id FROM offenders_nominal ON CONFLICT DO NOTHING")
    return outcome


def _reconcile(on: dt.date, progress: Progress) -> Counter[str]:
    """Bring the deadlines of everybody touched up to date, so that the pages are right at once."""
    # The tables just filled have no statistics yet, without which every batch would read them whole.
    execute("SET LOCAL enable_seqscan = off")
    template = batch_for(on, ids=())
    total: Counter[str] = Counter()
    last = 0
    while ids := [
        id_
        for (id_,) in fetch(
            f"SELECT nominal_id FROM {TOUCHED} WHERE nominal_id > %s ORDER BY nominal_id LIMIT {NOMINALS_AT_ONCE}",
            [last],
        )
    ]:
        last = ids[-1]
        total.update(reconcile_batch(replace(template, ids=tuple(ids))))
        progress("Working out deadlines", total["nominals"])
    execute("SET LOCAL enable_seqscan = on")
    return total


def _warnings(outcome: Outcome, staged: dict[FileSpec, Staged], on: dt.date) -> list[str]:
    """What loads, but should be looked at."""
    found = [
        f"{counts.file}: {plural(counts.in_error, 'row')} marked entered in error in the register and left so"
        for counts in outcome.files
        if counts.in_error
    ]
    found += [
        f"{counts.file}: {plural(counts.silent, 'row')} without a value: it is not kept, and one that the register"
        " had in its place is taken back"
        for counts in outcome.files
        if counts.silent
    ]
    for spec in (OFFICERS, NOMINALS):
        if spec in staged and (loose := teams_without_force(staged[spec])):
            found.append(
                f"{spec.file}: {plural(loose, 'row')} with a team and no force, in which a team lies: not kept"
            )
    if failed := outcome.deadlines.get("failed"):
        found.append(
            f"the deadlines of {plural(failed, 'nominal')} could not be worked out; see the nightly run's page"
        )
    if NOMINALS in staged and "officer" in staged[NOMINALS].present and (shut := nominals.cannot_be_opened(on)):
        found.append(
            f"{NOMINALS.file}: {plural(shut, 'nominal')} allocated to somebody who cannot open the record (another"
            " force, a role without records, an inactive account, or closed to them); the alerts go to the supervisors"
        )
    if VISITS in staged:
        [[ahead]] = fetch(f"SELECT count(*) FROM {VISITS.matched} WHERE date > %s", [on])
        if ahead:
            found.append(f"{VISITS.file}: {plural(ahead, 'visit')} dated after today")
    if DISPOSALS in staged:
        found += unexplained(staged[DISPOSALS])
    return found + odd_terms(staged, on)
