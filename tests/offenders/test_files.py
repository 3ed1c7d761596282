"""Photographs and documents: who may send and fetch them, how they are served, where they lie."""

import datetime as dt
import stat

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit.models import Event as AuditEvent
from common.clock import today
from common.uploads import LARGEST
from offenders import actions
from offenders.actions.files import path_of
from offenders.models import StoredFile
from tests.common.test_uploads import jpeg, pdf, png

ON = dt.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def keep(nominal, by, content=None, **more):
    given = {"kind": "photograph", "title": "Custody", "date": ON, "source": "Custody suite"}
    return actions.add_file(nominal=nominal, by=by, on=today(), content=content or jpeg(), **given | more)


def url(name, nominal, *more):
    return reverse(f"offenders:{name}", args=[nominal.reference, *more])


def sent(content, name="x.jpg", kind="photograph", declared="image/jpeg"):
    day = {"date_0": "20", "date_1": "11", "date_2": "2025"}
    file = SimpleUploadedFile(name, content, content_type=declared)
    return {"kind": kind, "title": "Custody", "source": "Custody suite", "file": file, **day}


def test_the_bytes_lie_under_a_generated_name_for_the_owner_alone(officer, make_nominal):
    row = keep(make_nominal(), officer)
    path = path_of(row)
    assert path.read_bytes() == jpeg()
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)
    assert "Custody" not in str(path)
    assert keep(row.nominal, officer) == row
    event = AuditEvent.objects.get(action="file.added")
    assert event.details["after"]["sha256"] == row.sha256


def test_a_file_that_is_not_recorded_leaves_no_bytes(officer, make_nominal, monkeypatch, settings):
    def broken(*args, **kwargs):
        raise RuntimeError("the log cannot be written")

    monkeypatch.setattr("offenders.actions.files.log", broken)
    with pytest.raises(RuntimeError):
        keep(make_nominal(), officer)
    assert StoredFile.objects.count() == 0
    assert [p for p in settings.MEDIA_ROOT.rglob("*") if p.is_file()] == []


def test_it_is_served_after_the_check_with_its_event_and_shut_headers(officer, make_nominal, signed_in):
    nominal = make_nominal()
    client = signed_in(officer)
    photograph = keep(nominal, officer)
    document = keep(nominal, officer, pdf(), kind="document")
    for row, shown in ((photograph, "inline"), (document, "attachment")):
        answer = client.get(url("file", nominal, row.pk))
        assert (answer.status_code, answer["Content-Type"]) == (200, row.content_type)
        assert answer["Content-Disposition"].startswith(f'{shown}; filename="{nominal.reference}-{row.kind}-')
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "script-src" not in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer["Cache-Control"]
        event = AuditEvent.objects.filter(action="file.served").latest("id")
        assert (event.subjects, event.details["id"]) == ([nominal.reference], row.pk)


@pytest.mark.parametrize(
    ("who", "status"),
    [("colleague", 200), ("inspector", 200), ("outsider", 404), ("foreigner", 404), ("auditor", 403),
     ("neighbourhood", 403), ("administrator", 403)],
)  # fmt: skip
def test_who_may_fetch_it(who, status, request, officer, make_nominal, signed_in):
    nominal = make_nominal()
    row = keep(nominal, officer)
    answer = signed_in(request.getfixturevalue(who)).get(url("file", nominal, row.pk))
    assert answer.status_code == status
    assert (answer.content == jpeg()) is (status == 200)


def test_a_file_of_another_record_is_not_there(officer, make_nominal, signed_in, world, foreigner):
    mine = make_nominal()
    theirs = make_nominal(force=world.other_force, team=world.far, officer=foreigner)
    row = keep(theirs, foreigner)
    client = signed_in(officer)
    for reference in (mine.reference, theirs.reference):
        assert client.get(reverse("offenders:file", args=[reference, row.pk])).status_code == 404
    assert client.get(f"/nominals/{mine.reference}/files/{row.name}/").status_code == 404
    assert client.get(f"/nominals/{mine.reference}/files/..%2f..%2fsecret-key/").status_code in (400, 404)
    assert client.get(f"/{row.name}").status_code == 404


def test_one_entered_in_error_stays_and_opens_to_reviewers_only(officer, supervisor, make_nominal, signed_in):
    nominal = make_nominal()
    row = keep(nominal, officer)
    actions.void_fact(fact=row, by=officer, on=today(), reason="Somebody else")
    row.refresh_from_db()
    assert path_of(row).exists()
    assert signed_in(officer).get(url("file", nominal, row.pk)).status_code == 403
    page = signed_in(officer).get(url("fact", nominal, "file", row.pk)).content.decode()
    assert "Entered in error" in page
    assert url("file", nominal, row.pk) not in page
    answer = signed_in(supervisor).get(url("file", nominal, row.pk))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_file_that_was_changed_on_the_disk_is_not_served(officer, make_nominal, signed_in):
    nominal = make_nominal()
    row = keep(nominal, officer)
    path_of(row).write_bytes(b"<script>")
    assert signed_in(officer).get(url("file", nominal, row.pk)).status_code == 404
    path_of(row).unlink()
    assert signed_in(officer).get(url("file", nominal, row.pk)).status_code == 404


@pytest.mark.parametrize("name", ["../../../etc/passwd", "a.html", "x" * 300, "\u202egpj.exe", "a/b\\c.jpg", "\"'.png"])
def test_the_name_that_a_file_came_with_is_never_used(name, officer, make_nominal, signed_in, settings):
    nominal = make_nominal()
    answer = signed_in(officer).post(url("add_file", nominal), sent(png(), name, declared="text/html"))
    assert answer.status_code == 302
    row = StoredFile.objects.get()
    assert row.content_type == "image/png"
    assert [p.relative_to(settings.MEDIA_ROOT).as_posix() for p in settings.MEDIA_ROOT.rglob("*.*")] == [row.name]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><script>alert(1)</script>", "must be a JPEG or PNG"),
        (b"GIF89a" + jpeg(), "must be a JPEG or PNG"),
        (pdf(), "must be a JPEG or PNG"),
        (jpeg()[:-4], "damaged or incomplete"),
        (b"", "The file is empty"),
    ],
)
def test_what_is_refused_says_so(content, words, officer, make_nominal, signed_in):
    nominal = make_nominal()
    page = signed_in(officer).post(url("add_file", nominal), sent(content))
    assert page.status_code == 200
    assert words in page.content.decode()
    assert StoredFile.objects.count() == 0


def test_a_polyglot_loses_what_made_it_one(officer, make_nominal, signed_in):
    nominal = make_nominal()
    client = signed_in(officer)
    client.post(url("add_file", nominal), sent(jpeg(tail=b"<script>alert(1)</script>PK\3\4")))
    answer = client.get(url("file", nominal, StoredFile.objects.get().pk))
    assert answer.content == jpeg()


def test_one_that_is_too_large_is_not_read(officer, make_nominal, signed_in, monkeypatch):
    nominal = make_nominal()
    page = signed_in(officer).post(url("add_file", nominal), sent(jpeg() + b"x" * (LARGEST + 200_000)))
    assert page.status_code == 200
    assert "must be 15 MB or smaller" in page.content.decode()
    assert StoredFile.objects.count() == 0


def test_one_that_lies_about_its_size_is_cut_off(rf):
    from django.core.files.uploadhandler import StopFutureHandlers, StopUpload

    from common.uploads import TOO_LARGE, MeasuredUpload

    request = rf.post("/")
    handler = MeasuredUpload(request)
    handler.handle_raw_input(None, request.META, 100, b"x")
    with pytest.raises(StopFutureHandlers):
        handler.new_file("file", "x", "image/jpeg", 10, None, None)
    for _ in range(LARGEST // 65536):
        handler.receive_data_chunk(b"x" * 65536, 0)
    with pytest.raises(StopUpload):
        handler.receive_data_chunk(b"x", 0)
    assert request.META[TOO_LARGE]
