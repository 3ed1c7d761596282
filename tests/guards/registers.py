"""One nominal for every way in which somebody can stand to a record, each with a row of everything, each with a canary.

The ways are those of `tests.guards.access_table.RELATIONS`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Permission

from mappa.models import Action, AgendaItem, Area, LevelDecision, Meeting, Minutes, Referral, SeriousFurtherOffence
from notification.models import Disposal, Failure, Notification, OtherPremises, ParentalDirection, Review, Stay
from offenders.models import (
    Address,
    Bar,
    Contact,
    DeathReport,
    Event,
    Nominal,
    NominalAccess,
    Particular,
    PlanInterval,
    RiskLevel,
    StatusPeriod,
    StoredFile,
    Transfer,
)
from offenders.search import search_key
from orders.models import Breach, Condition, MonitoringAlert, MonitoringSoftware, Order, OrderPaper
from risk.models import Assessment, CohortPeriod, CsodsApplication, ProfileGap, RiskPlan
from visits.models import Visit, VisitDecision

DAY = dt.date(2026, 11, 2)


@dataclass(frozen=True)
class Record:
    """A nominal and the arguments of every route about it."""

    nominal: Nominal
    canary: str
    arguments: dict[str, dict[str, Any]]

    def of(self, route: str) -> dict[str, Any]:
        """The keyword arguments of a route."""
        return {"reference": self.nominal.reference, **self.arguments.get(route, {})}


def standing_to(user: Any, relation: str, world: Any, others: Any) -> Record:
    """A record to which the user stands so. `others` has officer (North), south, far, and an inspector."""
    place = {"force": world.south, "opened": world.south, "covered": world.south, "foreign": world.far}.get(relation)
    team = place or world.north
    owner = {"own": user, "restricted": user, "force": others["south"], "opened": others["south"]}.get(relation)
    owner = owner or {world.south: others["south"], world.far: others["far"]}.get(team, others["north"])
    canary = f"Canary{relation}Q"
    nominal = Nominal.objects.create(
        reference=f"R-{relation.upper()}", family_name=canary, given_names="Ash",
        search_name=search_key(canary, "Ash"), date_of_birth=dt.date(1979, 6, 11), force=team.force, team=team,
        officer=owner, registered_on=dt.date(2019, 3, 4), restricted=relation in ("restricted", "named"),
    )  # fmt: skip
    kind = {"opened": "opened", "covered": "cover", "named": "named", "briefed": "briefing"}.get(relation)
    grants = {kind: allow(nominal, user, kind, others["inspector"])} if kind else {}
    if relation == "barred":
        Bar.objects.create(nominal=nominal, user=user, reason="Conflict", recorded_by=others["inspector"])
    return Record(nominal, canary, rows_of(nominal, grants, others))


def allow(nominal: Nominal, user: Any, kind: str, by: Any) -> NominalAccess:
    """An exception of a kind, without an end."""
    permission = Permission.objects.get(content_type__app_label="offenders", codename="view_nominal")
    return NominalAccess.objects.create(
        user=user, content_object=nominal, permission=permission, kind=kind, granted_by=by, reason="Needed"
    )


def rows_of(nominal: Nominal, grants: dict[str, NominalAccess], others: Any) -> dict[str, dict[str, Any]]:
    """A row of each kind, and the routes that show it."""
    by = {"nominal": nominal, "recorded_by": others["other"]}
    address = Address.objects.create(**by, kind="home", address="4 Sample Street", postcode="ZZ1 1AA")
    period = StatusPeriod.objects.create(**by, status="abroad", from_on=DAY)
    event = Event.objects.create(**by, kind="arrest", date=DAY, summary="x")
    level = RiskLevel.objects.create(**by, level="low", effective_from=DAY, reason="x")
    visit = Visit.objects.create(**by, date=DAY, outcome="seen_at_address", write_up_owed=True)
    decision = VisitDecision.objects.create(**by, decision="warrant", decided_on=DAY, reason="x")
    spare = allow(nominal, others["spare"], "meeting", others["inspector"])
    naming = grants.get("named") or allow(nominal, others["inspector"], "named", others["inspector"])
    offer = Transfer.objects.create(
        nominal=nominal, to_team=others["far"].team, reason="x", offered_on=DAY, offered_by=others["inspector"]
    )
    bar = Bar.objects.create(nominal=nominal, user=others["barred"], reason="x", recorded_by=others["inspector"])
    return {
        "offenders:proposal": {"code": "level", "pk": level.pk},
        "offenders:end_address": {"pk": address.pk},
        "offenders:end_status": {"pk": period.pk},
        "offenders:close_event": {"pk": event.pk},
        "offenders:fact": {"code": "address", "pk": address.pk},
        "offenders:void": {"code": "address", "pk": address.pk},
        "visits:void_decision": {"decision_id": decision.pk},
        **{f"visits:{name}": {"visit_id": visit.pk} for name in ("correct", "void", "write_up")},
        "access:end": {"pk": spare.pk},
        "access:end_naming": {"pk": naming.pk},
        "access:lift_bar": {"pk": bar.pk},
        "transfers:withdraw": {"pk": offer.pk},
        **_life(nominal, by),
        **_orders(nominal, by),
        **_notification(nominal, by),
        **_risk(nominal, by),
        **_mappa(nominal, by),
    }


def _life(nominal: Nominal, by: dict[str, Any]) -> dict[str, dict[str, Any]]:
    vehicle = Particular.objects.create(**by, kind="vehicle", text="A car", source="Seen", noted_on=DAY)
    death = DeathReport.objects.create(**by, reported_on=DAY, source="A relative")
    stored = StoredFile.objects.create(
        **by, kind="document", title="x", date=DAY, source="x", content_type="image/png", size=1, sha256="0" * 64,
        name=f"00/{uuid.uuid4().hex}.png",
    )  # fmt: skip
    Contact.objects.create(**by, date=DAY, how="phone", who="A relative", text="x", changes=False)
    return {
        "offenders:add_particular": {"kind": "vehicle"},
        "offenders:edit_particular": {"pk": vehicle.pk},
        "offenders:end_particular": {"pk": vehicle.pk},
        "offenders:confirm_death": {"pk": death.pk},
        "offenders:undo_death": {"pk": death.pk},
        "offenders:file": {"pk": stored.pk},
        "offenders:undo_merge": {"pk": 0},
    }


def _risk(nominal: Nominal, by: dict[str, Any]) -> dict[str, dict[str, Any]]:
    done = Assessment.objects.create(**by, tool="oasys", completed_on=DAY, band="high")
    plan = PlanInterval.objects.create(**by, value=2, unit="weeks", effective_from=DAY, approved=True, approved_on=DAY)
    named = Event.objects.create(**by, date=DAY, kind="csods_application", summary="x")
    received = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)
    managed = RiskPlan.objects.create(
        **by, written_on=DAY, review_on=DAY + dt.timedelta(days=90), supervision="x", what_changed="x"
    )
    gap = ProfileGap.objects.create(**by, what="x", how="x", raised_on=DAY)
    period = CohortPeriod.objects.create(**by, cohort="flex", from_on=DAY, reason="x")
    CsodsApplication.objects.create(**by, event=named, received_at=received, force=nominal.force)
    return {
        "risk:assessment": {"pk": done.pk},
        "risk:void": {"pk": done.pk},
        "risk:plan_review": {"pk": plan.pk},
        "risk:answer": {"question": "motives"},
        "risk:close_gap": {"pk": gap.pk},
        "risk:leave_cohort": {"pk": period.pk},
        "risk:void_entry": {"code": "cohort", "pk": period.pk},
        "risk:plan_version": {"pk": managed.pk},
        "risk:void_plan": {"pk": managed.pk},
    }


def _mappa(nominal: Nominal, by: dict[str, Any]) -> dict[str, dict[str, Any]]:
    level = LevelDecision.objects.create(**by, level=1, effective_from=DAY, reason="x", decided_by="x")
    return {"mappa:void": {"code": "level", "entry_id": level.pk}} | _meetings(nominal, by)


def _meetings(nominal: Nominal, by: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A meeting that was held, with this one case, and what hangs on it."""
    area, _ = Area.objects.get_or_create(name=f"Area of {nominal.force.name}")
    area.forces.add(nominal.force)
    meeting = Meeting.objects.create(meeting_ref=f"M-{nominal.pk}", area=area, level=2, held_on=DAY, status="held")
    item = AgendaItem.objects.create(**by, meeting=meeting)
    Minutes.objects.create(**by, item=item)
    action = Action.objects.create(**by, meeting=meeting, action_ref=f"A-{nominal.pk}", due_on=DAY)
    referral = Referral.objects.create(**by, referral_ref=f"R-{nominal.pk}", referred_on=DAY, proposed_level=2)
    serious = SeriousFurtherOffence.objects.create(**by, offence="x", notified_on=DAY)
    case = {"meeting_ref": meeting.meeting_ref}
    return {
        **{f"mappa:{name}": case for name in ("minutes", "keep_draft", "discard_draft", "addendum", "add_action")},
        "mappa:review_action": {**case, "action_ref": action.action_ref},
        **{
            f"mappa:{name}": {"action_ref": action.action_ref}
            for name in ("action", "close_action", "hand_over", "remind")
        },
        **{
            f"mappa:{name}": {"referral_ref": referral.referral_ref} for name in ("referral", "screen", "void_referral")
        },
        **{f"mappa:{name}": {"pk": serious.pk} for name in ("serious", "decide_serious", "conclude_serious")},
    }


def _notification(nominal: Nominal, by: dict[str, Any]) -> dict[str, dict[str, Any]]:
    disposal = Disposal.objects.create(**by, disposal_ref=f"D-{nominal.pk}", event="conviction", event_on=DAY)
    trip = Notification.objects.create(
        **by, notification_ref=f"N-{nominal.pk}", section="s86_departure", departs_on=DAY
    )
    failure = Failure.objects.create(**by, found_on=DAY, what="x")
    review = Review.objects.create(**by, received_on=DAY)
    place = OtherPremises.objects.create(**by, address="x")
    stay = Stay.objects.create(**by, premises=place, from_on=DAY)
    parental = ParentalDirection.objects.create(**by, kind="direction", parent="x", made_on=DAY)
    return {
        **{f"notification:{name}": {"pk": disposal.pk} for name in ("edit_disposal", "override", "confirm")},
        **{f"notification:{name}": {"pk": trip.pk} for name in ("return", "cancel", "journey", "journey_change")},
        "notification:end_stay": {"pk": stay.pk},
        "notification:edit_parental": {"pk": parental.pk},
        "notification:failure_step": {"pk": failure.pk},
        **{f"notification:{name}": {"pk": review.pk} for name in ("review", "body")},
        "notification:void": {"code": "notification", "pk": trip.pk},
    }


def _orders(nominal: Nominal, by: dict[str, Any]) -> dict[str, dict[str, Any]]:
    order = Order.objects.create(**by, order_ref=f"O-{nominal.pk}", kind="shpo", made_on=DAY, served_on=DAY)
    condition = Condition.objects.create(**by, order=order, number="1", kind="prohibition", text="x")
    breach = Breach.objects.create(**by, order=order, condition=condition, suspected_on=DAY, what="x")
    paper = OrderPaper.objects.create(
        **by, order=order, content_type="application/pdf", size=1, sha256="0" * 64, content=b"x"
    )
    device = Particular.objects.create(**by, kind="device", text="x", source="x", noted_on=DAY)
    software = MonitoringSoftware.objects.create(**by, device=device, product="x", installed_on=DAY)
    alert = MonitoringAlert.objects.create(**by, software=software, alerted_on=DAY, what="x")
    on_order = ("order", "edit", "served", "compare", "add_paper", "vary", "event", "add_condition", "add_breach")
    on_condition = ("condition", "edit_condition", "check")
    return {
        **{f"orders:{name}": {"pk": order.pk} for name in on_order},
        **{f"orders:{name}": {"pk": order.pk, "condition_id": condition.pk} for name in on_condition},
        "orders:paper": {"pk": order.pk, "paper_id": paper.pk},
        **{f"orders:{name}": {"pk": device.pk} for name in ("device", "examine", "serves", "install")},
        **{f"orders:{name}": {"pk": software.pk} for name in ("edit_software", "add_alert")},
        "orders:decide_alert": {"alert_id": alert.pk},
        "orders:breach": {"breach_id": breach.pk},
        "orders:step": {"breach_id": breach.pk},
        "orders:void": {"code": "order", "entry_id": order.pk},
    }
