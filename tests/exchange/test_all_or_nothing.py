"""Nothing of a bundle is in the register unless all of it is; and no bundle is too large."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
import tracemalloc
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deadlines.models import Deadline
from exchange.bundle import load as loading
from exchange.bundle.load import IMPORT_LOCK
from offenders.models import Address, Nominal, RiskLevel
from tests.exchange.driver import load, write_bundle
from visits.models import Visit

LEVELS = ("low", "medium", "high")


@pytest.mark.django_db
def test_what_fails_half_way_leaves_nothing(tmp_path, monkeypatch):
    folder = write_bundle(tmp_path / "bundle", visits="reference,date,outcome\nT-1,2026-02-02,refused\n")

    def fail(*args):
        assert Visit.objects.exists()
        raise KeyboardInterrupt

    monkeypatch.setattr(loading, "_reconcile", fail)
    with pytest.raises(KeyboardInterrupt):
        load(folder)
    assert not Nominal.objects.exists()
    assert not Visit.objects.exists()


@pytest.mark.django_db
def test_a_fault_among_thousands_of_rows_leaves_nothing(tmp_path):
    rows = "".join(f"T-{n},1980-01-{n % 28 + 1:02}\n" for n in range(5000))
    folder = write_bundle(tmp_path / "bundle", nominals=f"reference,date_of_birth\n{rows}T-1,1980-01-01\n")
    result = load(folder)
    assert result.places == [("nominals.csv", 5002, "reference")]
    assert not Nominal.objects.exists()


def bundles():
    """Small bundles of a few people, so that two of them often speak of the same facts."""
    reference = st.sampled_from(["T-1", "T-2", "T-3"])
    day = st.sampled_from(["2026-01-05", "2026-02-05"])
    people = st.lists(
        st.tuples(reference, st.sampled_from(["Ash", "Ivy", ""]), st.sampled_from(["1 Low Road", ""])),
        min_size=1,
        unique_by=lambda row: row[0],
    )
    levels = st.lists(
        st.tuples(reference, st.sampled_from(LEVELS), day, st.sampled_from(["yes", "no", ""])),
        unique_by=lambda row: row[:3],
    )
    return st.tuples(people, levels)


def files(bundle):
    people, levels = bundle
    named = {row[0] for row in people}
    return {
        "nominals": "reference,given_names,address\n" + "".join(",".join(row) + "\n" for row in people),
        "risk_levels": "reference,level,effective_from,approved\n"
        + "".join(",".join(row) + "\n" for row in levels if row[0] in named),
    }


def whole_register():
    nominals = list(Nominal.objects.order_by("reference").values_list("reference", "given_names", "version"))
    levels = list(
        RiskLevel.objects.order_by("pk").values_list("nominal__reference", "level", "effective_from", "approved")
    )
    homes = list(Address.objects.order_by("pk").values_list("nominal__reference", "address", "voided_at"))
    return (
        nominals,
        levels,
        homes,
        list(Deadline.objects.order_by("pk").values_list("nominal__reference", "kind", "due_on")),
    )


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=bundles(), second=bundles())
def test_a_dry_run_tells_the_truth_and_the_second_load_changes_nothing(tmp_path, first, second):
    with transaction.atomic():
        load(write_bundle(tmp_path / "bundle", **files(first)))
        folder = write_bundle(tmp_path / "bundle", **files(second))
        before = whole_register()
        dry = load(folder, dry_run=True)
        assert whole_register() == before
        real = load(folder)
        assert dry.counts == real.counts
        assert (whole_register() == before) == ("Nothing to change" in real.output)
        after = whole_register()
        assert "Nothing to change" in load(folder).output
        assert whole_register() == after
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_a_bundle_waits_for_no_other(tmp_path):
    """Two imports at once: the second says so at once and writes nothing."""
    folder = write_bundle(tmp_path / "bundle")
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [IMPORT_LOCK])
            held.set()
            done.wait(60)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    held.wait(60)
    result = load(folder)
    done.set()
    other.join()
    assert result.exit == 1
    assert "Another bundle is being loaded" in result.output
    assert load(folder).exit == 0


def large(folder, people, visits):
    """People with a history, written as a stream."""
    folder.mkdir()
    chance = random.Random(7)
    with (folder / "nominals.csv").open("w") as nominals, (folder / "visits.csv").open("w") as attempts:
        nominals.write("reference,family_name,given_names,force,registered_on,address\n")
        attempts.write("reference,date,outcome,notes\n")
        for n in range(people):
            nominals.write(f"L-{n:06},Larkmoor,Ash,Northshire Police,2016-03-04,{n} Sample Street\n")
            for year in range(visits):
                day = f"{2010 + year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
                attempts.write(f"L-{n:06},{day},seen_at_address,{'Nothing of note. ' * 8}\n")
    return folder


def others_at(statement):
    """Whether another session of this database is at a statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'"
            " AND pid <> pg_backend_pid() AND query LIKE %s)",
            [f"{statement}%"],
        )
        return cursor.fetchone()[0]


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_half_way_it_leaves_nothing(tmp_path):
    folder = large(tmp_path / "bundle", 1_000, 20)
    ours = connection.settings_dict
    address = f"{ours['HOST']}:{ours['PORT']}/{ours['NAME']}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"postgres://{ours['USER']}:{quote(ours['PASSWORD'], safe='')}@{address}",
    }
    loader = subprocess.Popen(
        [sys.executable, "manage.py", "import_register", str(folder)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_for(lambda: others_at("INSERT INTO visits_visit") or loader.poll() is not None)
    finally:
        loader.send_signal(signal.SIGKILL)
        output = loader.communicate()[0].decode()
    assert loader.returncode == -signal.SIGKILL, output
    wait_for(lambda: not others_at(""))
    assert Nominal.objects.count() == Visit.objects.count() == 0
    assert load(folder).counts["visits.csv"] == (20_000, 0, 0)


@pytest.mark.slow
@pytest.mark.django_db
def test_memory_stays_flat(tmp_path):
    """Three times the rows take no more memory; nothing of a file is held but the piece on its way."""
    peaks = []
    for people in (2_000, 6_000):
        folder = large(tmp_path / str(people), people, 4)
        tracemalloc.start()
        with transaction.atomic():
            assert load(folder).exit == 0
            transaction.set_rollback(True)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    small, big = peaks
    assert big < small * 1.5
    assert big < 20_000_000
