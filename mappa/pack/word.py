"""The pack as a Word document: real headings, table headers that repeat, the marking and page numbers on each page."""

from __future__ import annotations

import io
import re
from typing import Any

from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from mappa.pack.document import Block, Lines, Pack, Paragraphs, Points, Section, Table

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what no Word document can hold
LANGUAGE = "en-GB"


def render(pack: Pack) -> bytes:
    """The file."""
    document: Any = Document()
    _frame(document, pack)
    _heading(document, pack.title, 1)
    document.add_paragraph(_said(pack.version))
    for section in pack.opening:
        _section(document, section, 2)
    for case in pack.cases:
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        _heading(document, case.title, 2)
        if case.summary:
            document.add_paragraph(_said(case.summary))
        for section in case.sections:
            _section(document, section, 3)
    for section in pack.closing:
        _section(document, section, 2)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _said(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _frame(document: Any, pack: Pack) -> None:
    """Title, language, typeface, margins, and what stands at the top and the foot of every page."""
    document.core_properties.title = _said(pack.title)
    document.core_properties.language = LANGUAGE
    document.core_properties.author = ""
    document.core_properties.comments = ""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10.5)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    normal.element.get_or_add_rPr().append(language)
    part = document.sections[0]
    part.page_width, part.page_height = Cm(21), Cm(29.7)
    part.left_margin = part.right_margin = Cm(1.8)
    part.header.paragraphs[0].text = f"{pack.marking}\t\t{_said(pack.title)}"
    foot = part.footer.paragraphs[0]
    foot.text = f"{pack.marking}\t{_said(pack.version)}\tPage "
    _number(foot, "PAGE")
    foot.add_run(" of ")
    _number(foot, "NUMPAGES")


def _number(paragraph: Any, name: str) -> None:
    """A field that Word fills in."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)


def _heading(document: Any, text: str, level: int) -> None:
    """By the style's id: looking it up by name reads every style each time."""
    document.add_paragraph(_said(text))._p.style = f"Heading{level}"


def _section(document: Any, section: Section, level: int) -> None:
    _heading(document, section.title, level)
    for block in section.blocks:
        _block(document, block)


def _block(document: Any, block: Block) -> None:
    match block:
        case Lines(items=items):
            for label, value in items:
                line = document.add_paragraph()
                line.add_run(f"{_said(label)}: ").bold = True
                line.add_run(_said(value))
        case Table():
            _table(document, block)
        case Points(items=items):
            for item in items:
                document.add_paragraph(_said(item))._p.style = "ListBullet"
        case Paragraphs(texts=texts):
            for text in texts:
                document.add_paragraph(_said(text))


def _table(document: Any, block: Table) -> None:
    """Rows are filled through the elements themselves: asking the table for its cells reads all of it each time."""
    if block.caption:
        document.add_paragraph().add_run(_said(block.caption)).bold = True
    table = document.add_table(rows=1 + len(block.rows), cols=len(block.heads))
    table._tbl.tblStyle_val = "TableGrid"
    first, *others = table._tbl.tr_lst
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    first.get_or_add_trPr().append(repeated)
    for cell, head in zip(first.tc_lst, block.heads, strict=True):
        run = cell.p_lst[0].add_r()
        run.text = _said(head)
        run.get_or_add_rPr()._add_b()
    for row, values in zip(others, block.rows, strict=True):
        for cell, value in zip(row.tc_lst, values, strict=True):
            cell.p_lst[0].add_r().text = _said(value)
