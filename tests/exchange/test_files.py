"""Reading the files: where a fault lies, whatever the file looks like."""

from __future__ import annotations

import pytest

from exchange.bundle.files import BY_FILE
from offenders.models import Nominal
from tests.exchange.driver import load, register, write_bundle
from visits.models import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def bundle(tmp_path):
    return lambda **files: write_bundle(tmp_path / "bundle", **files)


def places(folder):
    result = load(folder)
    assert result.exit == 1
    assert result.output.endswith("nothing was written.\n")
    return result.places


def test_the_row_is_the_line_on_which_a_quoted_record_begins(bundle):
    visits = (
        "reference,date,outcome,notes\r\n"
        'T-1,2026-02-02,no_reply,"three\r\nlines\r\n\r\nof them"\r\n'
        "\r\n"
        'T-1,2026-02-03,nothing,"two\nlines"\r\n'
        "T-1,2026-02-30,no_reply,\r\n"
    )
    assert places(bundle(visits=visits)) == [("visits.csv", 7, "outcome"), ("visits.csv", 9, "date")]


def test_words_over_several_lines_are_kept(bundle):
    assert (
        load(bundle(visits='reference,date,outcome,notes\nT-1,2026-02-02,refused,"a ""b""\n\n\\. \\N\tc"\n')).exit == 0
    )
    assert Visit.objects.get().notes == 'a "b"\n\n\\. \\N\tc'


def test_bytes_that_are_not_utf_8_are_named_by_their_cell(bundle):
    nominals = b"reference,family_name,given_names\nT-1,Larkmoor,Ash\nT-2,Ch\xe2teau,Ivy\nT-3,D\xc3\xb6rn,Elm\n"
    assert places(bundle(nominals=nominals)) == [("nominals.csv", 3, "family_name")]


def test_nul_is_named_by_its_cell(bundle):
    result = load(bundle(nominals="reference,family_name\nT-1,Lark\0moor\n"))
    assert result.places == [("nominals.csv", 2, "family_name")]
    assert "NUL" in result.output
    assert "UTF-8" not in result.output


@pytest.mark.parametrize("content", [b"", b"\n\r\n\n", "reference\nT-1\n".encode("utf-16"), b"\x89PNG\r\n\x1a\n\0\xff"])
def test_a_file_without_a_readable_header_is_at_fault_as_a_whole(bundle, content):
    assert places(bundle(nominals=content)) == [("nominals.csv", 1, "")]


def test_rows_of_a_bundle_whose_nominals_cannot_be_read_are_not_called_dangling(bundle):
    assert places(bundle(nominals=b"", visits="reference,date,outcome\nT-1,2026-02-02,refused\n")) == [
        ("nominals.csv", 1, "")
    ]


def test_a_faulty_nominal_is_known_all_the_same(bundle):
    """One mistake is reported once: the rows of a person whose own row is wrong are not wrong for that."""
    folder = bundle(
        nominals="reference,date_of_birth\nT-1,yesterday\nT-2\nT-3,1980-01-01,extra\n",
        visits="reference,date,outcome\nT-1,2026-02-02,refused\nt-2,2026-02-02,refused\n T-3 ,2026-02-02,refused\n",
    )
    assert places(folder) == [("nominals.csv", 2, "date_of_birth"), ("nominals.csv", 3, ""), ("nominals.csv", 4, "")]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ('"T-1', ("nominals.csv", 2, "")),
        ('"T-1"x,Ash', ("nominals.csv", 2, "")),
        ('T-1,"Ash\n', ("nominals.csv", 2, "")),
        ("T-1", ("nominals.csv", 2, "")),
        ("T-1,Ash,more", ("nominals.csv", 2, "")),
        (",Ash", ("nominals.csv", 2, "reference")),
    ],
)
def test_a_row_that_cannot_be_taken_apart(bundle, row, place):
    assert places(bundle(nominals=f"reference,given_names\n{row}")) == [place]


def test_a_row_after_bad_quotes_is_still_read(bundle):
    nominals = 'reference,given_names\n"T-1"x,Ash\nT-2,Ivy\nT-2,Elm\n'
    assert places(bundle(nominals=nominals)) == [("nominals.csv", 2, ""), ("nominals.csv", 4, "reference")]


def test_a_column_twice_without_a_name_and_missing(bundle):
    assert places(bundle(nominals="reference,given_names,Given_Names ,\nT-1,Ash,Ash,\n")) == [
        ("nominals.csv", 1, ""),
        ("nominals.csv", 1, "given_names"),
    ]
    assert places(bundle(visits="reference,date\nT-1,2026-02-02\n")) == [("visits.csv", 1, "outcome")]
    assert places(bundle(nominals="given_names\nAsh\n")) == [("nominals.csv", 1, "reference")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_ending(bundle, end):
    assert load(bundle(nominals=end.join(["", "reference,given_names", "", "T-1,Ash", "T-2,Ivy", ""]))).exit == 0
    assert sorted(register()) == ["T-1", "T-2"]


def test_a_last_line_without_an_end_and_a_byte_order_mark(bundle):
    assert load(bundle(nominals=b"\xef\xbb\xbfreference,given_names\nT-1,J\xc3\xb6rg")).exit == 0
    assert Nominal.objects.get().given_names == "Jörg"


def test_fields_of_just_100_000_characters(bundle):
    head = "reference,date,outcome,notes\n"
    assert load(bundle(visits=f"{head}T-1,2026-02-02,refused,{'é' * 100_000}\n")).exit == 0
    rows = [f"T-1,2026-02-0{day},refused,{'x' * 100_001}\n" for day in (3, 4)]
    assert places(bundle(visits=head + "".join(rows))) == [("visits.csv", 2, "notes"), ("visits.csv", 3, "notes")]


def test_a_quotation_mark_never_closed_does_not_swallow_the_machine(bundle):
    visits = 'reference,date,outcome,notes\nT-1,2026-02-02,refused,"' + "x" * 11_000_000
    assert places(bundle(visits=visits)) == [("visits.csv", 2, "")]


def test_unknown_files_are_refused_by_name(bundle):
    folder = bundle()
    (folder / "visit.csv").write_text("reference\n")
    (folder / "readme.txt").write_text("hello")
    (folder / "more").mkdir()
    (folder / ".hidden").write_text("passed over")
    result = load(folder)
    assert sorted(result.places) == sorted([(name, 1, "") for name in ("visit.csv", "readme.txt", "more")])
    assert "did you mean visits.csv?" in result.output


def test_nominals_csv_is_always_there(tmp_path):
    (tmp_path / "visits.csv").write_text("reference,date,outcome\n")
    assert places(tmp_path) == [("nominals.csv", 1, "")]


@pytest.mark.parametrize("name", ["nowhere", "a-file"])
def test_a_folder_that_is_none(tmp_path, name):
    (tmp_path / "a-file").write_text("x")
    result = load(tmp_path / name)
    assert result.exit == 1
    assert "is not a folder" in result.output


def test_columns_in_any_order_give_the_same(bundle):
    rows = {"reference": "T-1", "level": "low", "effective_from": "2026-01-05", "approved": "no", "reason": "Why, so"}
    for names in (list(rows), list(reversed(rows))):
        line = ",".join(f'"{rows[name]}"' for name in names)
        result = load(bundle(risk_levels=f"{','.join(names)}\n{line}\n"))
        assert result.exit == 0
    assert result.counts["risk_levels.csv"] == (0, 0, 1)


def test_at_most_200_faults_are_listed_and_the_rest_counted(bundle):
    rows = "".join(f"T-{n},1980-13-01\n" for n in range(250))
    result = load(bundle(nominals=f"reference,date_of_birth\n{rows}"))
    assert len(result.places) == 200
    assert result.places == sorted(result.places)
    assert result.places[-1] == ("nominals.csv", 201, "date_of_birth")
    assert "and 50 more" in result.output
    assert "250 errors in the bundle" in result.output


def test_the_rest_is_counted_where_the_database_finds_the_faults(bundle):
    rows = "".join(f"N-{n},2026-02-02,refused\n" for n in range(300))
    result = load(bundle(visits=f"reference,date,outcome\n{rows}", nominals="reference\nT 1\n"))
    assert len(result.places) == 200
    assert result.places[0] == ("nominals.csv", 2, "reference")
    assert "301 errors in the bundle" in result.output


def test_wrong_cells_are_shown_short_and_harmless(bundle):
    result = load(bundle(nominals=f'reference,sex\nT-1,"\x1b[31m{"x" * 500}\nforged.csv:1:: line"\n'))
    assert result.places == [("nominals.csv", 2, "sex")]
    assert "\x1b" not in result.output
    assert "forged" not in result.output


def test_every_file_of_the_contract_is_loaded():
    assert len(BY_FILE) == 21
