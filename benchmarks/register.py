"""A register of any size, made by `INSERT … SELECT` over `generate_series` in the database: quick and repeatable."""

from __future__ import annotations

import datetime as dt
from typing import Any

from benchmarks.database import run_as_owner

VISITS_EACH = 25
CASELOAD = 100  # nominals an officer
PER_TEAM = 8  # officers
FORCES = 43
ONE_CASE = "bench2"  # the officer who is left with one nominal
FULL = "bench1"  # and the one with a hundred

# Level, by the published split: 2, 18, 30 and 50 per cent; days between visits.
LEVEL = (
    "CASE WHEN n % 50 = 0 THEN 'very_high' WHEN n % 50 < 10 THEN 'high' WHEN n % 50 < 25 THEN 'medium' ELSE 'low' END"
)
INTERVAL = "CASE WHEN n % 50 = 0 THEN 30 WHEN n % 50 < 10 THEN 91 WHEN n % 50 < 25 THEN 182 ELSE 365 END"
NOTE = (
    "Unannounced visit. At home and let us in. Flat tidy, nobody else there. Work unchanged. Phone and tablet shown, "
    "nothing of concern. Next visit as planned."
)

STATEMENTS = (
    "INSERT INTO accounts_force (name) SELECT 'Force ' || n FROM generate_series(1, {forces}) n",
    "INSERT INTO accounts_team (force_id, name) SELECT f.id, 'Team ' || n FROM generate_series(1, {teams}) n"
    " JOIN accounts_force f ON f.name = 'Force ' || (n - 1) % {forces} + 1",
    "INSERT INTO accounts_user (username, password, is_superuser, full_name, email, role, force_id, team_id, is_active,"
    " date_joined) SELECT 'bench' || n, '!', false, 'Officer Number ' || n, '', 'offender_manager',"
    " t.force_id, t.id, true, now() FROM generate_series(1, {officers}) n"
    " JOIN accounts_team t ON t.name = 'Team ' || (n - 1) / {per_team} + 1 ORDER BY n",
    "INSERT INTO offenders_nominal (reference, family_name, given_names, search_name, date_of_birth, sex, force_id,"
    " team_id, officer_id, mappa_category, lead_agency, lead_since, registered_on, version, recorded_at)"
    " SELECT 'B-' || n, 'Family' || n % 5003, 'Given' || n % 307, ' given' || n % 307 || ' family' || n % 5003,"
    " DATE '1950-01-01' + n % 17000, 'male', u.force_id, u.team_id, u.id, 1, 'police', r.on, r.on, 1, now()"
    " FROM generate_series(1, {nominals}) n"
    " JOIN accounts_user u ON u.username = 'bench' || (n - 1) / {caseload} + 1"
    " CROSS JOIN LATERAL (SELECT DATE '{on}' - 5400 + n * 37 % 700 AS on) r ORDER BY n",
    "UPDATE offenders_nominal n SET officer_id = other.id FROM accounts_user one, accounts_user other"
    " WHERE one.username = 'bench2' AND other.username = 'bench3' AND n.officer_id = one.id"
    " AND n.reference <> 'B-' || {caseload} + 1",
    "INSERT INTO offenders_allocation (nominal_id, officer_id, from_on, reason, recorded_at)"
    " SELECT id, officer_id, registered_on, '', now() FROM offenders_nominal ORDER BY id",
    "INSERT INTO offenders_address (nominal_id, recorded_at, void_reason, kind, address, postcode, from_on)"
    " SELECT id, now(), '', 'home', id % 90 + 1 || ' Sample Street', 'ZZ' || id % 20 + 1 || ' 1AA', registered_on"
    " FROM offenders_nominal ORDER BY id",
    "INSERT INTO offenders_risklevel (nominal_id, recorded_at, void_reason, effective_from, approved, approved_on,"
    " reason, return_reason, level) SELECT n, now(), '', registered_on, true, registered_on, '', '',"
    " CASE WHEN n % 3 = 0 THEN 'high' ELSE {level} END FROM (SELECT id AS n, registered_on FROM offenders_nominal) p"
    " ORDER BY n",
    "INSERT INTO offenders_risklevel (nominal_id, recorded_at, void_reason, effective_from, approved, approved_on,"
    " reason, return_reason, level)"
    " SELECT n, now(), '', registered_on + 500, true, registered_on + 510, '', '', {level}"
    " FROM (SELECT id AS n, registered_on FROM offenders_nominal) p WHERE n % 3 = 0 AND {level} <> 'high' ORDER BY n",
    "INSERT INTO offenders_planinterval (nominal_id, recorded_at, void_reason, effective_from, approved, approved_on,"
    " reason, return_reason, value, unit) SELECT id, now(), '', registered_on + 600, true, registered_on + 600, '', '',"
    " 4, 'weeks' FROM offenders_nominal WHERE id % 20 = 3 ORDER BY id",
    "INSERT INTO offenders_managementdecision (nominal_id, recorded_at, void_reason, effective_from, approved,"
    " approved_on, reason, return_reason, mode) SELECT id, now(), '', DATE '{on}' - 200, true, DATE '{on}' - 190, '',"
    " '', 'reactive' FROM offenders_nominal WHERE id % 33 = 30"
    " AND substr(reference, 3)::int > {caseload} ORDER BY id",
    "INSERT INTO offenders_statusperiod (nominal_id, recorded_at, void_reason, status, from_on, to_on)"
    " SELECT id, now(), '', CASE WHEN id % 3 = 0 THEN 'hospital' ELSE 'custody' END, DATE '{on}' - 900,"
    " CASE WHEN id % 2 = 0 THEN DATE '{on}' - 700 END FROM offenders_nominal WHERE id % 25 = 8 ORDER BY id",
    "INSERT INTO visits_visit (nominal_id, recorded_at, void_reason, date, time, address, outcome, officers,"
    " others_present, announced, entry_sought_for_risk_search, notes, write_up_owed)"
    " SELECT n, now(), '', p.seen - k * (p.gap * 45 / 100), TIME '10:30', '',"
    " CASE WHEN k = 0 AND n % 8 = 5 THEN 'no_reply' WHEN k % 3 = 1 THEN 'no_reply' WHEN k % 7 = 2 THEN"
    " 'third_party_seen' ELSE 'seen_at_address' END, ARRAY['bench1', 'bench2'], '{{}}', false, false, '{note}', false"
    " FROM (SELECT id AS n, {interval} AS gap, DATE '{on}' - 1 - (id * 7919 % ({interval} * 5 / 4))::int AS seen"
    " FROM (SELECT id, id AS n FROM offenders_nominal) q) p CROSS JOIN generate_series(0, {visits_each} - 1) k"
    " ORDER BY n, k DESC",
    "VACUUM ANALYZE",
)


def fill(nominals: int, on: dt.date) -> None:
    """Fill the empty database in use with so many nominals and their facts; no deadlines yet."""
    run_as_owner(*(statement.format(**values_for(nominals, on)) for statement in STATEMENTS))


def values_for(nominals: int, on: dt.date) -> dict[str, Any]:
    """What the statements leave open."""
    officers = max(3, -(-nominals // CASELOAD))
    return {
        "forces": FORCES,
        "per_team": PER_TEAM,
        "officers": officers,
        "teams": -(-officers // PER_TEAM),
        "caseload": CASELOAD,
        "nominals": nominals,
        "on": on.isoformat(),
        "level": LEVEL,
        "interval": INTERVAL.replace("n %", "id %"),
        "visits_each": VISITS_EACH,
        "note": NOTE,
    }
