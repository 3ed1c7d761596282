"""What the page for one visit is made of: its form, filled in, and what saving it would do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import QueryDict

from offenders.models import Nominal
from visits.choices import OTHER, Choices, choices_for
from visits.forms import CorrectionForm, VisitForm
from visits.models import Outcome, PlannedVisit, Visit
from visits.planning import planned_for
from visits.policy import Remark, VisitFact, VisitToSave, warnings_before_saving
from visits.presenters import NO_DATE, Outlook, outlook
from visits.prospect import load_case, prospect


def visit_form(
    nominal: Nominal,
    user: Any,
    outcome: str,
    moment: dt.datetime,
    *,
    data: QueryDict | None = None,
    visit: Visit | None = None,
) -> VisitForm:
    """The second page's form: with what was sent, else as the visit to be corrected stands, else now and here.

    `moment` is the local date and time, offered as those of the visit.
    """
    on = moment.date()
    planned = planned_for(nominal.pk, on) if visit is None else None
    choices = choices_for(nominal, user, on, also=(visit or planned).officers if visit or planned else ())  # type: ignore[union-attr]
    kind = CorrectionForm if visit else VisitForm
    if data is not None:
        return kind(data, choices=choices, outcome=outcome, on=on)
    initial = _from_visit(visit, choices) if visit else _from_now(user, outcome, moment, choices)
    if planned is not None:
        initial |= _from_plan(planned, outcome, choices)
    return kind(choices=choices, outcome=outcome, on=on, initial=initial)


def _from_now(user: Any, outcome: str, moment: dt.datetime, choices: Choices) -> dict[str, Any]:
    return {
        "date": moment.date(),
        "time": moment.time().replace(second=0, microsecond=0),
        "officers": [user.username],
        "address": "" if outcome == Outcome.SEEN_ELSEWHERE else choices.first_place or OTHER,
    }


def _from_plan(planned: PlannedVisit, outcome: str, choices: Choices) -> dict[str, Any]:
    """Who was to go, and where to: what came of it is told at the door."""
    people = {"officers": planned.officers, "others_present": "; ".join(planned.others_going)}
    if outcome == Outcome.SEEN_ELSEWHERE:
        return people
    chosen = choices.place_of(planned.address)
    return people | {"address": chosen or OTHER, "other_address": "" if chosen else planned.address}


def _from_visit(visit: Visit, choices: Choices) -> dict[str, Any]:
    chosen = choices.place_of(visit.address)
    return {
        "date": visit.date,
        "time": visit.time,
        "officers": visit.officers,
        "others_present": "; ".join(visit.others_present),
        "address": chosen or OTHER,
        "other_address": "" if chosen else visit.address,
        "announced": visit.announced,
        "entry_sought_for_risk_search": visit.entry_sought_for_risk_search,
        "third_party": visit.third_party,
        "third_party_said": visit.third_party_said,
        "notes": visit.notes,
    }


def resumed(form: VisitForm) -> VisitForm:
    """A draft, perhaps under another outcome than it was begun with, without complaints about its gaps."""
    form.data["outcome"] = form.chosen  # type: ignore[index]
    form.full_clean()
    return form.as_kept()


def people_of(form: VisitForm) -> dict[str, Any]:
    """The boxes for who was there: the likeliest first, the rest to be opened (open where one is ticked)."""
    boxes = list(form["officers"])
    first, rest = boxes[: form.choices.shown_first], boxes[form.choices.shown_first :]
    return {"first": first, "rest": rest, "rest_open": any(box.data["selected"] for box in rest)}


def page_of(
    form: VisitForm, nominal: Nominal, on: dt.date, remarks: list[Remark], *, without: int | None = None
) -> dict[str, Any]:
    """The context of the second page."""
    return {
        "form": form,
        "people": people_of(form),
        "outcome": Outcome(form.chosen),
        "entry_asked": "entry_sought_for_risk_search" in form.fields,
        "third_party_asked": "third_party" in form.fields,
        "outlook": what_follows(form, nominal, on, without=without),
        "remarks": remarks,
        "warned": ",".join(remark.code for remark in remarks),
        "save_mode": "later" if form.is_bound and form.data.get("save") == "later" else "now",
    }


def fact_from(form: VisitForm) -> VisitFact | None:
    """The visit as far as it is told; None while its date cannot be read. Other gaps do not matter to the rules."""
    if not form.is_bound:
        start = form.initial
        other = start.get("other_address", "") if start.get("address") == OTHER else ""
        return VisitFact(
            start["date"], start.get("time"), form.chosen, other, start.get("entry_sought_for_risk_search")
        )
    if not hasattr(form, "cleaned_data"):
        return None
    data = form.cleaned_data
    if not data.get("date"):
        return None
    entry = data.get("entry_sought_for_risk_search")
    return VisitFact(data["date"], data.get("time"), form.chosen, form.place_text(), entry)


def what_follows(form: VisitForm, nominal: Nominal, on: dt.date, *, without: int | None = None) -> Outlook:
    """The next date and all else that saving this form would change."""
    fact = fact_from(form)
    if fact is None or fact.on > on:
        return NO_DATE
    return outlook(prospect(load_case(nominal.pk, on, without=without), fact))


def remarks_on(form: VisitForm, nominal: Nominal, on: dt.date) -> list[Remark]:
    """The warnings about a valid form that it has not shown yet; none means that it may be saved."""
    found = all_remarks(form, nominal, on)
    return [] if {remark.code for remark in found} <= form.warned_of else found


def all_remarks(form: VisitForm, nominal: Nominal, on: dt.date) -> list[Remark]:
    """Every warning about a valid form, shown already or not."""
    data, case = form.cleaned_data, load_case(nominal.pk, on)
    to_save = VisitToSave(data["date"], len(data["officers"]), len(data["others_present"]), data["announced"])
    return warnings_before_saving(to_save, case.person, on, case.batch.book)
