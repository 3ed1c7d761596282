"""Files by their content: what is kept of them, what is refused."""

import struct
import zlib

import pytest

from common.uploads import JPEG, MOST_PIXELS, PDF, PNG, BadFile, check


def segment(marker, body):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def frame(height=2, width=2):
    return segment(0xC0, b"\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\0")


def exif(orientation):
    body = b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0) + b"\0\0\0\0"
    return segment(0xE1, b"Exif\0\0" + body + b"GPS 51.5 -0.12")


def jpeg(*extra, size=(2, 2), tail=b""):
    scan = segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + b"".join(extra) + frame(*size) + scan + b"\xff\xd9" + tail


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*extra, size=(2, 2), tail=b""):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0\1\2\0\3\4"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + pixels + chunk(b"IEND", b"") + tail


def pdf(body=b"1 0 obj<</Type/Catalog>>endobj", tail=b"\n"):
    return b"%PDF-1.7\n" + body + b"\ntrailer<<>>\n%%EOF" + tail


def test_a_picture_keeps_its_picture_and_nothing_else():
    dirty = jpeg(exif(6), segment(0xFE, b"<script>alert(1)</script>"), segment(0xED, b"IPTC"), tail=b"PK\3\4<html>")
    kept = check(dirty)
    assert kept.content_type == JPEG
    for gone in (b"GPS", b"script", b"IPTC", b"PK", b"html"):
        assert gone not in kept.content
    assert kept.content.endswith(b"\x56\xff\xd9")
    assert b"\x01\x12\0\x03\0\0\0\x01\0\x06" in kept.content  # how it is turned
    assert check(kept.content).content == kept.content  # cleaning twice changes nothing
    assert check(jpeg()).content == jpeg()


def test_a_progressive_picture_with_two_scans_is_whole():
    scan = segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x77"
    two = b"\xff\xd8" + frame() + scan + segment(0xC4, b"\0" * 17) + scan + b"\xff\xd9"
    assert check(two).content == two


def test_a_png_keeps_its_picture_and_nothing_else():
    dirty = png(chunk(b"tEXt", b"Comment\0<script>"), chunk(b"eXIf", b"GPS"), tail=b"<?php")
    assert check(dirty) == (PNG, png())


def test_a_pdf_is_taken_as_it_is():
    assert check(pdf()) == (PDF, pdf())
    assert check(pdf(b"/Jsomething /JavaScripts (a font name) /JSON"))[0] == PDF


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<html><script>", b"MZ\x90\0", b"PK\3\4", b"GIF89a", b"GIF89a/*\xff\xd8\xff", b"RIFF....WEBP", b"\0",
        b"<svg xmlns='x'>", b" %PDF-1.7\n%%EOF", b"\xff\xd8\xff", jpeg()[:-3], jpeg()[:20], b"\xff\xd8\xff\xd9",
        png()[:-4], png()[:30], png().replace(b"IDAT", b"IDAX"), b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""),
        pdf(tail=b"\nPK\3\4"), pdf(tail=b"<html>"), b"%PDF-1.7\n", pdf(b"<</JS (app.alert(1))>>"),
        pdf(b"<</S/JavaScript>>"), pdf(b"<</S/Launch>>"), pdf(b"<</Type/EmbeddedFile>>"), pdf(b"<</XFA 1 0 R>>"),
        jpeg(size=(60_000, 60_000)), png(size=(MOST_PIXELS, 2)), jpeg(size=(0, 5)),
    ],
)  # fmt: skip
def test_what_is_refused(content):
    with pytest.raises(BadFile) as refused:
        check(content)
    assert str(refused.value)


def test_a_photograph_is_no_pdf():
    with pytest.raises(BadFile, match="must be a JPEG or PNG"):
        check(pdf(), allowed=(JPEG, PNG))


@pytest.mark.parametrize("start", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"])
def test_rubbish_behind_a_good_beginning_is_only_ever_refused(start):
    import random

    rng = random.Random(7)
    for size in (0, 1, 2, 7, 40, 400):
        for _ in range(60):
            with pytest.raises(BadFile):
                check(start + rng.randbytes(size))
