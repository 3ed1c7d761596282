"""Two records of one person become one, and can be parted again exactly as they were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.db.models.functions import Now

from accounts import permissions as p
from audit.events import record
from common.text import plain_date
from deadlines.reconcile import lock_for_change, reconcile_nominal
from offenders.actions.base import NOT_YOURS, refuse_writing, said
from offenders.actions.errors import NotAllowed, Refused
from offenders.actions.life import set_search_name
from offenders.models import Alias, Merge, Nominal
from offenders.search import search_key

# What a blank of the survivor is filled with from the other record.
FILLED = (
    "family_name", "given_names", "date_of_birth", "mappa_category", "lead_agency", "lead_since", "licence_ends_on",
    "registered_on", "officer_id", "team_id",
)  # fmt: skip
DERIVED = {"deadlines_deadline", "deadlines_alert", "deadlines_failednominal", "offenders_standing"}
NOT_MOVED = {"offenders_merge", "offenders_nominal"}


def fact_tables() -> list[tuple[str, str]]:
    """Every table with facts about a nominal, of whichever app, and its column; what is derived is left out."""
    found: set[tuple[str, str]] = set()
    for relation in Nominal._meta.related_objects:
        table, column = relation.related_model._meta.db_table, relation.field.column
        if table not in DERIVED | NOT_MOVED:
            found.add((table, str(column)))
    return sorted(found)


def merge_nominals(*, survivor: Nominal, merged: Nominal, by: Any, on: dt.date, reason: str) -> Merge:
    """Everything on record about `merged` moves to `survivor`; its reference finds the survivor from then on.

    What the survivor cannot have twice (a second current home, the same visit) stays behind and is listed. Sent twice,
    it is one merge. Raises `NotVisible`, `NotAllowed` or `Refused`.
    """
    reason = said(reason, "reason", "Enter how you know that they are one person")
    with transaction.atomic():
        if same := Merge.objects.filter(survivor=survivor, merged=merged, undone_at__isnull=True).first():
            return same
        one, other = _both(survivor, merged, by)
        _may_merge(one, other)
        row = Merge.objects.create(survivor=one, merged=other, reason=reason, by=by)
        for table, column in fact_tables():
            moved, stayed = _move(table, column, other.pk, one.pk)
            if moved:
                row.moved[table] = moved
            if stayed:
                row.stayed[table] = stayed
        while _follow(row, other.pk):
            continue
        earlier = Nominal.objects.filter(merged_into=other)
        row.moved["offenders_nominal"] = sorted(earlier.values_list("pk", flat=True))
        earlier.update(merged_into=one)
        row.filled = _fill(one, other, row, by, on)
        Nominal.objects.filter(pk=other.pk).update(merged_into=one)
        row.save(update_fields=["moved", "stayed", "filled"])
        _settle(one, other, by, on, "nominal.merged", row, reason)
    return row


def undo_merge(*, merge: Merge, by: Any, on: dt.date, reason: str) -> Merge:
    """They were two people after all: each record has again what it had. What came since stays with the survivor, but
    for what hangs on a row that goes back (a condition added to its order), which goes with it.

    Sent twice, it is undone once. A later merge of either is undone first.
    """
    reason = said(reason, "reason", "Enter why they are two people")
    with transaction.atomic():
        row = Merge.objects.select_for_update().get(pk=merge.pk)
        one, other = _both(row.survivor, row.merged, by, parting=True)
        if row.undone_at is not None:
            return row
        later = Merge.objects.filter(undone_at__isnull=True, pk__gt=row.pk)
        if later.filter(models.Q(survivor=one) | models.Q(merged=one)).exists():
            raise Refused("The record was merged again since. Undo that first")
        for table, column in fact_tables():
            _move_back(table, column, row.moved.get(table, []), one.pk, other.pk)
        while _go_along(one.pk, other.pk):
            continue
        Nominal.objects.filter(pk__in=row.moved.get("offenders_nominal", [])).update(merged_into=other)
        Nominal.objects.filter(pk=other.pk).update(merged_into=None)
        _empty(one, row, by)
        row.undone_at, row.undone_by, row.undo_reason = Now(), by, reason
        row.save(update_fields=["undone_at", "undone_by", "undo_reason"])
        row.refresh_from_db(fields=["undone_at"])
        _settle(one, other, by, on, "nominal.merge_undone", row, reason)
    return row


def _both(survivor: Nominal, merged: Nominal, by: Any, *, parting: bool = False) -> tuple[Nominal, Nominal]:
    """Both records, locked in one order. Both must be open to change to whoever merges; to part them, the one left."""
    if not by.can(p.MERGE):
        raise NotAllowed(NOT_YOURS)
    ids = sorted({survivor.pk, merged.pk})
    if len(ids) < 2:
        raise Refused("Give the reference of another record", "reference")
    for id_ in ids:
        lock_for_change(id_)
    rows = {row.pk: row for row in Nominal.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")}
    open_to = set(Nominal.objects.writable_by(by).filter(pk__in=ids).values_list("pk", flat=True))
    for one in (survivor,) if parting else (survivor, merged):
        if one.pk not in open_to:
            refuse_writing(one, by)
    return rows[survivor.pk], rows[merged.pk]


def cannot_be_merged(one: Nominal, other: Nominal) -> str:
    """Why two records that somebody may change cannot become one; blank where they can.

    Whoever may not know of the other is told none of this, but that there is no such record.
    """
    if one.force_id != other.force_id:
        return "Records of two forces cannot be merged, for each answers for its own: transfer one of them first"
    for held in (one, other):
        if held.restricted:
            return (
                f"{held.reference} is restricted to a named few, and a merge would show it to others. "
                "An inspector has to lift the restriction first"
            )
    return ""


def _may_merge(one: Nominal, other: Nominal) -> None:
    if why := cannot_be_merged(one, other):
        raise Refused(why, "reference")


def _move(table: str, column: str, source: int, target: int) -> tuple[list[int], list[int]]:
    """All rows in one statement; where the target cannot have them all, one by one. Returns the ids moved and left."""
    try:
        with transaction.atomic():
            return _update(table, column, target, f"{column} = %s", source), []
    except IntegrityError:
        pass
    moved: list[int] = []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} WHERE {column} = %s ORDER BY id", [source])
        ids = [id_ for (id_,) in cursor.fetchall()]
    for id_ in ids:
        try:
            with transaction.atomic():
                moved += _update(table, column, target, "id = %s", id_)
        except IntegrityError:
            continue
    return moved, sorted(set(ids) - set(moved))


def _follow(row: Merge, target: int) -> bool:
    """What hangs on a row that stayed behind (conditions on their order) stays with it. Whether anything went back."""
    went = False
    columns = dict(fact_tables())
    for table, column, parent in _hanging():
        if table not in row.moved or not (left := row.stayed.get(parent)):
            continue
        where = f"id = ANY(%s) AND {column} = ANY(ARRAY[{','.join(map(str, left))}]::bigint[])"
        if back := _update(table, columns[table], target, where, row.moved[table]):
            row.moved[table] = sorted(set(row.moved[table]) - set(back))
            row.stayed[table] = sorted({*row.stayed.get(table, []), *back})
            went = True
    return went


def _go_along(source: int, target: int) -> bool:
    """What was added since to rows that went back goes with them. Whether anything went."""
    went = False
    columns = dict(fact_tables())
    for table, column, parent in _hanging():
        if table in columns and parent in columns:
            of_target = f"SELECT id FROM {parent} WHERE {columns[parent]} = {int(target)}"
            where = f"{columns[table]} = %s AND {column} IN ({of_target})"
            went = bool(_update(table, columns[table], target, where, source)) or went
    return went


def _hanging() -> Iterator[tuple[str, str, str]]:
    """Which tables about nominals hang on which others, and by what column."""
    for relation in Nominal._meta.related_objects:
        model = relation.related_model
        for field in model._meta.concrete_fields:
            parent = field.related_model._meta.db_table if field.is_relation else ""  # type: ignore[union-attr]
            if parent not in ("", model._meta.db_table):
                yield model._meta.db_table, str(field.column), parent


def _move_back(table: str, column: str, ids: list[int], source: int, target: int) -> None:
    if ids:
        _update(table, column, target, f"{column} = {int(source)} AND id = ANY(%s)", ids)


def _update(table: str, column: str, target: int, where: str, value: Any) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {where} RETURNING id", [target, value])
        return sorted(id_ for (id_,) in cursor.fetchall())


def _fill(one: Nominal, other: Nominal, merge: Merge, by: Any, on: dt.date) -> dict[str, Any]:
    """Fill the survivor's blanks from the other record, and keep its name as another name. Returns what was filled."""
    filled: dict[str, Any] = {}
    if one.full_name != other.full_name and (other.family_name or other.given_names):
        names = {"family_name": other.family_name, "given_names": other.given_names}
        if not Alias.objects.counted().filter(nominal=one, **names).exists():
            alias = Alias.objects.create(
                nominal=one, kind="alias", **names, search_name=search_key(other.family_name, other.given_names),
                noted_on=on, source=f"Record {other.reference}, merged on {plain_date(on)}", recorded_by=by,
            )  # fmt: skip
            filled["alias"] = alias.pk
    for name in _blanks(one, other):
        filled[name] = [_plain(getattr(one, name)), _plain(getattr(other, name))]
        setattr(one, name, getattr(other, name))
    one.version += 1
    one.save(update_fields=[*(name for name in filled if name != "alias"), "version"])
    set_search_name(one)
    return filled


def _blanks(one: Nominal, other: Nominal) -> Iterator[str]:
    """What the survivor lacks and the other has. An officer comes with the open allocation, so only where it moved."""
    for name in FILLED:
        if getattr(one, name) in (None, "") and getattr(other, name) not in (None, ""):
            yield name


def _empty(one: Nominal, merge: Merge, by: Any) -> None:
    """Take back what was filled, unless it was changed since, and the name that the merge added."""
    emptied = []
    for name, value in merge.filled.items():
        if name == "alias":
            rows = Alias.objects.counted().filter(pk=value)
            rows.update(voided_at=Now(), voided_by=by, void_reason="The merge was undone")
        elif _plain(getattr(one, name)) == value[1]:
            setattr(one, name, value[0])
            emptied.append(name)
    one.version += 1
    one.save(update_fields=[*emptied, "version"])
    set_search_name(one)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _settle(one: Nominal, other: Nominal, by: Any, on: dt.date, action: str, row: Merge, reason: str) -> None:
    """Work out the dates of both, and say what was done."""
    for id_ in sorted((one.pk, other.pk)):
        reconcile_nominal(id_, on=on)
    details = {
        "type": "merge", "id": row.pk, "survivor": one.reference, "merged": other.reference, "reason": reason,
        "moved": {table: len(ids) for table, ids in row.moved.items()}, "stayed": row.stayed, "filled": row.filled,
    }  # fmt: skip
    record(action, by=by, subjects=[one.reference, other.reference], details=details)
