"""Who may be here already: shown before a record is added, and nothing shown that may not be known."""

import datetime as dt

import pytest

from audit.models import Event as AuditEvent
from offenders.models import Bar, Nominal
from offenders.policy.likeness import like

BORN = dt.date(1979, 6, 11)


@pytest.mark.parametrize(
    ("one", "born", "other", "other_born", "wanted"),
    [
        ("ash larkmoor", BORN, "ash larkmoor", BORN, True),
        ("ashley larkmoor", BORN, "ash thorne", BORN, False),
        ("katherine reed", BORN, "catherine weir", BORN, True),
        ("ash larkmoor", BORN, "ash larkmore", None, True),
        ("ash larkmoor", None, "ash larkmoor", BORN, True),
        ("ash larkmoor", dt.date(1979, 11, 6), "ash larkmoor", BORN, True),
        ("ash larkmoor", dt.date(1978, 6, 11), "ash larkmoor", BORN, True),
        ("ash larkmoor", dt.date(1950, 1, 2), "ash larkmoor", BORN, False),
        ("ash larkmoor", None, "ash thorne", None, False),
        ("ash", None, "ash larkmoor", None, False),
        ("", BORN, "ash larkmoor", BORN, False),
        ("li", BORN, "lu", BORN, False),
    ],
)
def test_likeness(one, born, other, other_born, wanted):
    assert like(one.split(), born, other.split(), other_born) is wanted
    assert like(other.split(), other_born, one.split(), born) is wanted


def sent(reference="N-1", **more):
    born = {"date_of_birth_0": "11", "date_of_birth_1": "6", "date_of_birth_2": "1979"}
    return {"reference": reference, "family_name": "Larkmoor", "given_names": "Ash", "sex": "male", **born, **more}


def add(client, **more):
    return client.post("/nominals/+add/", sent(**more))


def test_the_likely_ones_are_shown_once_and_the_second_time_it_is_added(signed_in, officer, make_nominal):
    here = make_nominal("A-1")
    client = signed_in(officer)
    answer = add(client)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "may be here already" in page
    assert here.reference in page
    assert 'name="shown" value="A-1"' in page
    assert AuditEvent.objects.get(action="nominals.likely_shown").subjects == ["A-1"]
    assert not Nominal.objects.filter(reference="N-1").exists()
    assert add(client, shown="A-1").status_code == 302
    assert Nominal.objects.filter(reference="N-1").exists()


def test_one_of_another_team_is_named_and_not_linked(signed_in, outsider, make_nominal):
    make_nominal("A-1")
    page = add(signed_in(outsider)).content.decode()
    assert "A-1" in page
    assert "/nominals/A-1/" not in page


def test_what_may_not_be_known_leaves_no_trace(signed_in, officer, outsider, foreigner, make_nominal, world):
    make_nominal("R-1", restricted=True)
    make_nominal("F-1", force=world.other_force, team=world.far, officer=foreigner)
    barred = make_nominal("X-1", team=world.south, officer=outsider)
    Bar.objects.create(nominal=barred, user=officer, reason="Cousin")
    answer = add(signed_in(officer))
    assert answer.status_code == 302
    assert AuditEvent.objects.filter(action="nominals.likely_shown").count() == 0


def test_a_different_person_is_simply_added(signed_in, officer, make_nominal):
    make_nominal("A-1")
    answer = add(signed_in(officer), family_name="Quillmarsh", given_names="Robin")
    assert answer.status_code == 302


def test_a_malformed_list_of_those_shown_does_no_harm(signed_in, officer, make_nominal):
    make_nominal("A-1")
    client = signed_in(officer)
    for shown in ("x" * 400, ",,,", "a-1", "\u202e"):
        assert add(client, shown=shown).status_code == 200
    assert add(client, shown="x" * 600).status_code == 200
