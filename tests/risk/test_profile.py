"""The person behind the level: answers with grades and history, gaps as work, trained officers, the allocation."""

from __future__ import annotations

import datetime as dt
from datetime import date as d
from itertools import product

import pytest
from django.urls import reverse

from accounts.models import Training
from audit.models import Event as AuditEvent
from common.clock import today
from offenders.actions import allocate, void_fact
from offenders.actions.errors import Conflict, NotAllowed, NotVisible, Refused
from offenders.models import Nominal
from risk.actions.profile import answer_question, close_gap, manage_as, raise_gap
from risk.models import ManagedAs, ProfileAnswer, ProfileGap
from risk.people import with_kind, without_trained_manager
from risk.policy import profile as rules
from risk.policy.kinds import kind_of
from risk.presenters.lists import alive, gap_rows, total_gaps

ON = d(2026, 11, 20)
pytestmark = pytest.mark.django_db


def answer(nominal, by, question="motives", text="Loneliness", shown=0, on=ON, **more):
    fields = {
        "finding": "known", "answered_on": on, "source": "The person, on a visit", "source_grade": "untested",
        "information_grade": "direct",
    } | more  # fmt: skip
    return answer_question(nominal=nominal, by=by, on=on, question=question, shown=shown, text=text, **fields)


def at(name, nominal, *args):
    return reverse(f"risk:{name}", args=[nominal.reference, *args])


def day(name, when):
    return {f"{name}_0": str(when.day), f"{name}_1": str(when.month), f"{name}_2": str(when.year)}


# Rules


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (None, "Not asked yet"),
        (("not_known", "reliable", "direct"), "Asked: not known"),
        (("none_known", "reliable", "direct"), ""),
        (("known", "reliable", "direct"), ""),
        (("known", "untested", "unassessed"), ""),
        (("known", "unreliable", "direct"), "What is recorded comes from a source that is not reliable"),
        (("known", "reliable", "suspected_false"), "What is recorded is suspected to be false"),
    ],
)
def test_what_is_a_gap(given, reason):
    assert rules.gap(rules.AnswerFact(*given) if given else None) == reason


def test_the_rule_and_the_query_agree_for_every_combination(make_nominal):
    nominal = make_nominal()
    for finding, source, information in product(rules.FINDINGS, rules.SOURCES, rules.INFORMATION):
        row = ProfileAnswer.objects.create(
            nominal=nominal, question="motives", finding=finding, text="x", answered_on=ON, source="x",
            source_grade=source, information_grade=information,
        )  # fmt: skip
        settled = ProfileAnswer.objects.settled().filter(pk=row.pk).exists()
        assert settled == (rules.gap(rules.AnswerFact(finding, source, information)) == "")


@pytest.mark.parametrize(
    ("recorded", "category", "kind"),
    [
        ("", 1, "sexual"),
        ("", 2, "violent"),
        ("", 3, "violent"),
        ("", 4, ""),
        ("", None, ""),
        ("dangerous", 1, "dangerous"),
    ],
)
def test_the_kind_of_person_by_rule_and_by_query(make_nominal, recorded, category, kind):
    nominal = make_nominal(mappa_category=category)
    if recorded:
        ManagedAs.objects.create(nominal=nominal, kind=recorded, from_on=ON, reason="x")
    assert kind_of(recorded, category) == kind
    assert with_kind(Nominal.objects.filter(pk=nominal.pk), ON).get().managed_kind == kind


# Answers


def test_an_answer_keeps_its_history_and_the_latest_by_date_counts(make_nominal, officer):
    nominal = make_nominal()
    first = answer(nominal, officer, on=d(2026, 1, 5))
    second = answer(nominal, officer, text="Money", shown=first.pk)
    older = answer(nominal, officer, text="An old letter", shown=second.pk, answered_on=d(2025, 3, 1))
    assert list(ProfileAnswer.objects.current()) == [second]
    assert older.pk > second.pk
    logged = AuditEvent.objects.filter(action="profile.answered").order_by("-id")[1]
    assert (logged.details["before"]["text"], logged.details["after"]["text"]) == ("Loneliness", "Money")
    void_fact(fact=second, by=officer, on=ON, reason="Somebody else")
    assert list(ProfileAnswer.objects.current()) == [first]


def test_sent_twice_it_is_one_and_a_later_version_is_a_conflict(make_nominal, officer, colleague):
    nominal = make_nominal()
    first = answer(nominal, officer)
    assert answer(nominal, officer).pk == first.pk
    with pytest.raises(Conflict) as both:
        answer(nominal, colleague, text="Habit")
    assert (both.value.yours["text"], both.value.theirs["text"], both.value.version) == (
        "Habit",
        "Loneliness",
        first.pk,
    )
    assert ProfileAnswer.objects.count() == 1
    void_fact(fact=first, by=officer, on=ON, reason="x")
    with pytest.raises(Conflict):
        answer(nominal, colleague, text="Habit", shown=first.pk)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": " "}, "text"),
        ({"finding": "sure"}, "finding"),
        ({"source_grade": "A"}, "source_grade"),
        ({"information_grade": ""}, "information_grade"),
        ({"source": " "}, "source"),
        ({"answered_on": d(2026, 11, 21)}, "answered_on"),
        ({"text": "Card 4929 1234 5678 9012"}, "text"),
        ({"question": "shoe_size"}, "question"),
    ],
)
def test_what_an_answer_needs(make_nominal, officer, wrong, field):
    with pytest.raises(Refused) as error:
        answer(make_nominal(), officer, **wrong)
    assert error.value.field == field


def test_who_may_answer(make_nominal, outsider, support, coordinator):
    nominal = make_nominal()
    for person, error in ((outsider, NotVisible), (support, NotAllowed), (coordinator, NotAllowed)):
        with pytest.raises(error):
            answer(nominal, person)
    with pytest.raises(NotVisible):
        raise_gap(nominal=nominal, by=outsider, on=ON, what="x", how="x")


def test_what_is_not_known_is_work_until_it_is_found_out(make_nominal, officer):
    nominal = make_nominal()
    gap = raise_gap(nominal=nominal, by=officer, on=ON, what="Who owns the van", how="Ask at the visit")
    assert raise_gap(nominal=nominal, by=officer, on=ON, what="Who owns the van", how="Ask").pk == gap.pk
    people = alive(officer, True)
    assert total_gaps(people) == len(rules.QUESTIONS) + 1
    with pytest.raises(Refused):
        close_gap(gap=gap, by=officer, on=ON, closed_on=d(2026, 11, 19), found="His brother")
    close_gap(gap=gap, by=officer, on=ON, closed_on=ON, found="His brother")
    assert close_gap(gap=gap, by=officer, on=ON, closed_on=ON, found="His brother").closed_on == ON
    with pytest.raises(Refused):
        close_gap(gap=gap, by=officer, on=ON, closed_on=ON, found="Nobody")
    assert total_gaps(people) == len(rules.QUESTIONS)


def test_the_count_of_the_list_is_the_sum_of_its_rows(make_nominal, officer):
    one, two, three = make_nominal(), make_nominal(), make_nominal()
    answer(one, officer)
    answer(one, officer, question="devices", finding="not_known", text="")
    last = answer(two, officer, question="vehicle", finding="none_known", text="")
    answer(two, officer, question="vehicle", text="A van", shown=last.pk, source_grade="unreliable", on=d(2026, 11, 21))
    raise_gap(nominal=three, by=officer, on=ON, what="x", how="x")
    people = alive(officer, True)
    rows = {row["reference"]: row["count"] for row in gap_rows(list(people))}
    every = len(rules.QUESTIONS)
    assert rows == {one.reference: every - 1, two.reference: every, three.reference: every + 1}
    assert total_gaps(people) == sum(rows.values())


# Pages


def test_the_profile_page_asks_everything_and_lists_what_is_missing(signed_in, officer, make_nominal):
    nominal = make_nominal(on=today())
    html = signed_in(officer).get(at("profile", nominal)).content.decode()
    assert all(question.name in html for question in rules.QUESTIONS.values())
    assert f"{len(rules.QUESTIONS)} gaps" in html
    assert "Not asked yet" in html


def post(client, nominal, version, text, question="motives"):
    data = {
        "finding": "known", "text": text, "source": "A visit", "source_grade": "reliable", "version": str(version),
        "information_grade": "direct",
    } | day("answered_on", today())  # fmt: skip
    return client.post(at("answer", nominal, question), data)


def test_two_who_answer_at_once_both_see_both(signed_in, officer, make_nominal):
    nominal = make_nominal(on=today())
    client = signed_in(officer)
    assert post(client, nominal, 0, "Loneliness").status_code == 302
    refused = post(client, nominal, 0, "Anger")
    html = refused.content.decode()
    assert refused.status_code == 409
    assert "Loneliness" in html
    assert "Anger" in html
    row = ProfileAnswer.objects.get()
    assert post(client, nominal, row.pk, "Anger").status_code == 302
    page = client.get(at("profile", nominal)).content.decode()
    assert "Earlier answers" in page
    assert "Reliable: known and right before" in page
    assert client.get(at("answer", nominal, "nothing")).status_code == 404


def test_timeline_and_list_never_say_what_was_answered(signed_in, officer, make_nominal):
    nominal = make_nominal(on=today())
    client = signed_in(officer)
    post(client, nominal, 0, "Harmed a neighbour", question="victims")
    history = client.get(reverse("offenders:history", args=[nominal.reference])).content.decode()
    assert "Profile: victims" in history
    listed = client.get(reverse("risk:gaps")).content.decode()
    assert nominal.reference in listed
    assert "Harmed a neighbour" not in history + listed


def test_entered_in_error_for_each_sort_of_entry(signed_in, officer, make_nominal):
    nominal = make_nominal(on=today())
    client = signed_in(officer)
    answered = answer(nominal, officer, on=today())
    gap = raise_gap(nominal=nominal, by=officer, on=today(), what="Who owns the van", how="Ask")
    kind = manage_as(nominal=nominal, by=officer, on=today(), kind="dangerous", from_on=today(), reason="Threats")
    for code, row in (("answer", answered), ("unknown", gap), ("kind", kind)):
        assert client.post(at("void_entry", nominal, code, row.pk), {"reason": "Another person"}).status_code == 302
        row.refresh_from_db()
        assert row.void_reason == "Another person"
    assert client.get(at("void_entry", nominal, "order", 1)).status_code == 404
    assert (
        'Managed as</h2>\n<p class="govuk-body"><strong>Not recorded'
        in client.get(at("profile", nominal)).content.decode()
    )


def test_the_list_of_gaps_shows_ones_own_and_only_what_one_may_see(
    signed_in, officer, colleague, foreigner, make_nominal
):
    mine, theirs = make_nominal(), make_nominal(officer=colleague)
    client = signed_in(officer)
    html = client.get(reverse("risk:gaps")).content.decode()
    assert mine.reference in html
    assert theirs.reference not in html
    assert theirs.reference in client.get(reverse("risk:gaps") + "?whose=all").content.decode()
    far = signed_in(foreigner).get(reverse("risk:gaps") + "?whose=all").content.decode()
    assert mine.reference not in far
    assert AuditEvent.objects.filter(action="risk_list.shown", subjects__contains=[theirs.reference]).exists()


def queries(client, django_assert_max_num_queries, path):
    client.get(path)
    with django_assert_max_num_queries(120) as found:
        assert client.get(path).status_code == 200
    return len(found)


def test_as_many_queries_for_many_rows(signed_in, supervisor, officer, make_nominal, django_assert_max_num_queries):
    client, nominal = signed_in(supervisor), make_nominal(mappa_category=1, on=today())
    paths = [at("profile", nominal), reverse("risk:gaps"), reverse("risk:officers"),
             reverse("offenders:risk", args=[nominal.reference]),
             reverse("offenders:history", args=[nominal.reference]),
             reverse("offenders:record", args=[nominal.reference])]  # fmt: skip
    answer(nominal, officer, on=today())
    raise_gap(nominal=nominal, by=officer, on=today(), what="x", how="x")
    one = [queries(client, django_assert_max_num_queries, path) for path in paths]
    for number in range(6):
        other = make_nominal(mappa_category=2, on=today())
        answer(other, officer, on=today())
        answer(nominal, officer, question="devices", text=f"Telephone {number}", on=today(),
               shown=number and ProfileAnswer.objects.filter(question="devices").latest("pk").pk)  # fmt: skip
        raise_gap(nominal=nominal, by=officer, on=today(), what=f"Gap {number}", how="x")
    assert [queries(client, django_assert_max_num_queries, path) for path in paths] == one


# Who is trained


def train(user, *kinds, on=d(2025, 1, 1), until=None):
    for kind in kinds:
        Training.objects.create(user=user, covers=kind, completed_on=on, valid_until=until)


def lacking(on=ON):
    return set(without_trained_manager(Nominal.objects.all(), on).values_list("reference", flat=True))


@pytest.mark.parametrize(
    ("kinds", "on", "until", "category", "lacks"),
    [
        (["sexual"], d(2025, 1, 1), None, 1, False),
        (["sexual"], d(2025, 1, 1), None, 2, True),
        (["sexual", "violent"], d(2025, 1, 1), None, 3, False),
        ([], d(2025, 1, 1), None, 1, True),
        (["sexual"], ON, None, 1, False),
        (["sexual"], d(2026, 11, 21), None, 1, True),  # not trained yet
        (["sexual"], d(2025, 1, 1), ON, 1, False),  # the last day counts
        (["sexual"], d(2025, 1, 1), d(2026, 11, 19), 1, True),
        (["sexual", "violent", "dangerous"], d(2025, 1, 1), None, None, True),  # nobody knows for what
    ],
)
def test_who_lacks_a_trained_officer(make_nominal, officer, kinds, on, until, category, lacks):
    train(officer, *kinds, on=on, until=until)
    nominal = make_nominal("T-1", mappa_category=category)
    assert (nominal.reference in lacking()) == lacks


def test_unallocated_closed_and_dead(make_nominal, officer):
    train(officer, "sexual")
    make_nominal("T-KEPT", mappa_category=1)
    make_nominal("T-NOBODY", mappa_category=1, officer=None)
    assert lacking() == {"T-NOBODY"}
    officer.is_active = False
    officer.save()
    assert lacking() == {"T-KEPT", "T-NOBODY"}


def test_the_supervisors_list_says_why(signed_in, supervisor, officer, make_nominal):
    train(officer, "sexual", on=d(2020, 1, 1), until=d(2024, 5, 31))
    make_nominal(mappa_category=1)
    make_nominal(mappa_category=2)
    make_nominal(mappa_category=None)
    make_nominal(mappa_category=1, officer=None)
    html = signed_in(supervisor).get(reverse("risk:officers")).content.decode()
    for words in ("Training for registered sexual offenders ended 31 May 2024", "4 people",
                  "No training for violent offenders is recorded", "Nobody is allocated",
                  "It is not recorded as whom the person is managed"):  # fmt: skip
        assert words in html


def test_allocation_warns_before_and_after_and_goes_on(signed_in, supervisor, colleague, make_nominal):
    nominal = make_nominal(mappa_category=1)
    client, url = signed_in(supervisor), reverse("offenders:allocate", args=[nominal.reference])
    assert "No training for registered sexual offenders is recorded" in client.get(url).content.decode()
    done = client.post(url, {"officer": colleague.username, "reason": "Cover"}, follow=True).content.decode()
    assert "Allocation saved. No training for registered sexual offenders is recorded." in done
    assert Nominal.objects.get().officer == colleague


def test_moving_many_says_for_how_many_and_a_trained_officer_gets_no_warning(supervisor, colleague, make_nominal):
    people = [make_nominal(mappa_category=category) for category in (1, 1, 2, None)]
    train(colleague, "violent")
    moves = allocate(nominals=people, officer=colleague, by=supervisor, on=ON, reason="Cover")
    assert moves.sentence == "4 nominals moved. No training for registered sexual offenders is recorded (2 of them)."
    train(colleague, "sexual")
    back = allocate(nominals=[make_nominal(mappa_category=1)], officer=colleague, by=supervisor, on=ON, reason="x")
    assert back.cautions == []


def test_the_administrator_records_training_on_the_account(signed_in, administrator, officer):
    client = signed_in(administrator)
    url = reverse("admin:accounts_user_change", args=[officer.pk])
    assert "trainings-0-covers" in client.get(url).content.decode()
    data = {
        "username": officer.username, "full_name": officer.full_name, "email": officer.email, "role": officer.role,
        "force": officer.force_id, "team": officer.team_id, "weekly_hours": "", "is_active": "on",
        "trainings-TOTAL_FORMS": "1", "trainings-INITIAL_FORMS": "0", "trainings-MIN_NUM_FORMS": "0",
        "trainings-MAX_NUM_FORMS": "1000", "trainings-0-covers": "violent", "trainings-0-course": "Week of March",
        "trainings-0-completed_on": "2026-03-06", "trainings-0-valid_until": "", "trainings-0-user": officer.pk,
    }  # fmt: skip
    assert client.post(url, data).status_code == 302
    assert Training.objects.get().covers == "violent"
    logged = AuditEvent.objects.filter(action="reference.changed").latest("id")
    assert "training" in str(logged.details).lower()


def test_the_kind_is_recorded_with_a_reason_and_kept(make_nominal, officer):
    nominal = make_nominal(mappa_category=1)
    given = {"nominal": nominal, "by": officer, "on": ON, "kind": "dangerous", "from_on": ON}
    row = manage_as(**given, reason="No conviction; threats")
    assert manage_as(**given, reason="No conviction; threats").pk == row.pk
    with pytest.raises(Refused):
        manage_as(**given | {"kind": "violent"}, reason="x")
    with pytest.raises(Refused):
        manage_as(**given | {"from_on": ON + dt.timedelta(days=1)}, reason="x")
    assert ManagedAs.objects.count() == 1


def test_the_database_holds_an_answer_to_its_form(make_nominal):
    from django.db import IntegrityError, transaction

    nominal = make_nominal()
    good = {
        "nominal": nominal, "question": "motives", "finding": "known", "text": "x", "answered_on": ON, "source": "x",
        "source_grade": "reliable", "information_grade": "direct",
    }  # fmt: skip
    for wrong in ({"text": ""}, {"source": ""}, {"question": "x"}, {"source_grade": "x"}, {"information_grade": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProfileAnswer.objects.create(**good | wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProfileGap.objects.create(nominal=nominal, what="x", how="x", raised_on=ON, closed_on=ON)
