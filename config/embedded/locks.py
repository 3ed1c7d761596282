"""Advisory file locks. They vanish with the process that holds them, even after kill -9."""

import fcntl
import os
import time
from pathlib import Path


class FileLock:
    """A lock on one file, shared or exclusive, held by an open file that no started program inherits."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds its lock."""
        return self._file is not None

    def take(self, *, shared: bool = False, wait: float | None = None) -> bool:
        """Take the lock: wait for ever (None), or up to so many seconds. Return whether it is held."""
        if self._file is not None:
            return True
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        deadline = None if wait is None else time.monotonic() + wait
        try:
            while True:
                try:
                    fcntl.flock(descriptor, kind if deadline is None else kind | fcntl.LOCK_NB)
                except BlockingIOError:
                    if deadline is None or time.monotonic() >= deadline:
                        os.close(descriptor)
                        return False
                    time.sleep(0.02)
                else:
                    self._file = descriptor
                    return True
        except BaseException:
            if self._file is None:
                os.close(descriptor)
            raise

    def drop(self) -> None:
        """Give the lock up."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def is_locked(path: Path) -> bool:
    """Whether somebody holds the exclusive lock on that file."""
    if not path.exists():
        return False
    probe = FileLock(path)
    free = probe.take(shared=True, wait=0)
    probe.drop()
    return not free
