"""Add a nominal; change who they are."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from accounts import permissions as p
from audit.events import record
from deadlines.reconcile import reconcile_nominal
from offenders.actions.base import NOT_YOURS, change, log, not_after
from offenders.actions.errors import Conflict, NotAllowed, Refused
from offenders.actions.life import set_search_name
from offenders.models import Address, Nominal
from offenders.models.nominal import misspelt
from offenders.search import search_key

IDENTITY = (
    "family_name", "given_names", "date_of_birth", "sex", "mappa_category", "lead_agency", "lead_since",
    "licence_ends_on", "registered_on",
)  # fmt: skip
CATEGORY_HAS_REASONS = "Change the MAPPA category on the MAPPA page of the record, with its day and reason"
NAMELESS = "Enter a family name or given names"


def add_nominal(
    *, by: Any, on: dt.date, reference: str, address: str = "", postcode: str = "", **identity: Any
) -> Nominal:
    """Open a record in the force and team of the person who adds it, unallocated, perhaps with the home address.

    Sent twice, it is one record. Raises `NotAllowed`, or `Refused` for a reference already in use.
    """
    if not by.can(p.ADD_NOMINAL) or by.force_id is None:
        raise NotAllowed(NOT_YOURS)
    reference = reference.strip()
    if wrong := misspelt(reference):
        raise Refused(wrong, "reference")
    identity = _checked(identity, on)
    if existing := Nominal.objects.visible_to(by).by_reference(reference).first():
        if all(getattr(existing, name) == value for name, value in identity.items()):
            return existing
        raise Refused("This reference is already in use", "reference")
    try:
        with transaction.atomic():
            nominal = Nominal.objects.create(
                reference=reference,
                force_id=by.force_id,
                team_id=by.team_id,
                search_name=search_key(identity.get("family_name", ""), identity.get("given_names", "")),
                **identity,
            )
            if address.strip() or postcode.strip():
                Address.objects.create(
                    nominal=nominal, kind="home", address=address.strip(), postcode=postcode.strip(), recorded_by=by
                )
            reconcile_nominal(nominal.pk, on=on)
            details = {"type": "nominal", "after": {**identity, "address": address, "postcode": postcode}}
            record("nominal.added", by=by, subjects=[nominal.reference], details=details)
    except IntegrityError as error:
        if "nominal_reference_once" in str(error):
            raise Refused("This reference is already in use", "reference") from None
        raise
    return nominal


def edit_identity(*, nominal: Nominal, by: Any, on: dt.date, version: int, **identity: Any) -> Nominal:
    """Change who the person is. `version` is the one that was shown: a later one raises `Conflict` with both texts.

    Sent twice, it is one change. A category that is recorded is changed as a decision of its own, not here.
    """
    identity = _checked(identity, on)
    with change(nominal, by=by, on=on, permission=p.EDIT_NOMINAL) as held:
        before = {name: getattr(held, name) for name in identity}
        changed = {name: value for name, value in identity.items() if before[name] != value}
        if not changed:
            return held
        if "mappa_category" in changed and before["mappa_category"] is not None:
            raise Refused(CATEGORY_HAS_REASONS, "mappa_category")
        if held.version != version:
            raise Conflict(
                {name: identity[name] for name in changed}, {name: before[name] for name in changed}, held.version
            )
        for name, value in changed.items():
            setattr(held, name, value)
        held.version += 1
        held.save(update_fields=[*changed, "version"])
        set_search_name(held)
        log("nominal.edited", by=by, nominal=held, fact=held, before={n: before[n] for n in changed}, after=changed)
    return held


def _checked(identity: dict[str, Any], on: dt.date) -> dict[str, Any]:
    unknown = set(identity) - set(IDENTITY)
    if unknown:
        raise TypeError(f"Not part of the identity: {sorted(unknown)}")
    identity = {name: value.strip() if isinstance(value, str) else value for name, value in identity.items()}
    if not (identity.get("family_name", "x") or identity.get("given_names", "x")):
        raise Refused(NAMELESS, "family_name")
    not_after(identity.get("date_of_birth"), on, "date_of_birth", "Date of birth")
    not_after(identity.get("registered_on"), on, "registered_on", "The day management began")
    not_after(identity.get("lead_since"), on, "lead_since", "The day the agency took the lead")
    born = identity.get("date_of_birth")
    if born and (begun := identity.get("registered_on")) and begun < born:
        raise Refused("The day management began must be after the date of birth", "registered_on")
    return identity
