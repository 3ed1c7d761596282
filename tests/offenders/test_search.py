"""Finding a nominal: by name, reference and date of birth, within the scope, by POST only."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event as AuditEvent
from common import statistics
from common.clock import today
from offenders.models import Bar, Nominal, NominalAccess
from offenders.presenters.results import PER_PAGE, _listed, results_page
from offenders.search import search_key, search_keys, typed_words

CAST = ("officer", "colleague", "outsider", "foreigner", "supervisor", "inspector", "coordinator", "support",
        "administrator", "auditor", "neighbourhood")  # fmt: skip


@pytest.fixture
def named(make_nominal):
    def make(family, given="Ash", **fields):
        return make_nominal(
            family_name=family, given_names=given, search_name=search_key(family, given), address=None, **fields
        )

    return make


@pytest.mark.parametrize(
    ("family", "given", "key"),
    [
        ("O'Neill", "Ann", " ann o neill oneill"),
        ("Ó Néill", "Seán", " sean o neill oneill"),
        ("Smith-Jones", "Mary Ann", " mary ann maryann smith jones smithjones"),
        ("Łuczak", "Søren", " soren luczak"),
        ("Straße", "", " strasse"),
        ("", "", ""),
    ],
)
def test_the_words_that_a_name_is_found_by(family, given, key):
    assert search_key(family, given) == key
    assert search_keys([(family, given)]) == [key]


@pytest.mark.parametrize(
    ("typed", "words"),
    [("O’Neill  ann", ["oneill", "ann"]), ("smith-j", ["smithj"]), ("%_", []), ("  ", []), ("a " * 20, ["a"] * 8)],
)
def test_the_words_of_a_search_box(typed, words):
    assert typed_words(typed) == words


@pytest.mark.parametrize(
    ("family", "given", "typed"),
    [
        ("O'Neill", "Ann", "oneill"), ("O'Neill", "Ann", "O'NEILL"), ("O'Neill", "Ann", "o’neil ann"),
        ("O'Neill", "Ann", "neill"), ("O'Neill", "Ann", "ann o neill"), ("Ó Néill", "Seán", "sean o'neill"),
        ("O Neill", "Ann", "O'Neill"), ("Smith-Jones", "Mary", "jones"), ("Smith-Jones", "Mary", "smith-j mar"),
        ("Smith Jones", "Mary", "smith-jones"), ("van der Berg", "Jan", "vanderberg"), ("Łuczak", "Søren", "luc sor"),
        ("Larkmoor", "Ash", "moo lark"),
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_typed(family, given, typed, named, signed_in, officer):
    wanted = named(family, given)
    other = named("Zzyzx", "Quill")
    page = signed_in(officer).post("/nominals/", {"name": typed}).content.decode()
    if typed == "moo lark":  # only the beginning of a word counts
        assert "Nobody found" in page
        return
    assert wanted.reference in page
    assert other.reference not in page


def test_reference_and_date_of_birth(named, signed_in, officer):
    one = named("Larkmoor", date_of_birth=dt.date(1980, 2, 29), reference="AB-12")
    two = named("Larkmoor", date_of_birth=dt.date(1981, 1, 1), reference="AB_12")
    client = signed_in(officer)

    def found(**terms):
        page = client.post("/nominals/", terms).content.decode()
        return {row.reference for row in (one, two) if f">{row.reference}<" in page}

    assert found(reference="ab-12") == {"AB-12"}
    assert found(reference="ab") == {"AB-12", "AB_12"}
    assert found(reference="ab_") == {"AB_12"}
    assert found(date_of_birth_0="29", date_of_birth_1="2", date_of_birth_2="1980") == {"AB-12"}
    assert found(date_of_birth="1981-01-01", name="lark") == {"AB_12"}
    assert found(date_of_birth="1981-01-01", reference="AB-12") == set()


def test_only_ones_own_scope_is_found(named, signed_in, officer, outsider, foreigner, inspector, world):
    here = named("Larkmoor")
    south = named("Larkmoor", team=world.south, officer=None)
    far = named("Larkmoor", force=world.other_force, team=world.far, officer=None)

    def found(user):
        page = signed_in(user).post("/nominals/", {"name": "larkmoor"}).content.decode()
        return {n.reference for n in (here, south, far) if n.reference in page}

    assert found(officer) == {here.reference}
    assert found(outsider) == {south.reference}
    assert found(foreigner) == {far.reference}
    assert found(inspector) == {here.reference, south.reference}


@pytest.mark.parametrize("who", ["administrator", "auditor", "neighbourhood"])
def test_some_roles_do_not_search(who, request, signed_in):
    assert signed_in(request.getfixturevalue(who)).get("/nominals/").status_code == 403


def test_the_log_has_that_it_happened_and_not_the_terms(named, signed_in, officer):
    row = named("Larkmoor")
    signed_in(officer).post("/nominals/", {"name": "larkm"})
    event = AuditEvent.objects.get(action="nominals.searched")
    assert event.subjects == [row.reference]
    assert {name: event.details[name] for name in ("fields", "hits", "page")} == {
        "fields": ["name"],
        "hits": 1,
        "page": 1,
    }
    assert "larkm" not in str(event.details).lower()


def test_a_search_goes_by_post_and_says_what_it_needs(signed_in, officer):
    client = signed_in(officer)
    empty = client.get("/nominals/", {"name": "larkmoor"})
    assert "How the search works" in empty.content.decode()
    assert AuditEvent.objects.filter(action="nominals.searched").count() == 0
    assert "Enter a name, a reference or a date of birth" in client.post("/nominals/", {}).content.decode()
    assert "Enter letters of the name" in client.post("/nominals/", {"name": "%%"}).content.decode()
    assert "must be a real date" in client.post("/nominals/", {"date_of_birth": "31/2/1980"}).content.decode()


WORDS = ("larkmoor", "lark a", "ZED", "zed word", "nobody")


def test_a_search_by_name_finds_what_is_visible_for_everybody(named, request, world):
    """Its query is ready made: never another viewer's rows, and as many as the ordinary query counts."""
    people = {who: request.getfixturevalue(who) for who in CAST}
    rows = [
        named("Larkmoor", officer=people[who], force=world.force, team=team, restricted=shut)
        for who in ("officer", "outsider")
        for team in (world.north, world.south, None)
        for shut in (False, True)
    ]
    rows += [named("Larkmoor", force=world.other_force, team=world.far, officer=people["foreigner"])]
    rows += [named(f"Zed {number}", officer=None) for number in range(27)]
    Bar.objects.create(nominal=rows[0], user=people["officer"], reason="Conflict", recorded_by=people["outsider"])
    permission = Permission.objects.get(content_type__app_label="offenders", codename="view_nominal")
    for row, kind in ((rows[1], "named"), (rows[8], "cover")):
        NominalAccess.objects.create(user=people["officer"], content_object=row, permission=permission, kind=kind)
    assert results_of(people["officer"], "larkmoor").page.total == 6
    for who in (*people.values(), *people.values()):
        for typed in WORDS:
            found = Nominal.objects.visible_to(who).matching(words=typed_words(typed))
            results = results_of(who, typed)
            usual = found.order_by("family_name", "given_names", "reference").values_list("reference", flat=True)
            assert results.references == list(usual[:PER_PAGE]), (who, typed)
            assert results.page.total == found.count(), (who, typed)
    people["officer"].is_active = False
    assert results_of(people["officer"], "larkmoor").rows == []


def results_of(who, typed, **terms):
    return results_page({"name": typed, "reference": "", "date_of_birth": None, **terms}, who, "1", today())


def test_the_rows_are_the_same_by_a_query_that_is_ready_made_and_by_an_ordinary_one(named, officer, world):
    born = dt.date(1980, 2, 29)
    for number, (owner, team) in enumerate(((officer, world.north), (None, None), (officer, None))):
        named(
            "Larkmoor", given="" if number else "Ash", date_of_birth=born, officer=owner, team=team, force=world.force
        )
    ready_made = results_of(officer, "larkmoor")
    assert len(ready_made.rows) == 3
    assert ready_made.rows == results_of(officer, "larkmoor", date_of_birth=born).rows


def test_pages_turn_by_post_with_as_many_queries(named, signed_in, officer):
    first = named("Larkmoor")
    client = signed_in(officer)
    client.post("/nominals/", {"name": "larkmoor"})
    with CaptureQueriesContext(connection) as one:
        client.post("/nominals/", {"name": "larkmoor"})
    many = [Nominal(reference=f"P-{i:03}", family_name=f"Larkmoor{i:03}", search_name=f" larkmoor{i:03}",
                    force=first.force, team=first.team, officer=officer) for i in range(59)]  # fmt: skip
    Nominal.objects.bulk_create(many)
    with CaptureQueriesContext(connection) as sixty:
        page = client.post("/nominals/", {"name": "larkmoor"}).content.decode()
    assert len(sixty) == len(one)  # each row says how many there are
    assert "60 nominals found" in page
    assert "Next page" in page
    last = client.post("/nominals/", {"name": "larkmoor", "page": "3"}).content.decode()
    assert "P-058" in last
    assert "Next page" not in last
    assert client.post("/nominals/", {"name": "larkmoor", "page": "-9"}).status_code == 200


@pytest.mark.parametrize("bad", ["\x01", "-1", str(2**63), "x" * 100_000, "😀", "\u202e", "[]", "a\tb"])
def test_malformed_searches_are_answered_plainly(bad, signed_in, officer):
    client = signed_in(officer)
    for field in ("name", "reference", "date_of_birth", "page", "date_of_birth_2"):
        assert client.post("/nominals/", {"name": "a", field: bad}).status_code == 200


def test_a_search_by_name_goes_by_the_index_of_words(named, officer, supervisor, inspector):
    first = named("Larkmoor")
    others = [
        Nominal(
            reference=f"P-{i:04}", family_name=f"Zed{i}", search_name=search_key(f"Zed{i}", f"Quill{i % 50}"),
            force=first.force, team=first.team, officer=officer,
        )
        for i in range(4000)
    ]  # fmt: skip
    Nominal.objects.bulk_create(others)
    statistics.refresh()
    for who in (officer, supervisor, inspector):
        for typed, number in (("lark", 1), ("ash lark", 1), ("quill7 zed39", 2)):
            found = Nominal.objects.visible_to(who).matching(words=typed_words(typed))
            assert "nominal_name_words" in found.explain(), (who, typed)
            assert " JOIN " not in str(_listed(found).query)  # of those shown alone is it asked whose they are
            assert found.count() == number, (who, typed)


def test_a_word_longer_than_any_name_finds_nobody(named, officer):
    named("Larkmoor")
    assert not Nominal.objects.visible_to(officer).matching(words=["x" * 5000]).exists()
