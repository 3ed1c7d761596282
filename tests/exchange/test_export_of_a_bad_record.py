"""An export names whom it could not work out, keeps everybody else, and does not end well."""

import pytest
from django.core.management import CommandError, call_command

from visits.deadlines import VisitSource

pytestmark = pytest.mark.django_db


def test_one_bad_record_is_named_and_the_rest_exported(make_nominal, monkeypatch, capsys):
    import datetime as dt

    for reference in ("T-A", "T-BAD", "T-Z"):
        make_nominal(reference, seen=dt.date(2026, 1, 5))
    rule = VisitSource.specs

    def poisoned(self, person, facts, batch):
        if person.reference == "T-BAD":
            raise ValueError("31 February")
        return rule(self, person, facts, batch)

    monkeypatch.setattr(VisitSource, "specs", poisoned)
    with pytest.raises(CommandError, match="T-BAD: 31 February"):
        call_command("export_deadlines", as_of="2026-03-23")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(",")[0] for line in lines] == ["reference", "T-A", "T-Z"]
