"""Photographs and documents kept with the record (`docs/adr/0015-uploads.md`)."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts import permissions as p
from common.uploads import JPEG, PNG, SUFFIX, BadFile, check
from offenders.actions.base import change, log, not_after, values
from offenders.actions.errors import NotAllowed, Refused
from offenders.actions.life import WHO_SAYS, outline
from offenders.models import FileKind, Nominal, StoredFile

FIELDS = ("kind", "title", "date", "source", "content_type", "size", "sha256")


def add_file(
    *, nominal: Nominal, by: Any, on: dt.date, kind: str, title: str, date: dt.date, source: str, content: bytes
) -> StoredFile:
    """Keep a photograph (JPEG or PNG) or a document (PDF too), typed by its content. The same file is kept once."""
    title, source = outline(title, "title", "Enter what it is"), outline(source, "source", WHO_SAYS)
    not_after(date, on, "date", "The day it is dated")
    if kind not in FileKind.values:
        raise Refused("Select photograph or document", "kind")
    try:
        checked = check(content, **({"allowed": (JPEG, PNG)} if kind == FileKind.PHOTOGRAPH else {}))
    except BadFile as bad:
        raise Refused(str(bad), "file") from None
    digest = hashlib.sha256(checked.content).hexdigest()
    path: Path | None = None
    try:
        with change(nominal, by=by, on=on, permission=p.EDIT_NOMINAL) as held:
            if same := StoredFile.objects.counted().filter(nominal=held, sha256=digest).first():
                return same
            token = uuid.uuid4().hex
            row = StoredFile.objects.create(
                nominal=held, kind=kind, title=title, date=date, source=source, content_type=checked.content_type,
                size=len(checked.content), sha256=digest, name=f"{token[:2]}/{token}.{SUFFIX[checked.content_type]}",
                recorded_by=by,
            )  # fmt: skip
            path = path_of(row)
            write(path, checked.content)
            log("file.added", by=by, nominal=held, fact=row, after=values(row, *FIELDS))
    except BaseException:
        if path is not None:  # the row is not kept, so neither is the file
            path.unlink(missing_ok=True)
        raise
    return row


def path_of(file: StoredFile) -> Path:
    """Where the bytes lie. The name is generated, and checked by the database: no part of it was typed."""
    return Path(settings.MEDIA_ROOT) / file.name


def write(path: Path, content: bytes) -> None:
    """New, for its owner alone, and on the disk before anybody is told that it was saved."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def read_file(*, file: StoredFile, by: Any) -> bytes:
    """The bytes as they were kept; one entered in error opens only to those who review such entries.

    Raises `NotAllowed`, and `Refused` where the file is gone or is not what was kept. The view logs that it was served.
    """
    if file.voided_at is not None and not by.can(p.SEE_VOIDED_FILES):
        raise NotAllowed("This was entered in error")
    try:
        content = path_of(file).read_bytes()
    except FileNotFoundError:
        raise Refused("The file is not where it was kept. Tell your administrator") from None
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise Refused("The file is not the one that was kept. Tell your administrator")
    return content
