"""Cohorts of integrated offender management, sanctions, and the page that explains the persistent offender test."""

from __future__ import annotations

from datetime import date as d

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit.models import Event as AuditEvent
from common.clock import today
from offenders.actions import void_fact
from offenders.actions.errors import NotAllowed, NotVisible, Refused
from risk.actions.cohorts import enter_cohort, leave_cohort, record_sanction
from risk.models import CohortPeriod, Sanction
from risk.policy.persistent import MET, NOT_MET
from risk.presenters.cohorts import answer_for

ON = d(2026, 11, 20)
pytestmark = pytest.mark.django_db


def enter(nominal, by, cohort="fixed", from_on=d(2026, 5, 1), on=ON, reason="Burglaries"):
    return enter_cohort(nominal=nominal, by=by, on=on, cohort=cohort, from_on=from_on, reason=reason)


def at(name, nominal, *args):
    return reverse(f"risk:{name}", args=[nominal.reference, *args])


def day(name, when):
    return {f"{name}_0": str(when.day), f"{name}_1": str(when.month), f"{name}_2": str(when.year)}


def test_into_a_cohort_on_to_another_and_out(make_nominal, officer):
    nominal = make_nominal()
    first = enter(nominal, officer)
    assert enter(nominal, officer).pk == first.pk
    second = enter(nominal, officer, "flex", d(2026, 8, 1))
    first.refresh_from_db()
    assert (first.to_on, first.end_reason) == (d(2026, 8, 1), "Moved to the flex cohort")
    leave_cohort(period=second, by=officer, on=ON, to_on=ON, reason="Desisted")
    assert leave_cohort(period=second, by=officer, on=ON, to_on=ON, reason="Desisted").to_on == ON
    held = [list(CohortPeriod.objects.on(day).values_list("cohort", flat=True))
            for day in (d(2026, 4, 30), d(2026, 5, 1), d(2026, 7, 31), d(2026, 8, 1), d(2026, 11, 19), ON)]  # fmt: skip
    assert held == [[], ["fixed"], ["fixed"], ["flex"], ["flex"], []]
    assert AuditEvent.objects.filter(action__startswith="cohort.").count() == 4


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"cohort": "loose"}, "cohort"),
        ({"reason": " "}, "reason"),
        ({"from_on": d(2026, 11, 21)}, "from_on"),
        ({"cohort": "flex", "from_on": d(2026, 4, 30)}, "from_on"),  # before the one that is open began
        ({"from_on": d(2026, 6, 1)}, "cohort"),  # in it already
    ],
)
def test_what_entering_needs(make_nominal, officer, given, field):
    nominal = make_nominal()
    enter(nominal, officer)
    with pytest.raises(Refused) as error:
        enter(nominal, officer, **given)
    assert error.value.field == field
    assert CohortPeriod.objects.count() == 1


def test_periods_never_overlap(make_nominal, officer):
    nominal = make_nominal()
    first = enter(nominal, officer)
    with pytest.raises(Refused):
        leave_cohort(period=first, by=officer, on=ON, to_on=d(2026, 4, 30), reason="x")
    leave_cohort(period=first, by=officer, on=ON, to_on=d(2026, 8, 1), reason="Desisted")
    with pytest.raises(Refused):
        enter(nominal, officer, "free", d(2026, 7, 31))
    enter(nominal, officer, "free", d(2026, 8, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        CohortPeriod.objects.create(nominal=nominal, cohort="flex", from_on=ON, reason="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        CohortPeriod.objects.create(nominal=nominal, cohort="flex", from_on=ON, reason="x", to_on=ON)


def test_who_decides_on_a_cohort(make_nominal, officer, colleague, supervisor, support, outsider):
    nominal = make_nominal()
    for person, error in ((colleague, NotAllowed), (support, NotAllowed), (outsider, NotVisible)):
        with pytest.raises(error):
            enter(nominal, person)
    period = enter(nominal, supervisor)
    with pytest.raises(NotAllowed):
        leave_cohort(period=period, by=colleague, on=ON, to_on=ON, reason="x")
    leave_cohort(period=period, by=officer, on=ON, to_on=ON, reason="x")


def sanction(nominal, by, when=d(2010, 3, 1), offence="Burglary", count=1):
    return record_sanction(nominal=nominal, by=by, on=ON, sanctioned_on=when, offence=offence, count=count)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"offence": " "}, "offence"),
        ({"count": 0}, "count"),
        ({"count": 501}, "count"),
        ({"when": d(2026, 11, 21)}, "sanctioned_on"),
        ({"when": d(1979, 6, 10)}, "sanctioned_on"),  # before the date of birth
        ({"count": 3}, "offence"),  # recorded with another count
    ],
)
def test_what_a_sanction_needs(make_nominal, officer, given, field):
    nominal = make_nominal()
    first = sanction(nominal, officer)
    assert sanction(nominal, officer).pk == first.pk
    with pytest.raises(Refused) as error:
        sanction(nominal, officer, **given)
    assert error.value.field == field
    assert Sanction.objects.count() == 1


def test_the_test_reads_the_sanctions_that_count(make_nominal, officer, support):
    nominal = make_nominal()  # born 11 June 1979
    sanction(nominal, support, count=15)
    last = sanction(nominal, officer, when=d(2011, 3, 1))
    assert answer_for(nominal, ON).result == MET
    assert answer_for(nominal, d(2011, 2, 28)).result == NOT_MET
    void_fact(fact=last, by=officer, on=ON, reason="Another person")
    assert answer_for(nominal, ON).result == NOT_MET


def test_the_pages_explain(signed_in, officer, make_nominal):
    nominal = make_nominal(on=today())
    client = signed_in(officer)
    data = {"offence": "Burglary", "count": "16"} | day("sanctioned_on", d(2010, 3, 1))
    assert client.post(at("add_sanction", nominal), data).status_code == 302
    entered = {"cohort": "flex", "reason": "Chosen by the panel"} | day("from_on", today())
    assert client.post(at("enter_cohort", nominal), entered).status_code == 302
    page = client.get(at("cohorts", nominal)).content.decode()
    assert "Flex cohort from" in page
    assert "The test is met" in page
    html = client.get(at("persistent", nominal)).content.decode()
    for words in ("Adult (21 and over): 16 or more previous sanctions, 8 or more of them at 21 or over",
                  "Young adult (18 to 20): 8 or more previous sanctions, 4 or more of them at 18 to 20",
                  "Juvenile (10 to 17): 4 or more previous sanctions", "16 sanctions at 21 or over"):  # fmt: skip
        assert words in html
    risk = client.get(reverse("offenders:risk", args=[nominal.reference])).content.decode()
    assert "In the flex cohort since" in risk
    history = client.get(reverse("offenders:history", args=[nominal.reference])).content.decode()
    assert "Into the flex cohort" in history
    assert "16 sanctions: Burglary" in history
    period = CohortPeriod.objects.get()
    left = {"reason": "Desisted"} | day("to_on", today())
    assert client.post(at("leave_cohort", nominal, period.pk), left).status_code == 302
    assert "In no cohort" in client.get(at("cohorts", nominal)).content.decode()


def test_without_a_date_of_birth_the_page_says_so(signed_in, officer, make_nominal):
    nominal = make_nominal(date_of_birth=None, on=today())
    sanction(nominal, officer, count=30)
    html = signed_in(officer).get(at("persistent", nominal)).content.decode()
    assert "The test cannot be worked out: the date of birth is not recorded" in html
    assert "Not known" in html


def test_the_list_of_cohorts_counts_and_filters_what_one_may_see(
    signed_in, officer, foreigner, inspector, make_nominal
):
    one, two = make_nominal("T-FIXED"), make_nominal("T-FREE")
    enter(one, officer)
    enter(two, officer, "free")
    client = signed_in(inspector)
    html = client.get(reverse("risk:cohort_list")).content.decode()
    assert "T-FIXED" in html
    assert "T-FREE" in html
    narrow = client.get(reverse("risk:cohort_list") + "?cohort=free").content.decode()
    assert "T-FIXED" not in narrow
    assert "T-FREE" in narrow
    assert "T-F" not in signed_in(foreigner).get(reverse("risk:cohort_list")).content.decode()


def test_as_many_queries_for_many_rows(signed_in, officer, make_nominal, django_assert_max_num_queries):
    client, nominal = signed_in(officer), make_nominal(on=today())
    paths = [at("cohorts", nominal), at("persistent", nominal), reverse("risk:cohort_list")]

    def count():
        found = []
        for path in paths:
            client.get(path)
            with django_assert_max_num_queries(50) as asked:
                client.get(path)
            found.append(len(asked))
        return found

    enter(nominal, officer)
    sanction(nominal, officer)
    one = count()
    for number in range(6):
        sanction(nominal, officer, offence=f"Theft {number}")
        enter(make_nominal(on=today()), officer)
    assert count() == one
