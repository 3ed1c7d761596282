"""The list of agencies that an area edits, and whom to ask at each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from accounts import permissions as p
from audit.events import record
from mappa.actions.base import same_version
from mappa.models import Agency, AgencyContact, AgencyKind, Area
from offenders.actions.base import NOT_YOURS, said, values
from offenders.actions.errors import NotAllowed, NotVisible, Refused

FIELDS = ("name", "kind", "invited_to_level_2", "invited_to_level_3")
CONTACT_FIELDS = ("role", "name", "email", "phone")


def _ours(area_id: int, by: Any) -> None:
    if not by.can(p.RUN_MAPPA):
        raise NotAllowed(NOT_YOURS)
    if not Area.objects.of_force(by.force_id).filter(pk=area_id).exists():
        raise NotVisible("There is no such area")


def add_area(*, name: str, by: Any, on: dt.date, usual: bool = True) -> Area:
    """An area of one's force, with the agencies that have the duty to co-operate on its list (practice, MAPPA).

    Raises `Refused` where the name is taken: that two forces share an area is not for either of them to say alone.
    """
    if not by.can(p.RUN_MAPPA) or by.force_id is None:
        raise NotAllowed(NOT_YOURS)
    name = said(name, "name", "Enter the name of the area")
    with transaction.atomic():
        try:
            with transaction.atomic():
                area = Area.objects.create(name=name)
        except IntegrityError as error:
            if mine := Area.objects.of_force(by.force_id).filter(name__iexact=name).first():
                return mine  # the same form twice
            raise Refused("There is an area of this name already", "name") from error
        area.forces.add(by.force)
        kinds = [kind for kind in AgencyKind if usual and kind != AgencyKind.OTHER]
        Agency.objects.bulk_create(Agency(area=area, name=kind.label, kind=kind.value) for kind in kinds)
        record("mappa.area_added", by=by, details={"area": name, "agencies": len(kinds)})
    return area


def add_agency(
    *, area: Area, by: Any, on: dt.date, name: str, kind: str, invited_to_level_2: bool, invited_to_level_3: bool
) -> Agency:
    """Put an agency on the area's list. Raises `Refused` where its name is there already."""
    _ours(area.pk, by)
    name = said(name, "name", "Enter the name of the agency")
    if kind not in AgencyKind.values:
        raise Refused("Select what kind of agency it is", "kind")
    with transaction.atomic():
        Area.objects.select_for_update().get(pk=area.pk)  # two at once put it on the list once
        found = Agency.objects.filter(area=area, name__iexact=name).first()
        if found is not None and found.left_on is None:
            raise Refused("This agency is on the list already", "name")
        told = {"kind": kind, "invited_to_level_2": invited_to_level_2, "invited_to_level_3": invited_to_level_3}
        if found is not None:  # it comes back
            Agency.objects.filter(pk=found.pk).update(left_on=None, version=found.version + 1, **told)
            found.refresh_from_db()
        else:
            found = Agency.objects.create(area=area, name=name, **told)
        record("mappa.agency_added", by=by, details={"area": area.name, "after": values(found, *FIELDS)})
    return found


def change_agency(
    *, agency: Agency, version: int, by: Any, on: dt.date, name: str, kind: str, invited_to_level_2: bool,
    invited_to_level_3: bool, left: bool = False,
) -> Agency:  # fmt: skip
    """Another name or kind, other meetings to be asked to, or off the list. It stays on past meetings."""
    _ours(agency.area_id, by)
    wanted = {
        "name": said(name, "name", "Enter the name of the agency"),
        "kind": kind,
        "invited_to_level_2": invited_to_level_2,
        "invited_to_level_3": invited_to_level_3,
    }
    with transaction.atomic():
        row = Agency.objects.select_for_update().get(pk=agency.pk)
        same_version(row, version, wanted)
        before = values(row, *FIELDS, "left_on")
        left_on = (row.left_on or on) if left else None
        try:
            with transaction.atomic():
                Agency.objects.filter(pk=row.pk).update(**wanted, left_on=left_on, version=version + 1)
        except IntegrityError as error:
            raise Refused("Another agency of the area has this name", "name") from error
        row.refresh_from_db()
        record("mappa.agency_changed", by=by,
               details={"id": row.pk, "before": before, "after": values(row, *FIELDS, "left_on")})  # fmt: skip
    return row


def add_contact(
    *, agency: Agency, by: Any, on: dt.date, role: str, name: str, email: str = "", phone: str = "", user: Any = None
) -> AgencyContact:
    """Whom to invite and remind at an agency, by role. Sent twice, it is one."""
    _ours(agency.area_id, by)
    told: dict[str, Any] = {"role": said(role, "role", "Enter their role"), "user": user, "phone": phone.strip(),
                            "name": said(name, "name", "Enter their name"), "email": email.strip()}  # fmt: skip
    with transaction.atomic():
        Agency.objects.select_for_update().get(pk=agency.pk)
        row = AgencyContact.objects.filter(agency=agency, left_on=None, **told).first()
        if row is None:
            row = AgencyContact.objects.create(agency=agency, **told)
            record("mappa.contact_added", by=by,
                   details={"agency": agency.name, "after": values(row, *CONTACT_FIELDS)})  # fmt: skip
    return row


def change_contact(
    *, contact: AgencyContact, version: int, by: Any, on: dt.date, role: str, name: str, email: str = "",
    phone: str = "", user: Any = None, left: bool = False,
) -> AgencyContact:  # fmt: skip
    """Another role, name or address, or gone. Invitations that were sent keep the name and address of then."""
    _ours(contact.agency.area_id, by)
    wanted = {"role": said(role, "role", "Enter their role"), "name": said(name, "name", "Enter their name"),
              "email": email.strip(), "phone": phone.strip()}  # fmt: skip
    with transaction.atomic():
        row = AgencyContact.objects.select_for_update().get(pk=contact.pk)
        same_version(row, version, wanted)
        before = values(row, *CONTACT_FIELDS, "left_on")
        left_on = (row.left_on or on) if left else None
        AgencyContact.objects.filter(pk=row.pk).update(**wanted, user=user, left_on=left_on, version=version + 1)
        row.refresh_from_db()
        record("mappa.contact_changed", by=by,
               details={"id": row.pk, "before": before, "after": values(row, *CONTACT_FIELDS, "left_on")})  # fmt: skip
    return row
