"""What stands at the top of every page of a record: who this is, and the parts of the record."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.urls import reverse

from accounts.absences import deputised
from accounts.models import Team
from common.text import plain_date, short_date
from offenders import record
from offenders.models import Nominal, Status
from offenders.presenters.life import death_of, holds, warnings_in
from offenders.rights import may_answer_transfer, may_offer, may_write

NOT_WORKED_OUT = "Not worked out yet"
IN_COMMUNITY = "In the community"
UNALLOCATED = "Unallocated"


class Term(NamedTuple):
    """One fact of the identity bar; `missing` marks what should be there and is not."""

    term: str
    value: str
    missing: bool = False


def age(born: dt.date, on: dt.date) -> int:
    """Whole years; somebody born on 29 February comes of age on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def born_text(born: dt.date | None, on: dt.date) -> str:
    """`11 June 1979 (47)`."""
    return f"{plain_date(born)} ({age(born, on)})" if born else "not known"


def status_text(code: str) -> str:
    """`In custody`; anything else is the community."""
    return Status(code).label if code in Status.values else IN_COMMUNITY


def owner_text(nominal: Nominal) -> str:
    """The offender manager, or that there is none."""
    return nominal.officer.full_name if nominal.officer else UNALLOCATED


def identity(nominal: Nominal, on: dt.date) -> dict[str, Any]:
    """The identity bar. The nominal comes from `with_frame`."""
    standing = getattr(nominal, "standing", None)
    home = nominal.homes[0] if nominal.homes else None  # type: ignore[attr-defined]
    home_term = "Found at" if home is not None and home.kind == "no_fixed_abode" else "Home"
    team = nominal.team.name if nominal.team else "no team"
    facts = [
        Term("Born", born_text(nominal.date_of_birth, on), nominal.date_of_birth is None),
        Term("Offender manager", f"{owner_text(nominal)}, {team}", nominal.officer is None),
        Term(home_term, str(home) if home else "no home address", home is None),
        Term("Lead agency", _lead(nominal)),
        *_probation(nominal, on),
        Term("MAPPA category", str(nominal.mappa_category) if nominal.mappa_category else "none recorded"),
    ]
    return {
        "warnings": warnings_in(nominal.headlines, on),  # type: ignore[attr-defined]
        "name": nominal.full_name,
        "reference": nominal.reference,
        "risk_level": standing.risk_level if standing else "",
        "status": status_text(standing.status) if standing else NOT_WORKED_OUT,
        "away": standing is not None and standing.status != "community",
        "management": "Reactive management" if standing and standing.management == "reactive" else "Active management",
        "facts": facts,
    }


def _lead(nominal: Nominal) -> str:
    """`Probation since 3 March 2026`."""
    since = f" since {plain_date(nominal.lead_since)}" if nominal.lead_since else ""
    return f"{nominal.get_lead_agency_display()}{since}" if nominal.lead_agency else "not recorded"


def _probation(nominal: Nominal, on: dt.date) -> list[Term]:
    """The practitioner and the end of the licence, where there are any."""
    names = [row.text for row in nominal.headlines if row.kind == "practitioner" and holds(row, on)]  # type: ignore[attr-defined]
    terms = [Term("Probation practitioner", "; ".join(names))] if names else []
    if nominal.lead_agency == "probation" and not names:
        terms.append(Term("Probation practitioner", "not recorded", True))
    if nominal.licence_ends_on:
        ends = "ended" if nominal.licence_ends_on < on else "ends"
        terms.append(Term("Licence", f"{ends} {plain_date(nominal.licence_ends_on)}"))
    return terms


def tabs(nominal: Nominal, user: Any, current: str) -> list[dict[str, Any]]:
    """The parts of the record that this person may open; `current` is the route of the one shown."""
    return [
        {"text": tab.text, "url": reverse(tab.route, args=[nominal.reference]), "current": tab.route == current}
        for tab in record.tabs()
        if not tab.permission or user.can(tab.permission)
    ]


def access_note(nominal: Nominal, user: Any) -> str:
    """What to know about why this record is open to the reader, where it is not by their team or role."""
    if nominal.restricted:
        return "Restricted record: only a named few may know of it."
    return "" if may_write(user, nominal) else "Open to you read-only. Each look is logged."


def team_text(team: Team | None) -> str:
    """`Coast, Southmere Police`."""
    return f"{team.name}, {team.force.name}" if team else "no team"


def waiting_text(team: str, offered_on: dt.date) -> str:
    """The words of every list and record: `Transfer to Coast offered on Tue 3 Nov 2026, waiting`."""
    return f"Transfer to {team} offered on {short_date(offered_on)}, waiting"


def transfer_of(nominal: Nominal, user: Any, on: dt.date) -> dict[str, str] | None:
    """What both screens say while an offer waits. The nominal comes from `with_frame`."""
    row = next(iter(nominal.offers), None)  # type: ignore[attr-defined]
    if row is None:
        return None
    answers = may_answer_transfer(user, row, deputised(user, on))
    withdraw = reverse("transfers:withdraw", args=[nominal.reference, row.pk]) if may_offer(user, nominal) else ""
    return {
        "title": waiting_text(team_text(row.to_team), row.offered_on),
        "text": f"Until it is accepted, {team_text(row.from_team)} owns the case and {owner_text(nominal)} manages it."
        f" No date moves. Offered by {row.offered_by.full_name}: {row.reason}",
        "answer_url": reverse("transfers:answer", args=[row.pk]) if answers else "",
        "withdraw_url": withdraw,
    }


def frame(nominal: Nominal, user: Any, on: dt.date, current: str) -> dict[str, Any]:
    """The context of `offenders/record_base.html` and `offenders/form_base.html`."""
    return {
        "nominal": nominal,
        "reference": nominal.reference,
        "identity": identity(nominal, on),
        "death": death_of(nominal.deaths, user, nominal),  # type: ignore[attr-defined]
        "transfer": transfer_of(nominal, user, on),
        "access_note": access_note(nominal, user),
        "tabs": tabs(nominal, user, current),
        "record_url": reverse("offenders:record", args=[nominal.reference]),
    }
