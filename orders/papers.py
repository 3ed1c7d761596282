"""The scan of a court's paper: what may come in, and under which name it goes out.

The type is told by the content, never by what the browser says; the size is judged before anything is read; nothing is
opened, drawn or unpacked here; the paper goes out as an attachment under a name of ours, after the same check as the
record itself.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

LARGEST = 10 * 1024 * 1024
_SIGNATURES = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"II*\x00", "image/tiff", "tif"),
    (b"MM\x00*", "image/tiff", "tif"),
)
EXTENSIONS = {content_type: extension for _, content_type, extension in _SIGNATURES}
WRONG_TYPE = "The scan must be a PDF, JPEG, PNG or TIFF file"
TOO_LARGE = "The scan must be smaller than 10 MB"
EMPTY = "The file is empty"


class NotAScan(ValueError):
    """The file cannot be kept; the message says why and what can."""


@dataclass(frozen=True)
class Scan:
    """A file that may be kept."""

    content: bytes
    content_type: str
    sha256: str


def read_scan(upload: Any) -> Scan:
    """An uploaded file, judged. Raises `NotAScan`."""
    if upload.size > LARGEST:
        raise NotAScan(TOO_LARGE)
    content = upload.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise NotAScan(TOO_LARGE)
    if not content:
        raise NotAScan(EMPTY)
    for signature, content_type, _ in _SIGNATURES:
        if content.startswith(signature):
            return Scan(content, content_type, hashlib.sha256(content).hexdigest())
    raise NotAScan(WRONG_TYPE)


def file_name(order_ref: str, number: int, content_type: str) -> str:
    """`SHPO-12-paper-3.pdf`: no name of a person, and nothing that the sender chose."""
    return f"{order_ref}-paper-{number}.{EXTENSIONS[content_type]}"
