"""What the database itself refuses, whoever writes."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from offenders.models import (
    Address,
    Allocation,
    Event,
    ManagementDecision,
    Nominal,
    PlanInterval,
    RiskLevel,
    StatusPeriod,
)

D = dt.date(2026, 11, 20)
BEFORE = D - dt.timedelta(days=1)
PROPOSALS = [
    (RiskLevel, {"level": "low"}),
    (PlanInterval, {"value": 6, "unit": "months"}),
    (ManagementDecision, {"mode": "reactive"}),
]


@pytest.fixture
def nominal(make_nominal):
    return make_nominal(level=None)


def refused(make, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"reference": "a b"}, "nominal_reference_form"),
        ({"reference": ""}, "nominal_reference_form"),
        ({"reference": "x\ny"}, "nominal_reference_form"),
        ({"sex": "m"}, "nominal_sex_known"),
        ({"lead_agency": "army"}, "nominal_lead_agency_known"),
        ({"mappa_category": 5}, "nominal_mappa_category_1_to_4"),
        ({"mappa_category": 0}, "nominal_mappa_category_1_to_4"),
    ],
)
def test_nominal(nominal, fields, constraint):
    refused(lambda: Nominal.objects.create(**{"reference": "NEW", **fields}), constraint)


def test_a_reference_is_one_whatever_its_case(nominal):
    refused(lambda: Nominal.objects.create(reference=nominal.reference.lower()), "nominal_reference_once")


@pytest.mark.parametrize(
    ("model", "fields", "constraint"),
    [
        (Address, {"kind": "castle"}, "address_kind_known"),
        (Address, {"kind": "work", "from_on": D, "to_on": BEFORE}, "address_ends_after_start"),
        (Address, {"kind": "home", "address": "Second home"}, "address_one_current_home"),
        (Address, {"kind": "no_fixed_abode", "address": "Bench"}, "address_one_current_home"),
        (Address, {"kind": "home", "address": "4 Sample Street", "to_on": D}, "address_once"),
        (StatusPeriod, {"status": "holiday", "from_on": D}, "status_known"),
        (StatusPeriod, {"status": "custody", "from_on": D, "to_on": BEFORE}, "status_ends_after_start"),
        (Event, {"kind": "party", "date": D}, "event_kind_known"),
        (Event, {"kind": "arrest", "date": D, "closed_on": BEFORE}, "event_closed_after_it_happened"),
        (RiskLevel, {"level": "extreme", "effective_from": D}, "risklevel_known"),
        (PlanInterval, {"value": 0, "unit": "days", "effective_from": D}, "planinterval_at_least_one"),
        (PlanInterval, {"value": 1, "unit": "moons", "effective_from": D}, "planinterval_unit_known"),
        (ManagementDecision, {"mode": "dormant", "effective_from": D}, "management_mode_known"),
    ],
)
def test_facts(nominal, model, fields, constraint):
    refused(lambda: model.objects.create(nominal=nominal, **fields), constraint)


@pytest.mark.parametrize(("model", "fields"), PROPOSALS)
def test_proposals(nominal, officer, supervisor, model, fields):
    name = model._meta.model_name.replace("decision", "")
    base = {"nominal": nominal, "effective_from": D, **fields}
    refused(lambda: model.objects.create(**base, approved=True), f"{name}_approval_has_its_day")
    refused(lambda: model.objects.create(**base, approved_on=D), f"{name}_approval_has_its_day")
    own = {"approved": True, "approved_on": D, "approved_by": officer, "recorded_by": officer}
    refused(lambda: model.objects.create(**base, **own), f"{name}_not_approved_by_its_author")
    both = {"approved": True, "approved_on": D, "returned_at": timezone.now()}
    refused(lambda: model.objects.create(**base, **both), f"{name}_not_both_answers")
    refused(lambda: model.objects.create(**base, voided_at=timezone.now()), f"{name}_void_has_reason")


@pytest.mark.parametrize(("model", "fields"), PROPOSALS)
def test_a_proposal_is_made_once_until_it_is_returned_or_voided(nominal, model, fields):
    base = {"nominal": nominal, "effective_from": D, **fields}
    name = model._meta.model_name.replace("decision", "")
    first = model.objects.create(**base)
    refused(lambda: model.objects.create(**base), f"{name}_once")
    model.objects.filter(pk=first.pk).update(returned_at=timezone.now())
    second = model.objects.create(**base)
    model.objects.filter(pk=second.pk).update(voided_at=timezone.now(), void_reason="x")
    model.objects.create(**base)


def test_one_open_period_of_a_kind(nominal):
    StatusPeriod.objects.create(nominal=nominal, status="missing", from_on=BEFORE)
    refused(lambda: StatusPeriod.objects.create(nominal=nominal, status="missing", from_on=D), "status_one_open")
    refused(
        lambda: StatusPeriod.objects.create(nominal=nominal, status="missing", from_on=BEFORE, to_on=D), "status_once"
    )
    StatusPeriod.objects.create(nominal=nominal, status="custody", from_on=D)


def test_an_event_is_one_by_its_words(nominal):
    words = "é" * 100_000
    Event.objects.create(nominal=nominal, kind="arrest", date=D, summary=words)
    Event.objects.create(nominal=nominal, kind="arrest", date=D, summary=words + "!")
    refused(lambda: Event.objects.create(nominal=nominal, kind="arrest", date=D, summary=words), "event_once")


def test_one_open_allocation(nominal, officer, colleague):
    Allocation.objects.create(nominal=nominal, officer=officer, from_on=BEFORE)
    refused(lambda: Allocation.objects.create(nominal=nominal, officer=colleague, from_on=D), "allocation_one_open")
    refused(
        lambda: Allocation.objects.create(nominal=nominal, officer=colleague, from_on=D, to_on=BEFORE),
        "allocation_ends_after_start",
    )


@pytest.mark.parametrize(("model", "fields"), [(Address, {"kind": "work"}), (Event, {"kind": "arrest", "date": D})])
def test_entered_in_error_says_why(nominal, model, fields):
    name = model._meta.model_name
    refused(
        lambda: model.objects.create(nominal=nominal, voided_at=timezone.now(), **fields), f"{name}_void_has_reason"
    )
