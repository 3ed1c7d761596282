"""What the working day adds to the record page: the way to the door sheet, to a plan, to an open enquiry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts import permissions as p
from caseloads import release
from caseloads.supervision import sample_presenters, samples
from common.text import short_date
from deadlines.models import Deadline
from offenders.models import Nominal
from offenders.record import Panel, TimelineRow, add_panel, add_readers_timeline
from offenders.rights import may_write
from visits.models import PlannedVisit
from visits.policy import WHEREABOUTS


def register() -> None:
    """Called once, as the app starts."""
    add_panel(Panel("caseloads/_panel.html", panel, 15))
    add_panel(Panel("caseloads/_release.html", release.panel, 14))
    add_readers_timeline(dip_samples, "Dip samples", p.SUPERVISE)


def dip_samples(nominal: Nominal, reader: Any) -> Iterator[TimelineRow]:
    """The checks of dip samples, for those who supervise the team from which the case was drawn (ADR 35)."""
    return sample_presenters.timeline(samples.checks_of(nominal, reader))


def panel(nominal: Nominal, user: Any, on: dt.date) -> dict[str, Any]:
    """Visits planned, the links for whoever may plan and go, and the whereabouts enquiry that is open (two queries)."""
    goes = user.can(p.LOG_VISIT) and may_write(user, nominal)
    planned = PlannedVisit.objects.counted().filter(nominal=nominal, date__gte=on).order_by("date")
    enquiry = Deadline.objects.open().filter(nominal=nominal, kind=WHEREABOUTS).order_by("due_on").first()
    return {
        "planned": [
            {"text": short_date(row.date), "url": reverse("workday:change_plan", args=[row.pk]) if goes else ""}
            for row in planned
        ],
        "sheet_url": reverse("workday:door_sheet", args=[nominal.reference]) if goes else "",
        "plan_url": f"{reverse('workday:plan')}?{urlencode({'nominal': nominal.reference})}" if goes else "",
        "enquiry_url": reverse("workday:enquiry", args=[nominal.reference]) if enquiry else "",
        "enquiry_since": short_date(enquiry.opened_on) if enquiry else "",
    }
