"""The faults that need whole processes (trust F), with what must hold meanwhile; `wrong` is what must hold after."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from unittest.mock import patch

from scripts.faults import oracle, world

ONE = dt.timedelta(days=1)
DAY = oracle.START + 20 * ONE
FAULTS = ("killed", "two_beats", "ten_runs", "redelivered", "redis", "postgres", "missed", "clock", "poisoned")


class Faults:
    """Each method is one fault; it notes the nights that were run and says what it did."""

    def __init__(self, cases: Sequence[oracle.Case], kills: int, chance: random.Random) -> None:
        self.cases, self.kills, self.chance = list(cases), kills, chance
        self.nights: list[dt.date] = []

    def wrong(self) -> list[str]:
        """How alerts and deadlines differ from the oracle; alerts twice; runs not ended."""
        from deadlines.models import Alert, Deadline, FailedNominal, NightlyRun

        rows = list(Alert.objects.values_list("nominal__reference", "stage", "recipient__username", "raised_on"))
        found = {(reference, stage, who): on for reference, stage, who, on in rows}
        expected = oracle.alerts(self.cases, self.nights)
        faults = [f"alert missing: {key} on {on}" for key, on in expected.items() if key not in found]
        faults += [f"alert too many: {key} on {on}" for key, on in found.items() if expected.get(key) != on]
        faults += ["an alert twice"] * (len(rows) - len(found))
        opened = Deadline.objects.open().values_list("nominal__reference", "due_on", "suspended")
        differs = set(opened) ^ oracle.deadlines(self.cases)
        faults += [f"deadline: {one}" for one in sorted(differs)]
        faults += ["somebody is listed as failed"] * FailedNominal.objects.count()
        faults += [f"not ended: {one}" for one in NightlyRun.objects.exclude(state="done")]
        return faults

    def night(self, on: dt.date) -> None:
        """What the next bell does."""
        from deadlines import nightly

        with patch.object(nightly, "BATCH", world.BATCH):
            nightly.run(on)
        self.nights.append(on)

    def killed(self) -> str:
        """Workers killed with -9 at random moments, over several nights; then the next bell."""
        number, took = 0, 0.0
        nights = [DAY + step * ONE for step in range(0, 30, 6)]
        for on in nights:
            took = took or self._time_of_a_worker(on)
            for _ in range(self.kills // len(nights)):
                workers = [world.worker(on) for _ in range(self.chance.choice([1, 1, 2]))]
                time.sleep(self.chance.uniform(0.2, 1.0) * took)
                world.end(workers)
                number += 1
            self.night(on)
        return f"{number} times"

    def _time_of_a_worker(self, on: dt.date) -> float:
        """What a whole run takes here, the start of Python included; as if it had not been made."""
        began = time.monotonic()
        world.end([world.worker(on)], 0)
        took = time.monotonic() - began
        world.forget()
        return took

    def two_beats(self) -> str:
        """Two bells at once: one ends the run."""
        return self._at_once(2)

    def ten_runs(self) -> str:
        """Ten at once: one ends the run."""
        return self._at_once(10)

    def _at_once(self, number: int) -> str:
        from deadlines.models import NightlyRun

        workers = [world.worker(DAY) for _ in range(number)]
        ended = [worker.wait(300) for worker in workers]
        self.nights = [DAY]
        fences = NightlyRun.objects.get().fence
        if ended.count(0) != 1 or fences != 1:
            raise AssertionError(f"{ended.count(0)} of {number} ended the run, {fences} took it: {ended}")
        return f"{number} processes, one ended the run"

    def redelivered(self) -> str:
        """The same message several times, to a worker that is killed over it and to the next one."""
        from deadlines.models import NightlyRun
        from deadlines.tasks import nightly_bell

        on = _today()
        first = world.celery()
        try:
            for _ in range(3):
                nightly_bell.apply_async()
            _until(lambda: NightlyRun.objects.exists())
        finally:
            world.end([first], group=True)
        second = world.celery()
        try:
            for _ in range(3):
                nightly_bell.apply_async()
            _until(lambda: NightlyRun.objects.filter(on=on, state="done").exists())
        finally:
            world.end([second], group=True)
        self.nights = [on]
        return "six deliveries, one worker killed"

    def redis(self) -> str:
        """Redis flushed and killed during a run: the run goes on, publishing fails at once, the next bell works."""
        from common.publishing import publish
        from deadlines.models import NightlyRun
        from deadlines.tasks import nightly_bell

        on, worker = _today(), world.celery()
        try:
            nightly_bell.apply_async()
            _until(lambda: NightlyRun.objects.exists())
            pid = world.server("redis-server")
            os.kill(pid, signal.SIGSTOP)  # it hangs, then it is gone
            began = time.monotonic()
            if publish(nightly_bell):
                raise AssertionError("a broker that hangs took a task")
            waited = time.monotonic() - began
            os.kill(pid, signal.SIGKILL)
            _until(lambda: _flushed())
            nightly_bell.apply_async()
            _until(lambda: NightlyRun.objects.filter(on=on, state="done").exists())
        finally:
            world.end([worker], group=True)
        if waited > 1.5:
            raise AssertionError(f"publishing to a broker that hangs took {waited:.1f} s")
        self.nights = [on]
        return f"publishing failed after {waited:.1f} s"

    def postgres(self) -> str:
        """PostgreSQL killed under a run: it comes back without a hand, nothing that was said to be written is lost."""
        from deadlines.models import RunBatch
        from offenders.models import Nominal
        from visits.models import Visit

        before = Nominal.objects.count(), Visit.objects.count()
        worker = world.worker(DAY)
        try:
            _until(lambda: RunBatch.objects.filter(done=True).exists())
            os.kill(world.server("postgres"), signal.SIGQUIT)  # stops at once, as in a power cut
            began = time.monotonic()
            with suppress(subprocess.TimeoutExpired):
                worker.wait(30)
        finally:
            world.end([worker])
        if not world.answers():
            raise AssertionError("PostgreSQL did not come back")
        back = time.monotonic() - began
        if (Nominal.objects.count(), Visit.objects.count()) != before:
            raise AssertionError("something that was committed is gone")
        self.night(DAY)
        return f"back after {back:.1f} s"

    def missed(self) -> str:
        """Nights that nobody ran: what they passed over is not raised later, and what is true now is."""
        for step in (0, 1, 9, 24):
            self.night(DAY + step * ONE)
        return "4 of 25 nights"

    def clock(self) -> str:
        """A bell every half hour over both nights on which the clocks change: one run a London day, each alert once."""
        import time_machine

        from common.clock import today
        from deadlines.models import NightlyRun

        bells = 0
        for start in (dt.datetime(2026, 3, 28, 20, tzinfo=dt.UTC), dt.datetime(2026, 10, 24, 20, tzinfo=dt.UTC)):
            for half in range(16):
                with time_machine.travel(start + half * dt.timedelta(minutes=30), tick=False):
                    self.night(today())
                    bells += 1
        days = sorted(set(self.nights))
        if NightlyRun.objects.count() != len(days) or set(NightlyRun.objects.values_list("fence", flat=True)) != {1}:
            raise AssertionError("a day was run more than once")
        self.nights = days
        return f"{bells} bells, {len(days)} runs"

    def poisoned(self) -> str:
        """A nominal whose dates cannot be worked out: the others are done, it is listed, and the next run mends it."""
        from deadlines.models import Deadline, FailedNominal
        from offenders.models import Nominal
        from visits.deadlines import VisitSource

        bad = Nominal.objects.order_by("pk")[7].pk
        real = VisitSource.specs

        def specs(source: object, person: object, facts: object, batch: object) -> object:
            if person.id == bad:  # type: ignore[attr-defined]
                raise ValueError("31 February")
            return real(source, person, facts, batch)  # type: ignore[arg-type]

        with patch.object(VisitSource, "specs", specs):
            self.night(DAY)
        done = Deadline.objects.open().count()
        if list(FailedNominal.objects.values_list("nominal_id", "tries")) != [(bad, 1)] or done != len(self.cases) - 1:
            raise AssertionError(f"{done} done, {FailedNominal.objects.count()} listed")
        self.nights = []
        from deadlines import nightly

        nightly.run(DAY, again=True)
        self.nights = [DAY]
        return f"{done} done, one listed"


def _today() -> dt.date:
    from common.clock import today

    return today()


def _flushed() -> bool:
    """Redis is back, and empty."""
    import redis
    from django.conf import settings

    with suppress(redis.RedisError, OSError):
        link = redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=1, socket_connect_timeout=1)
        return bool(link.flushall())
    return False


def _until(holds: object, seconds: float = 90) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        if time.monotonic() > end:
            raise AssertionError("waited in vain")
        time.sleep(0.05)
