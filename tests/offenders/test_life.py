"""Names, particulars, children and expected release: dated, sourced, audited, version-checked, never deleted."""

import datetime as dt

import pytest

from audit.models import Event as AuditEvent
from offenders import actions
from offenders.models import Alias, Children, ExpectedRelease, Nominal, Particular
from offenders.policy.numbers import holds_a_barred_number
from offenders.search import typed_words

ON = dt.date(2026, 11, 20)
D = dt.date


def audited(action):
    return AuditEvent.objects.filter(action=action).latest("id")


def known(nominal, by, **more):
    given = {"kind": "warning", "text": "Large dog", "source": "Visit of 3 March", "noted_on": D(2026, 3, 3)}
    return actions.add_particular(nominal=nominal, by=by, on=ON, **given | more)


def alias(nominal, by, family="Quillmarsh", given="Robin"):
    return actions.add_alias(
        nominal=nominal,
        by=by,
        on=ON,
        kind="alias",
        family_name=family,
        given_names=given,
        noted_on=ON,
        source="Custody",
    )


def found(user, typed):
    return set(Nominal.objects.visible_to(user).matching(words=typed_words(typed)).values_list("reference", flat=True))


def test_a_search_finds_by_each_name_until_it_is_entered_in_error(officer, make_nominal):
    nominal = make_nominal("A-1")
    row = alias(nominal, officer)
    assert alias(nominal, officer) == row
    assert found(officer, "robin quill") == found(officer, "ash lark") == {"A-1"}
    assert audited("alias.added").details["after"]["family_name"] == "Quillmarsh"
    nominal.refresh_from_db()
    edited = actions.edit_identity(nominal=nominal, by=officer, on=ON, version=1, family_name="Thornholt")
    assert found(officer, "quillm") == found(officer, "thornh") == {"A-1"}
    actions.void_fact(fact=row, by=officer, on=ON, reason="Somebody else")
    assert (found(officer, "quillm"), found(officer, "thornh")) == (set(), {"A-1"})
    edited.refresh_from_db()
    assert edited.search_name == " ash thornholt"


def test_a_name_needs_letters_a_source_and_a_day_that_has_come(officer, make_nominal):
    nominal = make_nominal()
    good = {"kind": "alias", "family_name": "Quill", "noted_on": ON, "source": "Custody"}
    for bad, field in (
        ({"family_name": " "}, "family_name"), ({"source": ""}, "source"), ({"noted_on": D(2026, 11, 21)}, "noted_on"),
        ({"kind": "real"}, "kind"),
    ):  # fmt: skip
        with pytest.raises(actions.Refused) as refused:
            actions.add_alias(nominal=nominal, by=officer, on=ON, **good | bad)
        assert refused.value.field == field
    assert Alias.objects.count() == 0


def test_a_particular_once_with_its_event(officer, make_nominal):
    nominal = make_nominal()
    assert known(nominal, officer) == known(nominal, officer)
    event = audited("particular.added")
    assert (event.subjects, event.details["after"]["text"]) == ([nominal.reference], "Large dog")
    assert AuditEvent.objects.filter(action="particular.added").count() == 1


def test_two_people_changing_one_particular_lose_nothing(officer, colleague, make_nominal):
    row = known(make_nominal(), officer)
    fields = {"source": row.source, "noted_on": row.noted_on}
    actions.edit_particular(particular=row, by=colleague, on=ON, version=1, text="Two large dogs", **fields)
    with pytest.raises(actions.Conflict) as raised:
        actions.edit_particular(particular=row, by=officer, on=ON, version=1, text="Dog gone", **fields)
    assert (raised.value.yours, raised.value.theirs) == ({"text": "Dog gone"}, {"text": "Two large dogs"})
    version = raised.value.version
    actions.edit_particular(particular=row, by=officer, on=ON, version=version, text="Dog gone", **fields)
    details = audited("particular.edited").details
    assert (details["before"], details["after"]) == ({"text": "Two large dogs"}, {"text": "Dog gone"})
    row.refresh_from_db()
    assert (row.text, row.version) == ("Dog gone", 3)


def test_a_particular_ends_once_and_may_end_ahead(officer, make_nominal):
    nominal = make_nominal()
    bail = known(nominal, officer, kind="bail", text="Reports on Mondays", to_on=D(2027, 1, 5))
    assert list(Particular.objects.current(ON)) == [bail]
    for _ in range(2):
        actions.end_particular(particular=bail, by=officer, on=ON, to_on=ON)
    assert list(Particular.objects.current(ON)) == []
    assert audited("particular.ended").details["before"] == {"to_on": "2027-01-05"}
    with pytest.raises(actions.Refused, match="ended already"):
        actions.end_particular(particular=bail, by=officer, on=ON, to_on=D(2026, 11, 19))


@pytest.mark.parametrize(
    "text",
    ["Card 4929 1234 5678 9012", "Account 12345678", "sort code 20-45-17", "AB 12 34 56 C", "MORGA657054SM9IJ",
     "GB29 NWBK 6016 1331 9268 19", "Passport 533380006", "IMEI 356938035643809"],
)  # fmt: skip
def test_numbers_of_accounts_cards_and_documents_are_refused(text, officer, make_nominal):
    assert holds_a_barred_number(text)
    nominal = make_nominal()
    for field in ("text", "source"):
        with pytest.raises(actions.Refused, match="national record holds it") as refused:
            known(nominal, officer, kind="account", **{field: text})
        assert refused.value.field == field
    assert Particular.objects.count() == 0


@pytest.mark.parametrize(
    "text", ["Blue hatchback, AB12 CDE", "Seen 20 11 2026", "2026-11-20", "Call 07700 900123", "+44 7700 900 123",
             "Log 123456", "Crime 42/123456/26", "020 7946 0000", "3 large dogs, 2 cats"],
)  # fmt: skip
def test_plates_dates_and_telephones_are_not_such_numbers(text):
    assert not holds_a_barred_number(text)


def test_children_have_three_answers_and_no_names(officer, make_nominal):
    from offenders.presenters.life_facts import children_text

    nominal = make_nominal()
    assert children_text(nominal.children_answers.first()) == "not asked"
    asked = {"nominal": nominal, "by": officer, "on": ON, "source": "The person"}
    none = actions.record_children(answer="none_known", asked_on=D(2026, 3, 3), **asked)
    assert children_text(none) == "none known"
    two = actions.record_children(answer="known", asked_on=ON, ages=[15, 4], **asked)
    assert actions.record_children(answer="known", asked_on=ON, ages=[4, 15], **asked) == two
    assert children_text(two) == "2 known, aged 4 and 15"
    more = actions.record_children(answer="known", asked_on=D(2026, 11, 1), count=3, ages=[7], **asked)
    assert children_text(more) == "3 known, aged 7 (2 ages not known)"
    assert audited("children.recorded").details["after"]["count"] == 3
    for bad, field in (
        ({"answer": "known"}, "count"), ({"answer": "none_known", "count": 1}, "count"),
        ({"answer": "known", "ages": [18]}, "ages"), ({"answer": "known", "count": 1, "ages": [1, 2]}, "ages"),
        ({"answer": "not_asked"}, "answer"),
    ):  # fmt: skip
        with pytest.raises(actions.Refused) as refused:
            actions.record_children(asked_on=D(2026, 5, 5), **asked, **bad)
        assert refused.value.field == field
    assert Children.objects.count() == 3


def test_release_keeps_who_said_what_before(officer, make_nominal):
    nominal = make_nominal()
    said = {"nominal": nominal, "by": officer, "on": ON}
    first = {"release_on": D(2027, 3, 1), "said_on": D(2026, 9, 1), "source": "Prison, by letter"}
    assert actions.record_expected_release(**said, **first) == actions.record_expected_release(**said, **first)
    actions.record_expected_release(**said, release_on=D(2027, 1, 9), said_on=D(2026, 11, 2), source="Probation")
    assert ExpectedRelease.objects.count() == 2
    details = audited("release.expected").details
    assert (details["before"], details["after"]["source"]) == ({"release_on": "2027-03-01"}, "Probation")
    with pytest.raises(actions.Refused, match="on or after"):
        actions.record_expected_release(**said, release_on=D(2026, 1, 1), said_on=D(2026, 11, 2), source="x")


@pytest.mark.parametrize("who", ["coordinator", "inspector", "auditor", "administrator", "neighbourhood", "outsider"])
def test_those_who_do_not_edit_are_refused(who, request, make_nominal):
    nominal = make_nominal()
    with pytest.raises((actions.NotAllowed, actions.NotVisible)):
        known(nominal, request.getfixturevalue(who))
    assert Particular.objects.count() == 0


def test_every_fact_can_be_entered_in_error_and_stays(officer, make_nominal):
    nominal = make_nominal()
    rows = [
        known(nominal, officer), alias(nominal, officer),
        actions.record_children(nominal=nominal, by=officer, on=ON, answer="none_known", asked_on=ON, source="x"),
        actions.record_expected_release(nominal=nominal, by=officer, on=ON, release_on=ON, said_on=ON, source="x"),
        actions.tick_register(nominal=nominal, by=officer, on=ON, register="national", kind="created", date=ON),
        actions.record_contact(nominal=nominal, by=officer, on=ON, date=ON, how="phone", who="x", text="x",
                               changes=False),
        actions.report_death(nominal=nominal, by=officer, on=ON, reported_on=ON, source="x"),
    ]  # fmt: skip
    for row in rows:
        voided = actions.void_fact(fact=row, by=officer, on=ON, reason="Not so")
        assert voided.void_reason == "Not so"
        assert type(row).objects.count() == 1
        assert type(row).objects.counted().count() == 0
    assert AuditEvent.objects.filter(action="fact.voided").count() == len(rows)
