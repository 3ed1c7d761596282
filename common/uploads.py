"""Files that people send: measured before they are read, typed by their content, and rewritten without extras.

A photograph keeps its picture and how it is turned; where it was taken, by which telephone, and anything hidden behind
its end are left out. A PDF is taken as it is or refused. Decided in `docs/adr/0015-uploads.md`.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload

LARGEST = 15 * 1024 * 1024  # bytes of one file
MUCH_TOO_LARGE = 4 * LARGEST
AROUND = 64 * 1024  # the rest of the form
TOO_LARGE = "upload_too_large"  # in request.META
MOST_PIXELS = 60_000_000
JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
SUFFIX = {JPEG: "jpg", PNG: "png", PDF: "pdf"}


class BadFile(ValueError):
    """What is wrong with a file, in one sentence for whoever sent it."""


class Checked(NamedTuple):
    """A file fit to be kept."""

    content_type: str
    content: bytes


class MeasuredUpload(MemoryFileUploadHandler):
    """Keeps files in memory, none on disk. What is too large is kept nowhere; what is much too large is not read."""

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        """Called before a byte is read."""
        self.refused = content_length > LARGEST + AROUND
        self.hang_up = content_length > MUCH_TOO_LARGE
        self.activated = not self.refused
        self.got = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Called as a file begins."""
        if self.refused:
            self._refuse(self.hang_up)
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Called for every piece."""
        self.got += len(raw_data)
        if self.got > LARGEST:
            self._refuse(True)
        return super().receive_data_chunk(raw_data, start)

    def _refuse(self, hang_up: bool) -> None:
        """Throw the rest away unread, or read past it, so that the browser stays to hear why."""
        assert self.request is not None
        self.request.META[TOO_LARGE] = True
        raise StopUpload(connection_reset=hang_up)


def check(content: bytes, *, allowed: tuple[str, ...] = (JPEG, PNG, PDF)) -> Checked:
    """The type by the content, whatever the name says, and the content without extras. Raises `BadFile`."""
    if len(content) > LARGEST:
        raise BadFile(f"The file must be {LARGEST // 1024 // 1024} MB or smaller")
    kind = next((kind for start, kind in STARTS.items() if content.startswith(start)), "")
    if kind not in allowed:
        raise BadFile(
            f"The file must be a {' or '.join(SUFFIX[one].upper().replace('JPG', 'JPEG') for one in allowed)}"
        )
    try:
        return Checked(kind, CLEANERS[kind](content))
    except (struct.error, IndexError):
        raise BadFile("The file is damaged or incomplete") from None


def clean_jpeg(content: bytes) -> bytes:
    """The picture alone: its tables, frames and scans up to its end, and how it is turned."""
    out, at, turned, framed = [content[:2]], 2, 0, False
    while True:
        marker, length = _segment(content, at)
        body = content[at + 4 : at + 2 + length]
        if marker == 0xE1 and body.startswith(b"Exif\0\0"):
            turned = turned or _orientation(body[6:])
        elif marker in (0xE0, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            out.append(content[at : at + 2 + length])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            _bounded(*struct.unpack(">HH", body[1:5]))
            framed = True
        at += 2 + length
        if marker == 0xDA:
            end = _end_of_scan(content, at)
            out.append(content[at:end])
            at = end
            if content[at : at + 2] == b"\xff\xd9":
                break
    if not framed:
        raise BadFile("The file is damaged or incomplete")
    if 2 <= turned <= 8:
        out.insert(
            1,
            b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01"
            + bytes([0, turned, 0, 0, 0, 0, 0, 0]),
        )
    return b"".join(out) + b"\xff\xd9"


def _segment(content: bytes, at: int) -> tuple[int, int]:
    """The marker at a place and the length that follows it."""
    if content[at] != 0xFF or not (0xC0 <= content[at + 1] <= 0xFE) or content[at + 1] in range(0xD0, 0xDA):
        raise BadFile("The file is damaged or incomplete")
    [length] = struct.unpack(">H", content[at + 2 : at + 4])
    if length < 2 or at + 2 + length > len(content):
        raise BadFile("The file is damaged or incomplete")
    return content[at + 1], length


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the entropy-coded data ends: the first marker that is neither a restart nor a stuffed byte."""
    while True:
        at = content.index(b"\xff", at) if b"\xff" in content[at:] else len(content)
        following = content[at + 1]
        if following == 0x00 or 0xD0 <= following <= 0xD7:
            at += 2
        elif following == 0xFF:
            at += 1
        else:
            return at


def _orientation(tiff: bytes) -> int:
    """The orientation that Exif gives (1 to 8), 0 where it gives none or cannot be read."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        if order is None:
            return 0
        [start] = struct.unpack(order + "I", tiff[4:8])
        [count] = struct.unpack(order + "H", tiff[start : start + 2])
        for entry in range(start + 2, start + 2 + 12 * min(count, 200), 12):
            tag, kind = struct.unpack(order + "HH", tiff[entry : entry + 4])
            if (tag, kind) == (0x0112, 3):
                return int(struct.unpack(order + "H", tiff[entry + 8 : entry + 10])[0])
    except struct.error:
        pass
    return 0


PNG_START = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"cHRM", b"pHYs", b"iCCP", b"bKGD", b"sBIT")


def clean_png(content: bytes) -> bytes:
    """The chunks that make the picture, each with a true checksum, up to the end."""
    out = [PNG_START]
    names: list[bytes] = []
    for name, chunk in _chunks(content):
        if not names:
            if name != b"IHDR":
                raise BadFile("The file is damaged or incomplete")
            _bounded(*struct.unpack(">II", chunk[8:16]))
        names.append(name)
        if name in PNG_KEPT:
            out.append(chunk)
    if names[-1] != b"IEND" or b"IDAT" not in names:
        raise BadFile("The file is damaged or incomplete")
    return b"".join(out)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(PNG_START)
    while True:
        [length] = struct.unpack(">I", content[at : at + 4])
        chunk = content[at : at + 12 + length]
        if len(chunk) != 12 + length or zlib.crc32(chunk[4:-4]) != struct.unpack(">I", chunk[-4:])[0]:
            raise BadFile("The file is damaged or incomplete")
        yield chunk[4:8], chunk
        if chunk[4:8] == b"IEND":
            return
        at += 12 + length


ACTIVE = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/SubmitForm", b"/ImportData", b"/XFA")


def check_pdf(content: bytes) -> bytes:
    """A PDF that ends where it says and does nothing when opened, as far as can be seen without unpacking it."""
    end = content.rfind(b"%%EOF")
    if end < 0 or content[end + 5 :].strip(b"\r\n\t \0"):
        raise BadFile("The file is damaged or incomplete, or something is hidden behind its end")
    if any(_names(content, word) for word in ACTIVE):
        raise BadFile("The PDF holds a program or another file. Print it to a new PDF and send that")
    return content


def _names(content: bytes, word: bytes) -> bool:
    """Whether a PDF name stands in the file: followed by something that ends it."""
    at = content.find(word)
    while at >= 0:
        if content[at + len(word) : at + len(word) + 1] in (b"", *(bytes([c]) for c in b" \r\n\t\0/<>[]()")):
            return True
        at = content.find(word, at + 1)
    return False


def _bounded(height: int, width: int) -> None:
    if not (height and width) or height * width > MOST_PIXELS:
        raise BadFile(f"The picture must have {MOST_PIXELS // 1_000_000} million pixels or fewer")


STARTS = {b"\xff\xd8\xff": JPEG, PNG_START: PNG, b"%PDF-": PDF}
CLEANERS = {JPEG: clean_jpeg, PNG: clean_png, PDF: check_pdf}
