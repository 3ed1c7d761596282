"""The two files of a pack: accessible, whole, marked, and deaf to whatever is typed into a record."""

import io

import pikepdf
import pytest
from docx import Document

from mappa.pack import pdf, word
from mappa.pack.document import Case, Lines, Pack, Paragraphs, Points, Section, Table

HOSTILE = '#sys.inputs $x$ *b* _i_ <a> \\ "q" {{ 7*7 }} =1+1 ]] #include("x") @ref // no /* no */ `raw`'


def case(number: int) -> Case:
    return Case(
        f"{number}. Hollis, Samuel (T-{number})",
        "Review due 12 March 2026; 15 minutes",
        [
            Section("Open actions", [Table("", ["Action", "Owner"], [[HOSTILE, "J Hart"]])]),
            Section("Identity", [Lines([("Address", "4 Heol yr Ŵyn, Tŷ Gwyn")])]),
            Section("Plan", [Paragraphs([HOSTILE]), Points(["One", "Łódź"])]),
        ],
    )


def pack(cases: int = 2) -> Pack:
    return Pack(
        "Level 2 meeting, Northshire, 12 March 2026",
        "Version 1, as at 10 March 2026",
        [Section("Meeting", [Lines([("Place", "Room 1")])])],
        [case(number) for number in range(1, cases + 1)],
        [Section("Cases not selected", [Points(["T-9: reviewed in February"])])],
    )


@pytest.fixture(scope="module")
def made():
    return pikepdf.open(io.BytesIO(pdf.render(pack())))


def tags(node, found):
    if isinstance(node, pikepdf.Array):
        for child in node:
            tags(child, found)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            found.append((str(node.S), node))
        tags(node.get("/K", pikepdf.Array()), found)
    return found


def test_it_says_that_it_is_pdf_ua_and_in_which_language(made):
    root = made.Root
    assert bool(root.MarkInfo.Marked)
    assert str(root.Lang).lower().startswith("en")
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    with made.open_metadata() as meta:
        assert meta["pdfuaid:part"] == "1"
        assert meta["dc:title"] == pack().title


def test_headings_tables_and_lists_are_tagged(made):
    found = [name for name, _ in tags(made.Root.StructTreeRoot.K, [])]
    assert found.count("/H1") == 1
    assert found.count("/H2") == 4
    assert found.count("/H3") == 6
    assert found.count("/TH") == 4, found
    assert {"/Table", "/TR", "/TD", "/L", "/LI", "/P"} <= set(found)
    heads = [node for name, node in tags(made.Root.StructTreeRoot.K, []) if name == "/TH"]
    attributes = [list(node.A) if isinstance(node.A, pikepdf.Array) else [node.A] for node in heads]
    assert all(any(one.get("/Scope") == "/Column" for one in some) for some in attributes)


def test_bookmarks_lead_to_every_case(made):
    with made.open_outline() as outline:
        titles = [child.title for item in outline.root for child in item.children]
    assert titles == ["Meeting", "1. Hollis, Samuel (T-1)", "2. Hollis, Samuel (T-2)", "Cases not selected"]


def test_every_font_is_carried_along(made):
    fonts = {str(font.BaseFont) for page in made.pages for font in page.Resources.Font.values()}
    assert fonts
    assert all("SourceSans" in name for name in fonts)


def test_the_same_pack_is_the_same_file_but_for_its_time():
    assert len(pdf.render(pack())) == len(pdf.render(pack()))


def test_a_pack_without_cases_has_a_file_too():
    assert pdf.render(Pack("T", "V", [], []))
    assert word.render(Pack("T", "V", [], []))


def test_the_word_document_has_headings_header_rows_and_the_marking():
    document = Document(io.BytesIO(word.render(pack())))
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert headings[0] == ("Heading 1", "Level 2 meeting, Northshire, 12 March 2026")
    assert ("Heading 2", "2. Hollis, Samuel (T-2)") in headings
    assert headings.count(("Heading 3", "Open actions")) == 2
    assert all(table.rows[0]._tr.trPr.xpath("w:tblHeader") for table in document.tables)
    assert document.tables[0].rows[1].cells[0].text == HOSTILE
    assert document.sections[0].header.paragraphs[0].text.startswith("OFFICIAL-SENSITIVE")
    fields = document.sections[0].footer._element.xpath(".//w:fldSimple/@w:instr")
    assert fields == ["PAGE", "NUMPAGES"]
    assert document.core_properties.language == "en-GB"


def test_what_xml_cannot_hold_is_replaced_not_fatal():
    odd = Pack("T", "V", [Section("S", [Paragraphs(["a\x00b\x0bc"])])], [])
    assert any("a\ufffdb" in p.text for p in Document(io.BytesIO(word.render(odd))).paragraphs)
    assert pdf.render(odd)


@pytest.mark.parametrize(
    "name", ["Юрій Ковалів", "Ελένη", "Nguyễn Thị Ánh", "王小明", "عمر", "Zoë 😀", "O\u0301 \u00ad\u200b x\ty"]
)
def test_a_name_in_any_script_still_gives_an_accessible_file(name):
    assert pdf.render(Pack(name, "V", [Section(name, [Table(name, [name], [[name]]), Lines([(name, name)])])], []))
