"""What is known about the person's life: other names, particulars, children, expected release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from accounts import permissions as p
from offenders.actions.base import change, differences, hold, log, not_after, not_before, said, values
from offenders.actions.errors import Refused
from offenders.models import Alias, AliasKind, Children, ChildrenAnswer, ExpectedRelease, KnownBy, Nominal, Particular
from offenders.models.life import ParticularKind
from offenders.policy.numbers import KEEP_OUT, holds_a_barred_number
from offenders.search import search_key

WHO_SAYS = "Enter where this comes from"
TEXT = ("kind", "text", "source", "noted_on", "to_on", "known_by")
NAMES = ("kind", "family_name", "given_names", "noted_on", "source", "known_by")
OLDEST_CHILD = 17
MOST_CHILDREN = 30


def outline(text: str, field: str, required: str) -> str:
    """A text in outline: something, on one line, without a number that is never copied here."""
    text = said(" ".join(text.split()), field, required)
    if holds_a_barred_number(text):
        raise Refused(KEEP_OUT, field)
    return text


def set_search_name(nominal: Nominal) -> None:
    """What the nominal is found by: its own name and every alias that counts. The caller has locked the nominal."""
    aliases = Alias.objects.counted().filter(nominal=nominal).order_by("pk").values_list("search_name", flat=True)
    nominal.search_name = search_key(nominal.family_name, nominal.given_names) + "".join(aliases)
    nominal.save(update_fields=["search_name"])


def add_alias(
    *, nominal: Nominal, by: Any, on: dt.date, kind: str, noted_on: dt.date, source: str, family_name: str = "",
    given_names: str = "", known_by: str = "",
) -> Alias:  # fmt: skip
    """Another name, by which searches find the person from now on. Sent twice, it is one name."""
    family_name, given_names = " ".join(family_name.split()), " ".join(given_names.split())
    if kind not in AliasKind.values:
        raise Refused("Select what kind of name it is", "kind")
    if not (family_name or given_names):
        raise Refused("Enter a family name or given names", "family_name")
    source = outline(source, "source", WHO_SAYS)
    known_by = _known_by(known_by)
    not_after(noted_on, on, "noted_on", "The day it became known")
    with change(nominal, by=by, on=on, permission=p.EDIT_NOMINAL) as held:
        names = {"family_name": family_name, "given_names": given_names}
        if same := Alias.objects.counted().filter(nominal=held, **names).first():
            return same
        row = Alias.objects.create(
            nominal=held, kind=kind, **names, search_name=search_key(family_name, given_names), noted_on=noted_on,
            source=source, known_by=known_by, recorded_by=by,
        )  # fmt: skip
        set_search_name(held)
        log("alias.added", by=by, nominal=held, fact=row, after=values(row, *NAMES))
    return row


def add_particular(
    *, nominal: Nominal, by: Any, on: dt.date, kind: str, text: str, source: str, noted_on: dt.date,
    to_on: dt.date | None = None, known_by: str = "",
) -> Particular:  # fmt: skip
    """One thing known in outline. Sent twice, it is one. Numbers of accounts and documents are refused."""
    if kind not in ParticularKind.values:
        raise Refused("Select what this is about", "kind")
    text, source = _checked(text, source, noted_on, to_on, on)
    known_by = _known_by(known_by)
    with change(nominal, by=by, on=on, permission=p.EDIT_NOMINAL) as held:
        return insert_particular(
            held, by=by, kind=kind, text=text, source=source, noted_on=noted_on, to_on=to_on, known_by=known_by
        )


def insert_particular(
    held: Nominal, *, by: Any, kind: str, text: str, source: str, noted_on: dt.date, to_on: dt.date | None = None,
    known_by: str = "",
) -> Particular:  # fmt: skip
    """The row and its audit event, within a change that has locked the nominal. The same again is the same row."""
    rows = Particular.objects.counted().filter(nominal=held, kind=kind, text=text, noted_on=noted_on)
    if same := rows.first():
        return same
    row = Particular.objects.create(
        nominal=held, kind=kind, text=text, source=source, noted_on=noted_on, to_on=to_on, known_by=known_by,
        recorded_by=by,
    )  # fmt: skip
    log("particular.added", by=by, nominal=held, fact=row, after=values(row, *TEXT))
    return row


def edit_particular(
    *, particular: Particular, by: Any, on: dt.date, version: int, text: str, source: str, noted_on: dt.date,
    to_on: dt.date | None = None, known_by: str | None = None,
) -> Particular:  # fmt: skip
    """Put a particular right or bring it up to date. A later version than the one shown raises `Conflict`."""
    text, source = _checked(text, source, noted_on, to_on, on)
    with change(particular.nominal, by=by, on=on, permission=p.EDIT_NOMINAL) as held:
        row = hold(Particular, particular.pk, held)
        new = {"text": text, "source": source, "noted_on": noted_on, "to_on": to_on}
        if known_by is not None:
            new["known_by"] = _known_by(known_by)
        before, changed = differences(row, new, version)
        if not changed:
            return row
        twins = Particular.objects.counted().filter(nominal=held, kind=row.kind, text=text, noted_on=noted_on)
        if twins.exclude(pk=row.pk).exists():
            raise Refused("This is recorded already", "text")
        for name, value in changed.items():
            setattr(row, name, value)
        row.version += 1
        row.save(update_fields=[*changed, "version"])
        log("particular.edited", by=by, nominal=held, fact=row, before=before, after=changed)
    return row


def end_particular(*, particular: Particular, by: Any, on: dt.date, to_on: dt.date) -> Particular:
    """It no longer holds from a day on. Sent twice, it is one end."""
    with change(particular.nominal, by=by, on=on, permission=p.EDIT_NOMINAL) as held:
        row = hold(Particular, particular.pk, held)
        if row.to_on == to_on:
            return row
        if row.to_on is not None and row.to_on <= on:
            raise Refused("This has ended already")
        not_after(to_on, on, "to_on", "The day it ended")
        not_before(to_on, row.noted_on, "to_on", "The day it ended", "the day from which it holds")
        before = values(row, "to_on")
        row.to_on, row.version = to_on, row.version + 1
        row.save(update_fields=["to_on", "version"])
        log("particular.ended", by=by, nominal=held, fact=row, before=before, after={"to_on": to_on})
    return row


def record_children(
    *, nominal: Nominal, by: Any, on: dt.date, answer: str, asked_on: dt.date, source: str, count: int | None = None,
    ages: Sequence[int] = (),
) -> Children:  # fmt: skip
    """Children known (how many, their ages, never a name), or none known: asked on a day. Sent twice, it is one."""
    source = outline(source, "source", WHO_SAYS)
    not_after(asked_on, on, "asked_on", "The day of asking")
    ages, count = sorted(ages), count or len(ages)
    _fit(answer, count, ages)
    with change(nominal, by=by, on=on, permission=p.EDIT_NOMINAL) as held:
        wanted = {"answer": answer, "count": count, "ages": ages, "source": source}
        if same := Children.objects.counted().filter(nominal=held, asked_on=asked_on, answer=answer).first():
            if all(getattr(same, name) == value for name, value in wanted.items()):
                return same
            raise Refused("An answer of that day is recorded already. Mark it as entered in error first", "asked_on")
        row = Children.objects.create(nominal=held, asked_on=asked_on, recorded_by=by, **wanted)
        log("children.recorded", by=by, nominal=held, fact=row, after={"asked_on": asked_on, **wanted})
    return row


def _fit(answer: str, count: int, ages: Sequence[int]) -> None:
    """Refuse a number, or ages, that the answer does not bear out."""
    if answer not in ChildrenAnswer.values:
        raise Refused("Select what is known about children", "answer")
    if answer == ChildrenAnswer.NONE_KNOWN:
        if count or ages:
            raise Refused("Leave number and ages blank where no children are known", "count")
        return
    if not 1 <= count <= MOST_CHILDREN:
        raise Refused("Enter how many children", "count")
    if len(ages) > count:
        raise Refused("There are more ages than children", "ages")
    if any(not 0 <= age <= OLDEST_CHILD for age in ages):
        raise Refused("Ages are 0 to 17", "ages")


def record_expected_release(
    *, nominal: Nominal, by: Any, on: dt.date, release_on: dt.date, said_on: dt.date, source: str
) -> ExpectedRelease:
    """When release is expected and who said so. What was said before stays, struck through. Sent twice, it is one."""
    source = outline(source, "source", "Enter who said so")
    not_after(said_on, on, "said_on", "The day it was said")
    not_before(release_on, said_on, "release_on", "The expected release", "the day it was said")
    with change(nominal, by=by, on=on, permission=p.EDIT_NOMINAL) as held:
        rows = ExpectedRelease.objects.counted().filter(nominal=held, release_on=release_on, said_on=said_on)
        if same := rows.first():
            return same
        before = ExpectedRelease.objects.counted().filter(nominal=held).order_by("-said_on", "-pk").first()
        row = ExpectedRelease.objects.create(
            nominal=held, release_on=release_on, said_on=said_on, source=source, recorded_by=by
        )
        log(
            "release.expected", by=by, nominal=held, fact=row,
            before={"release_on": before.release_on if before else None},
            after=values(row, "release_on", "said_on", "source"),
        )  # fmt: skip
    return row


def _known_by(way: str) -> str:
    if way not in ("", *KnownBy.values):
        raise Refused("Select how it became known", "known_by")
    return way


def _checked(text: str, source: str, noted_on: dt.date, to_on: dt.date | None, on: dt.date) -> tuple[str, str]:
    text, source = outline(text, "text", "Enter what is known"), outline(source, "source", WHO_SAYS)
    not_after(noted_on, on, "noted_on", "The day from which it holds")
    not_before(to_on, noted_on, "to_on", "The last day", "the day from which it holds")
    return text, source
