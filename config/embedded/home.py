"""Whose the servers are and where their files lie.

PostgreSQL refuses to run as root, so as root both servers run as `nobody`, which then owns its data. Where that user
cannot reach the data folder or the programs (a clone below a folder of mode 0700), nobody's permissions are changed:
the servers' files, and a copy of the programs if need be, go to a private folder elsewhere, noted in the data folder.
"""

import hashlib
import os
import pwd
import shutil
import stat
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from config.embedded.binaries import Program
from config.embedded.errors import ServiceError
from config.embedded.state import Paths, Secrets, write_private

UNPRIVILEGED = ("nobody", "daemon")
ELSEWHERE = ("/var/tmp", "/tmp", "/var/lib")  # noqa: S108 - checked below: ours, and nobody else may write to it
NOT_COPIED = ("include", "*.a", "*.h", "pkgconfig")


@dataclass(frozen=True)
class Account:
    """The unprivileged user that the servers run as."""

    name: str
    uid: int
    gid: int

    def give(self, path: Path) -> None:
        """Make that user the owner of the path."""
        os.chown(path, self.uid, self.gid)


@dataclass(frozen=True)
class Home:
    """Where the servers' files are, the user they run as (None: the one we are), and what to tell about it."""

    folder: Path
    account: Account | None
    notice: str = ""

    def own_folder(self, name: str) -> Path:
        """Make and return a folder in which only the servers' user can look."""
        path = self.folder / name
        path.mkdir(mode=0o700, exist_ok=True)
        self.give(path)
        return path

    def give(self, path: Path) -> None:
        """Make the servers' user the owner of the path."""
        if self.account:
            self.account.give(path)


def unprivileged_account() -> Account | None:
    """Return the user to run as where we are root; None where we are an ordinary user already."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, found.pw_uid, found.pw_gid)
    raise ServiceError("PostgreSQL does not run as root, and there is no user called nobody to run it as.")


def find_home(paths: Paths, known: Secrets) -> Home:
    """Return where the servers' files are; decide it, and note it in `known`, the first time."""
    account = unprivileged_account()
    if account is None:
        return Home(paths.folder, None)
    if known.home:
        folder = Path(known.home)
    elif reachable(account, [paths.folder]):
        return Home(paths.folder, account)
    else:
        folder = _elsewhere(paths.data_dir)
    fresh = _claim(folder, f"{known.identity}\n{paths.data_dir}\n")
    known.home = str(folder)
    notice = (
        f"PostgreSQL does not run as root, so it runs as {account.name}, who cannot reach {paths.data_dir}: "
        f"its files, and those of Redis, are in {folder} instead."
    )
    return Home(folder, account, notice if fresh else "")


def usable(home: Home, program: Program) -> tuple[Home, Program]:
    """Return programs that the servers' user can run: those found, or a copy that every data folder may share."""
    if home.account is None or not program.tree or reachable(home.account, [program.folder, *program.tree]):
        return home, program
    folder = _elsewhere(program.folder)
    _claim(folder, f"programs\n{program.folder}\n")
    copied, new = _copy(program, folder)
    if new and not home.notice:
        home = replace(home, notice=f"{home.account.name} cannot run the programs in .venv; a copy is in {folder}.")
    return home, copied


def reachable(account: Account, wanted: Iterable[Path]) -> bool:
    """Whether that user can pass through every one of these folders (or run these files), tried as that user."""
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(account.gid)
            os.setuid(account.uid)
            os._exit(0 if all(os.access(path, os.X_OK) for path in wanted) else 1)
        finally:
            os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _elsewhere(path: Path) -> Path:
    """Return the private folder that stands for a path which the servers' user cannot reach."""
    name = "registered-offenders-" + hashlib.sha256(str(path).encode()).hexdigest()[:16]
    for parent in map(Path, ELSEWHERE):
        if parent.is_dir() and not os.statvfs(parent).f_flag & getattr(os, "ST_NOEXEC", 0):
            return parent / name
    raise ServiceError(f"No folder was found that can stand for {path}; set DATA_DIR to another folder.")


def _claim(folder: Path, identity: str) -> bool:
    """Make the private folder, or take the one that is already ours; return whether it is new.

    A folder of another data folder that once had the same path is cleared away: its passwords are lost anyway.
    """
    mark = folder / "identity"
    try:
        folder.mkdir(mode=0o711)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
            raise ServiceError(f"{folder} is not ours alone; remove it, or set DATA_DIR elsewhere.") from None
        if mark.is_file() and mark.read_text() == identity:
            return False
        shutil.rmtree(folder)
        folder.mkdir(mode=0o711)
    folder.chmod(0o711)  # whatever the umask was
    write_private(mark, identity)
    return True


def _copy(program: Program, folder: Path) -> tuple[Program, bool]:
    """Copy the programs, keeping where they lie relative to each other; return them and whether this was needed."""
    top = Path(os.path.commonpath([tree.parent for tree in program.tree]))
    newest = max(path.stat().st_mtime_ns for path in program.folder.iterdir())
    sign = hashlib.sha256(f"{program.folder}:{newest}".encode()).hexdigest()[:12]
    target = folder / f"programs-{sign}"
    copied = Program(target / program.folder.relative_to(top), tuple(target / t.relative_to(top) for t in program.tree))
    if target.is_dir():
        return copied, False
    draft = folder / f"programs-{sign}.{os.getpid()}"
    for tree in program.tree:
        shutil.copytree(tree, draft / tree.relative_to(top), symlinks=True, ignore=shutil.ignore_patterns(*NOT_COPIED))
    for path in [draft, *draft.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        draft.rename(target)
    except OSError:  # another keeper was first
        shutil.rmtree(draft)
    return copied, True
