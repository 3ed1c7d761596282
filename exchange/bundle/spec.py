"""What a file of the bundle is: its columns, its natural key, and how its rows are written to the register."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from common.text import plural

Present = frozenset[str]  # the columns that the file has
Fault = tuple[str, str]  # column, message
Row = dict[str, object]

TAKEN_BACK = "Taken back by a register bundle"  # why a fact is marked entered in error that a later bundle left blank


@dataclass(frozen=True)
class Column:
    """A column of a file. `required`: in the header and in every row.

    `new_rows_need`: the column may be absent where every row is in the register already, but is never blank.
    """

    name: str
    convert: Callable[..., object]  # the stripped cell to a value for COPY; raises `Wrong`
    type: str = "text"  # of the staging table
    required: bool = False
    new_rows_need: bool = False
    wants_usernames: bool = False  # `convert` takes the usernames that are known as well


@dataclass(frozen=True)
class Key:
    """A part of the natural key: a column of the file and what it is compared with in the register's row `t`.

    `leaves`: a file without the column leaves what is there, so its rows are matched without it.
    """

    column: str
    target: str
    staged: str = ""  # SQL over the staged row `s`; by default the column as it is
    may_be_blank: bool = False
    leaves: bool = False

    def sql(self, row: str = "t") -> str:
        """The condition that a row of the register (by its alias) has the staged row's key."""
        staged = self.staged or f's."{self.column}"'
        target = re.sub(r"\bt\.", f"{row}.", self.target)
        return f"{target} IS NOT DISTINCT FROM {staged}" if self.may_be_blank else f"{target} = {staged}"


@dataclass(frozen=True)
class Writes:
    """How one column of the register is written: SQL for a new row, and for one that is there already.

    `new` reads the staged row `s`; `change` takes the columns that are present and gives SQL over `s` and the
    register's row `t`, or None to leave the value. `compared` is false for what changes only along with something else.
    """

    target: str
    new: str
    change: Callable[[Present], str | None] = lambda present: None
    compared: bool = True


@dataclass(frozen=True)
class Pair:
    """A number and its unit, which go together: where a file has but one of the columns, the register has the other.

    `longest`: the most of each unit. Blank in either clears both.
    """

    value: str
    unit: str
    longest: Mapping[str, int] = field(hash=False)

    @property
    def half(self) -> str:
        """What is wrong with a number without its unit, or a unit without its number."""
        return f"Give both {self.value} and {self.unit}, or leave both blank"

    def faults(self, row: Row) -> list[Fault]:
        """What is wrong with a row that has both columns; of one that has not, `checks` asks the register."""
        if self.value not in row or self.unit not in row:
            return []
        lacking = [name for name in (self.value, self.unit) if not row[name]]
        if len(lacking) == 1:
            return [(lacking[0], self.half)]
        most = self.longest[str(row[self.unit])] if not lacking else None
        if most is None or int(str(row[self.value])) <= most:
            return []
        return [(self.value, f"At most {most} {str(row[self.unit]).replace('_', ' ')}")]

    def writes(self) -> tuple[Writes, Writes]:
        """Both columns of the register."""
        return (
            self._write(self.value, self.unit, f's."{self.value}"', "NULL"),
            self._write(self.unit, self.value, f"coalesce(s.\"{self.unit}\", '')", "''"),
        )

    def _write(self, name: str, other: str, given: str, blank: str) -> Writes:
        kept = f'CASE WHEN s."{other}" IS NULL THEN {blank} ELSE t."{name}" END'
        return Writes(name, given, lambda present: given if name in present else kept if other in present else None)


@dataclass(frozen=True)
class Parent:
    """What the rows of a file hang on, where that is not a nominal: a row of another file or of the register.

    `known` is the temporary table of all that may be named, by `key` (SQL over the staged row `s`).
    """

    known: str
    key: str
    column: str  # at which an unknown one is reported
    message: str  # SQL: what to say then
    file: str  # that brings new ones
    versioned: str = ""  # its table, where the rows are part of one entry whose `version` counts every change
    above: Parent | None = None  # what it hangs on itself: where that is not known either, that is what is reported


@dataclass(frozen=True)
class Known:
    """That rows of other files may hang on this file's: the temporary table of them, and by what they are named."""

    table: str
    staged_key: str  # SQL over a matched row `s`; NULL where the row cannot be named
    target_key: str  # SQL over a row of the register `t`
    joins: str = ""  # SQL: what `target_key` needs besides `t`
    in_error: str = "t.voided_at IS NOT NULL"  # SQL: a row of the register that is left as it is
    # Nothing about it is earlier: the column of a matched row, and SQL over `t`, which holds where the file has it not.
    made_on: tuple[str, str] = ("", "NULL::date")


@dataclass(frozen=True)
class FileSpec:
    """One file of the bundle."""

    name: str  # without .csv
    table: str
    columns: tuple[Column, ...]
    key: tuple[Key, ...]
    writes: tuple[Writes, ...]
    of_person: bool = True  # rows belong to a nominal, by the column `reference`
    is_fact: bool = True  # rows can be marked entered in error
    content: tuple[str, ...] = ()  # without these columns a row says nothing (`Staged.silent`)
    pairs: tuple[Pair, ...] = ()
    speaks: str = "false"  # SQL: rows that say something by leaving them blank
    prefer: str = ""  # SQL: which row is meant where the register may hold several of one key
    judge: Callable[[Row], list[Fault]] | None = None  # the cells of a row against each other; may fill blanks in
    first: str = ""  # SQL: rows to update before the others, so that a period ends before another begins
    key_alone: bool = False  # the key is one of the whole register, not one of each nominal
    parent: Parent | None = None  # whose nominal the rows are of; they have no column `reference` then
    known: Known | None = None
    also_names: tuple[str, ...] = ()  # tables of what other files bring that a cell of this one may name
    in_order: tuple[tuple[str, str], ...] = ()  # days of which the second is not before the first
    same_key_at: str = "reference"  # the column at which a repeated key is reported
    same_key_hint: str = ""

    @property
    def file(self) -> str:
        """The file's name."""
        return f"{self.name}.csv"

    @property
    def staged(self) -> str:
        """The temporary table that holds its rows as they were read."""
        return f"staged_{self.name}"

    @property
    def matched(self) -> str:
        """The temporary table of its rows with the nominal and the row of the register that they mean."""
        return f"bundle_{self.name}"

    @property
    def by_name(self) -> Mapping[str, Column]:
        """Its columns by name."""
        return {column.name: column for column in self.columns}


@dataclass
class Staged:
    """A file that has been read: which columns it has, and how many rows. `readable`: its key columns are there."""

    spec: FileSpec
    present: Present = frozenset()
    rows: int = 0
    readable: bool = True

    @property
    def silent(self) -> str:
        """SQL: a matched row `s` says nothing, as its content is blank: a new one is not kept, an old one taken back.

        One whose content the file leaves out altogether is new, or stays as it is.
        """
        cells = [f's."{name}" IS NULL' for name in self.spec.content if name in self.present]
        blank = " OR ".join(cells) or ("s.match_id IS NULL" if self.spec.content else "false")
        return f"({blank}) AND NOT ({self.spec.speaks})"


@dataclass
class Counts:
    """What loading a file did, or would do."""

    file: str
    added: int = 0
    changed: int = 0
    rows: int = 0
    in_error: int = 0  # rows whose fact is marked entered in error in the register: left as they are
    silent: int = 0  # rows that say nothing (`Staged.silent`)

    @property
    def unchanged(self) -> int:
        """Rows that say what the register says."""
        return self.rows - self.added - self.changed

    def text(self) -> str:
        """`visits.csv: 12 rows: 3 added, 0 changed, 9 unchanged`."""
        rows = plural(self.rows, "row")
        return f"{self.file}: {rows}: {self.added:,} added, {self.changed:,} changed, {self.unchanged:,} unchanged"


@dataclass
class Outcome:
    """What an import did, or would do."""

    files: list[Counts] = field(default_factory=list)
    deadlines: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        """Whether the register says all of it already."""
        return not any(counts.added or counts.changed for counts in self.files)


def as_given(column: str, target: str = "") -> Writes:
    """The cell itself; blank is not known."""
    sql = f's."{column}"'
    return Writes(target or column, sql, lambda present: sql if column in present else None)


def words(column: str, target: str = "") -> Writes:
    """Words; blank is no words."""
    return by(target or column, f"coalesce(s.\"{column}\", '')", column)


def by(target: str, sql: str, *columns: str) -> Writes:
    """The same SQL for a new row and an old one, where any of the columns is there."""
    return Writes(target, sql, lambda present: sql if present.intersection(columns) else None)


def fixed(target: str, sql: str) -> Writes:
    """For new rows only."""
    return Writes(target, sql)


FACT = (fixed("recorded_at", "statement_timestamp()"), fixed("void_reason", "''"))


def _approved(present: Present) -> str:
    return "coalesce(s.approved, true)" if "approved" in present else "t.approved"


def _if_approval(present: Present, sql: str) -> str | None:
    return sql if present.intersection(("approved", "approved_on")) else None


def _approved_on(present: Present) -> str | None:
    day = "s.approved_on" if "approved_on" in present else "t.approved_on"
    return _if_approval(present, f"CASE WHEN {_approved(present)} THEN coalesce({day}, s.effective_from) END")


def _unless_approved(target: str, otherwise: str) -> Writes:
    """What is kept only while the proposal is not approved: that it was returned, by whom and why."""
    new = "''" if otherwise == "''" else "NULL"
    return Writes(
        target,
        new,
        lambda present: _if_approval(present, f"CASE WHEN {_approved(present)} THEN {otherwise} ELSE t.{target} END"),
    )


# What `str.split` takes for white space, and so `values.name`, whatever the locale of the database.
_WHITE = r"[\s\u001C-\u001F\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+"


def folded(name: str) -> str:
    """SQL: a name of the register as `values.name` leaves a cell of the bundle, in small letters."""
    return f"lower(btrim(regexp_replace({name}, '{_WHITE}', ' ', 'g'), ' '))"


def named(table: str, cell: str, where: str = "true") -> str:
    """SQL: the id of what a cell names, spelt like that; else of the first that differs in its white space.

    `where`: a condition over the row `x`. Only what the index does not find is folded row by row.
    """
    found = f"SELECT x.id FROM {table} x WHERE {where} AND"
    other = f"{found} {cell} IS NOT NULL AND {folded('x.name')} = lower({cell}) ORDER BY x.id LIMIT 1"
    return f"coalesce(({found} lower(x.name) = lower({cell})), ({other}))"


# A proposal that was returned may have been made again on the same day; the one that stands is meant.
THE_STANDING_ONE = "returned_at IS NOT NULL, id DESC"

# `approved` defaults to yes, `approved_on` to `effective_from` (contract, risk_levels.csv).
APPROVAL = (
    by("approved", "coalesce(s.approved, true)", "approved"),
    Writes(
        "approved_on",
        "CASE WHEN coalesce(s.approved, true) THEN coalesce(s.approved_on, s.effective_from) END",
        _approved_on,
    ),
    Writes(
        "approved_by_id",
        "NULL",
        lambda present: _if_approval(present, f"CASE WHEN {_approved(present)} THEN t.approved_by_id END"),
    ),
    _unless_approved("returned_at", "NULL"),
    _unless_approved("returned_by_id", "NULL"),
    _unless_approved("return_reason", "''"),
)
