"""The person's own page, what to know before a visit, and the warnings that stand first everywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from accounts import permissions as p
from common.text import days_between, long_date, plain_date, plural
from offenders.models import (
    Address,
    Alias,
    Children,
    DeathReport,
    ExpectedRelease,
    FileKind,
    Merge,
    Nominal,
    Particular,
    ParticularKind,
    StoredFile,
)
from offenders.models.life import NEEDS
from offenders.presenters.facts import fact_url
from offenders.presenters.life_facts import children_text, known_by_text, size_text
from offenders.rights import may_confirm_death

K = ParticularKind


@dataclass(frozen=True)
class Item:
    """One line of a section. `past` is struck through; `marks` are links to what can be done."""

    text: str
    meta: str
    url: str
    past: bool = False
    edit_url: str = ""
    end_url: str = ""


@dataclass(frozen=True)
class Section:
    """What is known of one kind."""

    title: str
    items: Sequence[Item]
    empty: str
    adds: Sequence[tuple[str, str]] = field(default_factory=tuple)  # address, words
    note: str = ""
    earlier: Sequence[Item] = field(default_factory=tuple)


SECTIONS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("Warnings", (K.WARNING,), "None recorded."),
    ("Household and partner", (K.HOUSEHOLD, K.PARTNER), "Not recorded."),
    ("What to take into account", (K.INTERPRETER, K.HEARING, K.MENTAL_HEALTH), "Not asked."),
    ("Probation", (K.PRACTITIONER,), "No practitioner recorded."),
    ("Restrictions", (K.RESTRAINING_ORDER, K.BAIL), "None recorded."),
    ("Victims: for the visit only", (K.VICTIM_CONTACT, K.EXCLUSION_ZONE), "None recorded."),
    ("Work and vehicles", (K.EMPLOYMENT, K.VEHICLE), "Not recorded."),
    ("Devices and accounts", (K.DEVICE, K.ACCOUNT), "Not recorded."),
)
ADD_WORDS: dict[str, str] = {
    K.WARNING: "Add a warning", K.INTERPRETER: "Add a language or interpreter", K.HEARING: "Add hearing",
    K.MENTAL_HEALTH: "Add mental health", K.HOUSEHOLD: "Add to the household", K.PARTNER: "Add a partner",
    K.PRACTITIONER: "Add a practitioner", K.EMPLOYMENT: "Add work", K.VEHICLE: "Add a vehicle",
    K.DEVICE: "Add a device", K.ACCOUNT: "Add an online account", K.RESTRAINING_ORDER: "Add a restraining order",
    K.BAIL: "Add a bail condition", K.VICTIM_CONTACT: "Add victim contact", K.EXCLUSION_ZONE: "Add an exclusion zone",
}  # fmt: skip


def holds(row: Particular, on: dt.date) -> bool:
    """Whether it counts and has not ended on the day."""
    return row.voided_at is None and (row.to_on is None or row.to_on > on)


def warnings_in(rows: Iterable[Particular], on: dt.date) -> list[dict[str, str]]:
    """The warnings among these, the latest first: dated and sourced."""
    found = [row for row in rows if row.kind == K.WARNING and holds(row, on)]
    found.sort(key=lambda row: (row.noted_on, row.pk), reverse=True)
    return [{"text": row.text, "meta": f"{plain_date(row.noted_on)}, {row.source}"} for row in found]


def warnings_of(nominal: Nominal, on: dt.date) -> list[dict[str, str]]:
    """The same for a page that shows no identity bar (one query)."""
    return warnings_in(Particular.objects.current(on).filter(nominal=nominal, kind=K.WARNING), on)


def death_of(reports: Iterable[DeathReport], user: Any, nominal: Nominal) -> dict[str, Any] | None:
    """The banner: a death reported and not confirmed, or confirmed. None where neither stands."""
    for row in sorted(reports, key=lambda row: row.pk, reverse=True):
        if row.state == "undone":
            continue
        confirmed = row.state == "confirmed"
        words = f"Reported on {plain_date(row.reported_on)} by {row.source}."
        if confirmed:
            by = f" by {row.confirmed_by.full_name}" if row.confirmed_by else ""
            words = f"Died on {plain_date(row.period.from_on)}. Confirmed on {plain_date(row.confirmed_on)}{by}."  # type: ignore[union-attr]
        return {
            "confirmed": confirmed,
            "title": "Death confirmed" if confirmed else "Death reported, not confirmed",
            "text": words if confirmed else f"{words} Nothing has stopped: every date stands until it is confirmed.",
            "url": fact_url(nominal, row),
            "confirm_url": ""
            if confirmed or not may_confirm_death(user, row)
            else reverse("offenders:confirm_death", args=[nominal.reference, row.pk]),
            "undo_url": reverse("offenders:undo_death", args=[nominal.reference, row.pk])
            if confirmed and user.can(p.CONFIRM_DEATH)
            else "",
        }
    return None


def _item(nominal: Nominal, row: Particular, on: dt.date, many: bool) -> Item:
    until = f" until {plain_date(row.to_on)}" if row.to_on else ""
    text = f"{row.get_kind_display()}: {row.text}" if many else row.text
    ended = not holds(row, on)
    base = [nominal.reference, row.pk]
    return Item(
        text,
        f"{'from' if until else 'since'} {plain_date(row.noted_on)}{until}, {row.source}{known_by_text(row)}",
        fact_url(nominal, row),
        past=ended,
        edit_url="" if ended else reverse("offenders:edit_particular", args=base),
        end_url="" if ended else reverse("offenders:end_particular", args=base),
    )


def particular_sections(nominal: Nominal, on: dt.date) -> list[Section]:
    """The particulars by section; what has ended or was wrong is on the history (one query)."""
    rows = list(Particular.objects.counted().filter(nominal=nominal).order_by("-noted_on", "-pk"))
    found = []
    for title, kinds, empty in SECTIONS:
        mine = [row for row in rows if row.kind in kinds]
        items = [_item(nominal, row, on, len(kinds) > 1) for row in mine]
        adds = [
            (reverse("offenders:add_particular", args=[nominal.reference, kind]), ADD_WORDS[kind]) for kind in kinds
        ]
        note = "Never in lists, alerts or messages." if K.VICTIM_CONTACT in kinds else ""
        current, past = [i for i in items if not i.past], [i for i in items if i.past]
        found.append(Section(title, current, empty, adds, note, past))
    return found


def names(nominal: Nominal) -> Section:
    """Other names (one query)."""
    rows = Alias.objects.counted().filter(nominal=nominal).order_by("-noted_on", "-pk")
    items = [
        Item(
            str(row),
            f"{row.get_kind_display().lower()}, since {plain_date(row.noted_on)}, {row.source}{known_by_text(row)}",
            fact_url(nominal, row),
        )
        for row in rows
    ]
    adds = [(reverse("offenders:add_alias", args=[nominal.reference]), "Add a name")]
    return Section("Other names", items, "None recorded.", adds, "Searches find the person by each of them.")


def children(nominal: Nominal) -> Section:
    """The last answer, and those before it (one query)."""
    rows = list(Children.objects.counted().filter(nominal=nominal).order_by("-asked_on", "-pk"))
    items = [
        Item(
            children_text(row), f"asked {plain_date(row.asked_on)}, {row.source}", fact_url(nominal, row), past=bool(i)
        )
        for i, row in enumerate(rows)
    ]
    adds = [(reverse("offenders:children", args=[nominal.reference]), "Record an answer")]
    return Section("Children", items[:1], "Not asked.", adds, earlier=items[1:])


def release(nominal: Nominal, on: dt.date) -> Section:
    """When release is expected: what was said last stands, what was said before is struck through (one query)."""
    rows = ExpectedRelease.objects.counted().filter(nominal=nominal).order_by("-said_on", "-pk")
    items = [
        Item(
            f"{long_date(row.release_on)}{'' if i else f' ({days_between((row.release_on - on).days)})'}",
            f"said on {plain_date(row.said_on)} by {row.source}",
            fact_url(nominal, row),
            past=bool(i),
        )
        for i, row in enumerate(rows)
    ]
    adds = [(reverse("offenders:release", args=[nominal.reference]), "Record a release date")]
    return Section("Expected release", items, "None recorded.", adds)


def addresses(nominal: Nominal) -> Section:
    """Every address by kind, the current ones first (one query)."""
    rows = sorted(
        Address.objects.counted().filter(nominal=nominal),
        key=lambda row: (row.to_on is not None, row.kind not in ("home", "no_fixed_abode"), row.from_on or dt.date.min),
    )
    items = [
        Item(
            f"{row.get_kind_display().split(':')[0]}: {row}",
            f"{plain_date(row.from_on) if row.from_on else 'first day not known'} to "
            f"{plain_date(row.to_on) if row.to_on else 'now'}",
            fact_url(nominal, row),
            past=row.to_on is not None,
        )
        for row in rows
    ]
    adds = [
        (reverse("offenders:move_home", args=[nominal.reference]), "Record a move"),
        (reverse("offenders:add_address", args=[nominal.reference]), "Add an address"),
    ]
    current, past = [i for i in items if not i.past], [i for i in items if i.past]
    return Section("Addresses", current, "None recorded.", adds, earlier=past)


def files(nominal: Nominal) -> dict[str, Any]:
    """The last photograph, and every file (one query)."""
    rows = list(StoredFile.objects.counted().filter(nominal=nominal).order_by("-date", "-pk"))
    items = [
        Item(f"{row.get_kind_display()}: {row.title}", f"{plain_date(row.date)}, {row.source}, {size_text(row.size)}",
             fact_url(nominal, row))
        for row in rows
    ]  # fmt: skip
    photograph = next((row for row in rows if row.kind == FileKind.PHOTOGRAPH), None)
    shown = photograph and {
        "url": reverse("offenders:file", args=[nominal.reference, photograph.pk]),
        "title": photograph.title,
        "day": plain_date(photograph.date),
    }
    adds = [(reverse("offenders:add_file", args=[nominal.reference]), "Add a photograph or document")]
    return {"photograph": shown, "files": Section("Photographs and documents", items, "None kept.", adds)}


def served(nominal: Nominal, row: StoredFile, user: Any) -> dict[str, Any] | None:
    """Where the bytes of a file are to be had; None where it was entered in error and the reader is no reviewer."""
    if row.voided_at is not None and not user.can(p.SEE_VOIDED_FILES):
        return None
    url = reverse("offenders:file", args=[nominal.reference, row.pk])
    inline = row.kind == FileKind.PHOTOGRAPH and row.voided_at is None
    return {"url": url, "inline": inline, "title": f"Photograph: {row.title}"}


def merges(nominal: Nominal) -> list[dict[str, Any]]:
    """The records that were merged into this one and stayed so (one query)."""
    rows = Merge.objects.filter(survivor=nominal, undone_at__isnull=True).select_related("merged", "by").order_by("-pk")
    return [
        {
            "reference": row.merged.reference,
            "text": f"Merged into this record on {plain_date(row.at.date())} by {row.by.full_name}: {row.reason}",
            "left": plural(sum(map(len, row.stayed.values())), "entry", "entries") if row.stayed else "",
            "url": reverse("offenders:undo_merge", args=[nominal.reference, row.pk]),
        }
        for row in rows
    ]


def person(nominal: Nominal, on: dt.date) -> dict[str, Any]:
    """The context of the person's page: a fixed number of queries, whatever is on record."""
    warnings, household, *rest = particular_sections(nominal, on)
    return {
        **files(nominal),
        "sections": [
            warnings, names(nominal), children(nominal), household, addresses(nominal), release(nominal, on), *rest,
        ],
        "merges": merges(nominal),
    }  # fmt: skip


def before_a_visit(nominal: Nominal, on: dt.date) -> dict[str, Any]:
    """What whoever goes to the door must know, warnings first: for the record's first page and the door sheet.

    Three queries. Facts about victims are counted here and read on their own page.
    """
    rows = list(Particular.objects.current(on).filter(nominal=nominal).order_by("-noted_on", "-pk"))
    answer = Children.objects.counted().filter(nominal=nominal).order_by("-asked_on", "-pk").first()
    expected = ExpectedRelease.objects.counted().filter(nominal=nominal).order_by("-said_on", "-pk").first()
    asked = f", asked {plain_date(answer.asked_on)}" if answer else ""
    lines = [("Children", f"{children_text(answer)}{asked}")]
    for kind in (*NEEDS, K.HOUSEHOLD, K.PARTNER, K.EMPLOYMENT, K.VEHICLE, K.DEVICE, K.RESTRAINING_ORDER, K.BAIL):
        said = [row.text for row in rows if row.kind == kind]
        if said or kind in (K.HOUSEHOLD, K.VEHICLE):
            lines.append((str(kind.label), "; ".join(said) or "not recorded"))
    if expected:
        lines.append(("Expected release", f"{plain_date(expected.release_on)}, said {plain_date(expected.said_on)}"))
    victims = sum(row.sensitive for row in rows)
    return {
        "warnings": warnings_in(rows, on),
        "lines": lines,
        "victims": f"{plural(victims, 'fact')} about victims to read before the visit" if victims else "",
    }


def to_tell(nominal: Nominal, on: dt.date) -> list[str]:
    """Whom to tell of a death: those whom the record shows to have a part in the case (one query)."""
    rows = list(Particular.objects.current(on).filter(nominal=nominal))
    tell = []
    if nominal.lead_agency and nominal.lead_agency != "police":
        tell.append(f"{nominal.get_lead_agency_display()}, the lead agency")
    tell += [f"The probation practitioner: {row.text}" for row in rows if row.kind == K.PRACTITIONER]
    if nominal.mappa_category:
        tell.append("The MAPPA co-ordinator")
    tell += [f"The court or force behind it: {row.text}" for row in rows if row.kind in (K.RESTRAINING_ORDER, K.BAIL)]
    if any(row.sensitive for row in rows):
        tell.append("The victim liaison unit")
    return [*tell, "The national record", "Local intelligence"]


def death_stands(nominal: Nominal) -> bool:
    """Whether a confirmed death stands. The nominal comes from `with_frame`."""
    return any(row.state == "confirmed" for row in nominal.deaths)  # type: ignore[attr-defined]
