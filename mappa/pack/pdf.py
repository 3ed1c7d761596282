"""The pack as an accessible PDF (PDF/UA-1): tagged, with headings, bookmarks, table headers and numbered pages."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import font_source_sans_pro
import typst
from fontTools.ttLib import TTFont

from mappa.pack.document import Pack

SOURCE = Path(__file__).with_name("agenda.typ")
FONTS = Path(font_source_sans_pro.__file__).parent / "files"
REGULAR = FONTS / "SourceSansPro-Regular.ttf"
UNPRINTABLE = "[?]"


def render(pack: Pack) -> bytes:
    """The file. Its words travel as data, so that nothing typed into a record is ever read as source.

    PDF/UA-1 forbids a character that the typeface does not have: such a one is shown as `[?]`; the record has it.
    """
    made = typst.compile(
        str(SOURCE),
        format="pdf",
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"pack": json.dumps(_printable(pack.as_data()), ensure_ascii=False)},
        pdf_standards=["ua-1"],
    )
    assert isinstance(made, bytes)
    return made


def _printable(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _printable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(one) for one in value]
    if isinstance(value, str) and not (value.isascii() and value.isprintable()):
        return value.translate(_Replaced())
    return value


class _Replaced:
    """For `str.translate`: what stands in for a character that cannot be printed."""

    def __getitem__(self, code: int) -> int | str:
        return code if code in _characters() else UNPRINTABLE


@lru_cache(maxsize=1)
def _characters() -> frozenset[int]:
    """What the typeface can print, and the line break."""
    with TTFont(REGULAR, lazy=True) as font:
        return frozenset(font.getBestCmap()) | {ord("\n")}
