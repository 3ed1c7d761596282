"""The pages of risk: what they show, and what a post does."""

import datetime as dt

import pytest
from django.urls import reverse

from common.clock import now, today
from common.dates import long_date
from common.forms import wording_faults
from offenders.models import ManagementDecision, PlanInterval
from risk import actions, forms
from risk.models import ArmsFactor, Assessment, CsodsApplication, FactorCode
from visits.models import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def nominal(make_nominal):
    return make_nominal(level="low", lead_agency="police", seen=today() - dt.timedelta(days=20), on=today())


def at(name, nominal, *args):
    return reverse(f"risk:{name}", args=[nominal.reference, *args])


def day(name, when):
    return {f"{name}_0": str(when.day), f"{name}_1": str(when.month), f"{name}_2": str(when.year)}


TOKEN = "6f1b5c3e-0000-4000-8000-000000000009"
CHECKED = {"flag_checked_by": "Intelligence desk", "reason": "Settled"}


def factors(**more):
    found = {"priority": "medium", "notes": "", "token": TOKEN}
    for code in FactorCode.values:
        found |= {f"{code}_priority": "low", f"{code}_evidence": f"Seen: {code}"}
    return found | day("completed_on", today()) | more


def risk_page(client, nominal):
    return client.get(reverse("offenders:risk", args=[nominal.reference])).content.decode()


def test_the_page_of_risk_explains_reactive_management_and_draws_the_history(signed_in, officer, nominal):
    html = risk_page(signed_in(officer), nominal)
    assert "nothing blocks" in html
    assert "<svg" in html
    assert "The same as a table" in html
    assert "No assessment has been recorded" in html


def test_an_arms_then_one_from_it(signed_in, officer, nominal):
    client = signed_in(officer)
    Visit.objects.create(nominal=nominal, date=today(), outcome="seen_at_address", notes="A new dog", officers=[])
    assert "A new dog" in client.get(at("arms", nominal)).content.decode()
    earlier = today() - dt.timedelta(days=200)
    assert client.post(at("arms", nominal), factors() | day("completed_on", earlier)).status_code == 302
    assert "Seen: desist" in client.get(at("arms", nominal)).content.decode()
    bare = {f"{code}_{part}": "" for code in FactorCode.values for part in ("priority", "evidence")}
    data = factors(token=TOKEN.replace("9", "8"), shown=str(Assessment.objects.get().pk), **bare)
    refused = client.post(at("arms", nominal), data)
    assert refused.status_code == 200
    assert "confirm that nothing has changed" in refused.content.decode()
    confirmed = {f"{code}_unchanged": "on" for code in FactorCode.values}
    assert client.post(at("arms", nominal), data | confirmed).status_code == 302
    assert ArmsFactor.objects.filter(carried_forward=True).count() == 11
    row = Assessment.objects.order_by("-completed_on").first()
    assert "Confirmed as unchanged" in client.get(at("assessment", nominal, row.pk)).content.decode()
    assert client.post(at("void", nominal, row.pk), {"reason": "Another person"}).status_code == 302
    voided = client.get(at("assessment", nominal, row.pk)).content.decode()
    assert all(words in voided for words in ("Entered in error", "Another person", "Confirmed as unchanged"))


@pytest.mark.parametrize("shown", ["last", "", "0", "x", "9" * 30, "²"])
def test_nothing_is_carried_forward_from_an_arms_that_was_not_on_the_page(signed_in, officer, nominal, shown):
    client, earlier = signed_in(officer), today() - dt.timedelta(days=200)
    client.post(at("arms", nominal), factors() | day("completed_on", earlier))
    first = Assessment.objects.get().pk
    between = day("completed_on", today() - dt.timedelta(days=100))
    assert client.post(at("arms", nominal), factors(token=TOKEN.replace("9", "7")) | between).status_code == 302
    bare = {f"{code}_{part}": "" for code in FactorCode.values for part in ("priority", "evidence")}
    bare |= {f"{code}_unchanged": "on" for code in FactorCode.values}
    data = factors(token=TOKEN.replace("9", "8"), shown=str(first) if shown == "last" else shown, **bare)
    refused = client.post(at("arms", nominal), data)
    assert refused.status_code == 200
    assert "not of the last ARMS before that day" in refused.content.decode()
    before = day("completed_on", today() - dt.timedelta(days=150))
    latest = str(Assessment.objects.latest("completed_on").pk)
    assert f'name="shown" value="{latest}"' in refused.content.decode()
    assert client.post(at("arms", nominal), data | before | {"shown": latest}).status_code == 200
    assert Assessment.objects.count() == 2
    assert [client.post(at("arms", nominal), data | {"shown": latest}).status_code for _ in "12"] == [302, 302]
    assert Assessment.objects.count() == 3


@pytest.mark.parametrize("wanted", ["9" * 5000, "²", "-1", "x", "%00"])
def test_an_earlier_version_that_is_none_is_passed_over(signed_in, officer, nominal, wanted):
    plan = {"nominal": nominal, "by": officer, "on": today(), "review_on": today() + dt.timedelta(days=9)}
    row = actions.write_plan(**plan, seen=0, parts={"supervision": "Weekly"}, what_changed="New")
    url = at("plan_version", nominal, row.pk)
    assert signed_in(officer).get(f"{url}?from={wanted}").status_code == (400 if wanted == "%00" else 200)


def test_for_a_woman_it_is_the_risk_review_and_there_is_no_osp_dc(signed_in, officer, make_nominal):
    woman = make_nominal(sex="female", lead_agency="police", on=today())
    html = risk_page(signed_in(officer), woman)
    assert "Risk review: assess" in html
    assert "OSP/DC" not in html


def test_osp_dc_is_computed_and_a_conflict_with_the_level_is_shown(signed_in, officer, nominal):
    client = signed_in(officer)
    data = {
        "contact_adult": "1", "contact_child": "0", "other_non_contact": "1", "age": "40", "age_at_last": "39",
        "all_sanctions": "2", "stranger": "yes", "token": TOKEN,
    } | day("completed_on", today())  # fmt: skip
    wrong = client.post(at("osp_dc", nominal), data | {"age": "17"})
    assert "must be 18 or over" in wrong.content.decode()
    assert client.post(at("osp_dc", nominal), data).status_code == 302
    row = Assessment.objects.get()
    assert (row.band, row.score, row.items["stranger"]) == ("high", 34, "yes")
    assert "OSP/DC band is high, higher than the risk level low" in risk_page(client, nominal)


def test_other_tools(signed_in, officer, nominal):
    client, when = signed_in(officer), day("completed_on", today())
    images = {"images": "2", "contact_child": "0", "any_sexual": "yes", "token": TOKEN} | when
    assert client.post(at("osp_iic", nominal), images).status_code == 302
    result = {"tool": "rm2000_s", "version": "", "band": "medium", "score": "2", "notes": ""} | when
    assert client.post(at("result", nominal), result | {"token": TOKEN.replace("9", "7")}).status_code == 302
    bad = client.post(at("result", nominal), result | {"score": "much", "tool": "oasys", "token": TOKEN})
    assert "must be a number" in bad.content.decode()
    polygraph = {"basis": "licence", "result": "inconclusive", "disclosures": "", "follow_up": ""} | when
    assert client.post(at("polygraph", nominal), polygraph | {"token": TOKEN.replace("9", "6")}).status_code == 302
    assert set(Assessment.objects.values_list("tool", "band")) == {
        ("osp_iic", "very_high"), ("rm2000_s", "medium"), ("polygraph", "inconclusive"),
    }  # fmt: skip
    row = Assessment.objects.get(tool="polygraph")
    assert client.post(at("void", nominal, row.pk), {"reason": "Another person"}).status_code == 302
    assert "Another person" in risk_page(client, nominal)


def test_reactive_management_from_proposal_to_return(signed_in, officer, supervisor, inspector, nominal):
    client = signed_in(officer)
    data = CHECKED | day("effective_from", today())
    assert "Not recorded yet" in risk_page(client, nominal)
    ahead = client.post(at("reactive", nominal), data | day("flag_checked_on", today() + dt.timedelta(days=1)))
    assert (ahead.status_code, ManagementDecision.objects.count()) == (200, 0)
    assert client.post(at("reactive", nominal), data | day("flag_checked_on", today())).status_code == 302
    row = ManagementDecision.objects.get()
    checked = f"Checked by Intelligence desk on {long_date(today())}"
    assert checked in risk_page(client, nominal)
    assert checked in client.get(at("reactive", nominal)).content.decode()
    answer = reverse("offenders:proposal", args=[nominal.reference, "management", row.pk])
    for person, words in ((supervisor, "once the other agreement"), (inspector, "Approved.")):
        response = signed_in(person).post(answer, {"answer": "approve", "reason": ""}, follow=True)
        assert words in response.content.decode()
    client = signed_in(officer)
    assert "Managed reactively since" in risk_page(client, nominal)
    resumed = client.post(
        at("resume", nominal), {"reason": "New partner"} | day("effective_from", today()), follow=True
    )
    assert "Another management decision is recorded from that day" in resumed.content.decode()


def test_what_blocks_is_named(signed_in, officer, make_nominal):
    high = make_nominal(level="high", on=today())
    client = signed_in(officer)
    assert "The risk level is high" in client.get(at("reactive", high)).content.decode()
    data = CHECKED | day("effective_from", today()) | day("flag_checked_on", today())
    assert client.post(at("reactive", high), data).status_code == 200
    assert not ManagementDecision.objects.exists()


def test_an_application_shows_its_three_clocks(signed_in, officer, nominal):
    client = signed_in(officer)
    received = {"received_time": "09:30", "token": TOKEN} | day("received_on", today())
    assert client.post(at("add_application", nominal), received).status_code == 302
    html = risk_page(client, nominal)
    assert all(words in html for words in ("First checks", "Within 24 hours", "Within 10 days", "Within 28 days"))
    for hours, words in ((25, "Overdue by 1 hour"), (3, "Due in 20 hours")):
        CsodsApplication.objects.update(received_at=now() - dt.timedelta(hours=hours, minutes=30))
        assert words.lower() in risk_page(client, nominal).lower()
    CsodsApplication.objects.update(decided_on=today(), outcome="Decided: do not disclose")
    html = risk_page(client, nominal)
    assert "Done in time" in html
    assert "Decided: do not disclose" in html
    assert "Open the application" not in html  # an offender manager does not handle it


def test_the_supervisors_lists(signed_in, supervisor, nominal):
    from offenders.actions import record_event

    record_event(nominal=nominal, by=supervisor, on=today(), date=today(), kind="arrest", summary="Arrested")
    plan = PlanInterval.objects.create(
        nominal=nominal, value=2, unit="years", effective_from=today(), approved=True, approved_on=today()
    )
    client = signed_in(supervisor)
    html = client.get(reverse("risk:reviews")).content.decode()
    assert html.count(nominal.reference) >= 3
    assert "every 2 years" in html
    assert "no day set" in html
    review = {"rationale": "Agreed"} | day("review_on", today() + dt.timedelta(days=90))
    assert client.post(at("plan_review", nominal, plan.pk), review).status_code == 302
    assert "no day set" not in client.get(reverse("risk:reviews")).content.decode()


@pytest.mark.parametrize("name", ["arms", "osp_dc", "reactive", "add_application", "polygraph"])
def test_not_for_everybody(signed_in, outsider, inspector, nominal, name):
    assert signed_in(outsider).get(at(name, nominal)).status_code == 404
    assert signed_in(inspector).get(at(name, nominal)).status_code == 403


def test_every_form_has_words_of_its_own():
    made = [
        forms.ArmsForm(on=today(), before={}),
        *(form(on=today()) for name in forms.__all__ if (form := getattr(forms, name)) is not forms.ArmsForm),
    ]
    assert [fault for form in made for fault in wording_faults(form)] == []
