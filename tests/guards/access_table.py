"""Who may use which address on which record: written by hand, and nothing of it taken from the code that it checks.

Roles by letter: O offender manager, S supervisor, I inspector, C MAPPA co-ordinator, U unit support, A administrator,
X auditor, N neighbourhood officer. A role that a route does not list gets 403 whatever the record.
"""

from __future__ import annotations

from dataclasses import dataclass, field

ROLES = {
    "O": "offender_manager", "S": "supervisor", "I": "inspector", "C": "mappa_coordinator", "U": "unit_support",
    "A": "administrator", "X": "auditor", "N": "neighbourhood",
}  # fmt: skip

# How a person of team North stands to a record: theirs; a colleague's; another team's of the force; another force's;
# theirs, but restricted without them; restricted with them named; a colleague's, but barred; another team's, opened
# from outside for the day; another team's, covered; a colleague's, of which they have the briefing.
RELATIONS = ("own", "team", "force", "foreign", "restricted", "named", "barred", "opened", "covered", "briefed")

TEAM = frozenset({"own", "team", "briefed", "named", "opened", "covered"})
FORCE = TEAM | {"force"}
READS = {"O": TEAM, "S": TEAM, "U": TEAM, "I": FORCE, "C": FORCE, "A": frozenset(), "X": frozenset(), "N": frozenset()}
READ_ONLY = {
    "O": {"opened"},
    "S": {"opened"},
    "U": {"opened"},
}  # an inspector reads and acts for the whole force anyway


@dataclass(frozen=True)
class Route:
    """A route about a record: the roles, what GET and an empty POST answer where the record is open."""

    roles: str
    get: int = 200
    post: int = 405
    writes: bool = False
    also: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    """Exceptions: (role, relation) to what GET and POST answer."""


def form(roles: str, post: int = 200, get: int = 200, **also: tuple[int, int]) -> Route:
    """A page with a form: an empty one comes back with its errors. `also` by role and relation: `O_team=(403, 403)`."""
    return Route(roles, get, post, True, {tuple(key.split("_")): value for key, value in also.items()})


REFUSED = (403, 403)
GONE = (404, 404)
# An officer plans for their own only.
PLAN = {f"O_{relation}": REFUSED for relation in ("team", "briefed", "named", "covered")}
# A supervisor decides who sees the records of their team, not those that they cover elsewhere.
MANAGE = {"S_covered": REFUSED}

READ = Route("OSICU")
RECORDS: dict[str, Route] = {
    "offenders:record": READ,
    "offenders:history": READ,
    "offenders:risk": READ,
    "offenders:fact": READ,
    "offenders:person": READ,
    "offenders:contacts": READ,
    "offenders:file": Route("OSICU", get=404),  # the file of these rows is not on the disk
    "offenders:propose_level": form("OS", **PLAN),
    "offenders:propose_interval": form("OS", **PLAN),
    "offenders:proposal": form("SI"),
    "offenders:edit": form("OSU"),
    "offenders:allocate": form("SI"),
    "transfers:offer": form("SI"),
    "transfers:withdraw": form("SI", post=302),
    "offenders:add_address": form("OSU"),
    "offenders:move_home": form("OSU"),
    "offenders:end_address": form("OSU"),
    "offenders:add_status": form("OSU"),
    "offenders:end_status": form("OSU"),
    "offenders:add_event": form("OSU"),
    "offenders:close_event": form("OSIU"),
    "offenders:void": form("OSU"),
    "offenders:add_alias": form("OSU"),
    "offenders:children": form("OSU"),
    "offenders:release": form("OSU"),
    "offenders:add_particular": form("OSU"),
    "offenders:edit_particular": form("OSU"),
    "offenders:end_particular": form("OSU"),
    "offenders:add_contact": form("OSICU"),
    "offenders:child_at_risk": form("OSICU"),
    "offenders:tick": form("OSU"),
    "offenders:add_file": form("OSU"),
    "offenders:report_death": form("OSICU"),
    "offenders:confirm_death": form("SI"),
    "offenders:undo_death": form("SI"),
    "offenders:merge": form("SI"),
    "offenders:confirm_merge": form("SI"),
    "offenders:undo_merge": form("SI", get=404, post=404),
    "visits:list": READ,
    "visits:log": form("OS"),
    "visits:preview": form("OS", get=405, post=400),
    "visits:draft": form("OS", get=405, post=200),
    "visits:discard_draft": form("OS", get=405, post=302),
    "visits:decide": form("OS"),
    "visits:void_decision": form("OS"),
    "visits:correct": form("OS"),
    "visits:void": form("OSU"),
    "visits:write_up": form("OS"),
    "notification:tab": READ,
    "notification:calculate": Route("OSICU", post=200),
    **{
        f"notification:{name}": form("OSU")
        for name in (
            "add_disposal",
            "edit_disposal",
            "confirm",
            "notify",
            "event",
            "departure",
            "return",
            "cancel",
            "add_failure",
            "add_review",
            "body",
            "journey",
            "journey_change",
            "add_stay",
            "end_stay",
            "add_parental",
            "edit_parental",
            "void",
        )
    },
    "notification:override": form("SI"),
    "notification:review": form("SI"),
    "notification:failure_step": form("OSUI"),
    "orders:list": READ,
    "orders:order": READ,
    "orders:condition": READ,
    "orders:breach": READ,
    "orders:paper": READ,
    "orders:add": form("OSU"),
    "orders:edit": form("OSU"),
    "orders:served": form("OSU"),
    "orders:compare": form("OSU"),
    "orders:add_paper": form("OSU"),
    "orders:vary": form("OSU"),
    "orders:event": form("OSU"),
    "orders:add_condition": form("OSU"),
    "orders:edit_condition": form("OSU"),
    "orders:check": form("OS"),
    "orders:add_breach": form("OS"),
    "orders:step": form("OSI"),
    "orders:devices": READ,
    "orders:device": READ,
    "orders:serves": form("OSU"),
    "orders:install": form("OSU"),
    "orders:edit_software": form("OSU"),
    "orders:add_alert": form("OSU"),
    "orders:examine": form("OS"),
    "orders:decide_alert": form("OS"),
    "orders:void": form("OSU", **{f"{role}_{way}": REFUSED for role in "OU" for way in TEAM - {"opened"}}),
    "workday:door_sheet": Route("OS", writes=True),  # on paper, for whoever goes to the door
    "workday:enquiry": Route("OSICU", get=404, post=404),  # none is open about these
    "workday:found": Route("OS", get=404, post=404, writes=True),
    "risk:arms": form("OS"),
    "risk:osp_dc": form("OS"),
    "risk:osp_iic": form("OS"),
    "risk:result": form("OS"),
    "risk:polygraph": form("OS"),
    "mappa:record": READ,
    "mappa:set_level": form("SIC"),
    "mappa:keep_level": form("OSIC"),
    "mappa:set_category": form("SIC"),
    "mappa:set_area": form("SIC"),
    "mappa:void": form("SIC"),
    "mappa:refer": form("OSC"),
    "mappa:referral": READ,
    "mappa:screen": form("C"),
    "mappa:void_referral": form("C"),
    "mappa:urgent": form("C"),
    # Read by whoever may see the case; written by the co-ordinator alone.
    "mappa:minutes": Route("OSICU", post=403, also={("C", relation): (200, 200) for relation in FORCE}),
    "mappa:keep_draft": form("C", get=405),
    "mappa:discard_draft": form("C", get=405, post=302),
    "mappa:addendum": form("C"),
    "mappa:add_action": form("C"),
    "mappa:review_action": form("C"),
    "mappa:action": READ,
    "mappa:close_action": form("OSIC"),
    "mappa:hand_over": form("C"),
    "mappa:remind": form("C", get=405, post=302),
    "mappa:add_serious": form("OSC"),
    "mappa:serious": READ,
    "mappa:decide_serious": form("C"),
    "mappa:conclude_serious": form("C"),
    "risk:assessment": READ,
    "risk:void": form("OSU"),
    "risk:plan": READ,
    "risk:plan_version": READ,
    "risk:edit_plan": form("OS", **PLAN),
    "risk:void_plan": form("OS", **PLAN),
    "risk:reactive": form("OS", **PLAN),
    "risk:resume": form("OS", **PLAN),
    "risk:plan_review": form("OS", **PLAN),
    "risk:add_application": form("OSU"),
    "risk:profile": READ,
    "risk:answer": form("OS"),
    "risk:add_gap": form("OS"),
    "risk:close_gap": form("OS"),
    "risk:managed_as": form("OSU"),
    "risk:void_entry": form("OSU"),
    "risk:cohorts": READ,
    "risk:enter_cohort": form("OS", **PLAN),
    "risk:leave_cohort": form("OS", **PLAN),
    "risk:add_sanction": form("OSU"),
    "risk:persistent": READ,
    "access:list": Route("SI", writes=True, also={("S", "covered"): (403, 405)}),
    "access:grant": form("SI", **MANAGE),
    "access:end": form("SI", post=302, **MANAGE),
    "access:bar": form("SI", **MANAGE),
    "access:lift_bar": form("SI", **MANAGE),
    "access:restrict": form("I"),
    "access:lift_restriction": form("I"),
    "access:name": form("I"),
    "access:end_naming": form("I"),
    "access:briefing": Route("N", get=404, also={("N", "briefed"): (200, 405)}),
    "access:open": Route("OSU", get=302, post=302),
}
BRIEFED = frozenset({"briefed"})
# The view refuses here, once it knows the method: the owner of an action closes it where they may only read.
ASKED_IN_THE_VIEW = frozenset({"mappa:close_action"})


def outcome(route: str, role: str, relation: str, method: str) -> int:
    """The status that this cell must have."""
    rule = RECORDS[route]
    if role not in rule.roles:
        return 403
    get, post = rule.also.get((role, relation), (rule.get, rule.post))
    if route == "access:briefing":
        return {"GET": get, "HEAD": get}.get(method, 405)
    if route == "access:open":
        return _opening(role, relation, method)
    if relation not in READS[role]:
        return 405 if _not_served(rule, method) else 404
    if rule.writes and relation in READ_ONLY.get(role, ()):
        return 405 if route in ASKED_IN_THE_VIEW and method == "PUT" else 403
    if _not_served(rule, method):
        return 405
    return post if method == "POST" else get


def _opening(role: str, relation: str, method: str) -> int:
    """Found by a search of the whole force, then opened with a reason; what is open anyway is shown at once."""
    if method == "PUT":
        return 405
    if relation in READS[role]:
        return 302
    return 200 if relation == "force" else 404


def _not_served(rule: Route, method: str) -> bool:
    return method == "PUT" or (method == "POST" and rule.post == 405) or (method != "POST" and rule.get == 405)


def shows(route: str, role: str, relation: str) -> bool:
    """Whether the name may be in the body."""
    if route == "access:open":
        return relation in READS[role] | {"force"}
    if role == "N":
        return route == "access:briefing" and relation == "briefed"
    return relation in READS[role]


# Pages about no single record: role letters to what GET and an empty POST answer; every other role gets 403.
ALL = "OSICUAXN"


def page(roles: str, get: int = 200, post: int = 405, put: int = 405) -> dict[str, tuple[int, int, int]]:
    return dict.fromkeys(roles, (get, post, put))


PAGES: dict[str, dict[str, tuple[int, int, int]]] = {
    "healthz": page(ALL, 503),
    "account_login": page(ALL, 302, 302, 302),
    "account_logout": page(ALL, 200, 302),
    "account_reauthenticate": page(ALL, 200, 200, 200),
    "account_why": page(ALL, 302, 302),  # nothing is asked for
    "account_change_password": page(ALL, 200, 200, 200),
    "account_reset_password": page(ALL, 200, 200, 200),
    "account_reset_password_done": page(ALL),
    "account_reset_password_from_key": page(ALL, 200, 200, 200),
    "account_reset_password_from_key_done": page(ALL),
    "auditing:events": page("X"),
    "auditing:person": page("X"),
    "auditing:officer": page("X"),
    "auditing:export": page("X", 405, 400),
    "access:opened": page("SI"),
    "access:briefings": page("N"),
    "transfers:answer": page("SI", 404, 404),  # there is no such offer
    "caseloads:home": page("OSICU") | page("AXN", 302),
    "caseloads:mine": page("OS"),
    "caseloads:csv": page("OSI", 302),
    "caseloads:of": page("OSU", 200) | page("I", 200),
    "caseloads:backlog": page("SIU"),
    "caseloads:backlog_list": page("SIU"),
    "caseloads:backlog_csv": page("SI", 302),
    "caseloads:assign": page("SI", 200, 200),
    "caseloads:approvals": page("SI"),
    "caseloads:orders": page("SIU"),
    "caseloads:alerts": page("OSICU"),
    "caseloads:acknowledge_alerts": page("OSICU", 405, 404),
    "caseloads:absences": page("OSI"),
    "caseloads:record_absence": page("OSI", 200, 200),
    "caseloads:absence": page("SI") | page("O", 404),
    "caseloads:change_absence": page("SI", 200, 200) | page("O", 404, 404),
    "caseloads:back_at_work": page("SI", 200, 200) | page("O", 404, 404),
    "caseloads:void_absence": page("SI", 200, 200) | page("O", 404, 404),
    "caseloads:arrange_cover": page("SI", 200, 200),
    "caseloads:end_cover": page("SI", 405, 404),
    "counter:expected": page("OSU"),
    "counter:printed": page("OSU"),
    "counter:csv": page("OS", 302),
    "counter:failures": page("OSI"),
    "counter:failures_csv": page("OSI", 302),
    "workday:round": page("OS"),
    "workday:week": page("OS"),
    "workday:plan": page("OS", 302, 302),  # nobody is chosen
    "workday:change_plan": page("OS", 404, 404),
    "workday:cancel_plan": page("OS", 404, 404),
    "workday:sheets": page("OS"),
    "workday:write_ups": page("OSICU"),
    "workday:risk_owed": page("OSICU"),
    "workday:plans_owed": page("OS"),
    "workday:notifications_owed": page("OSICU"),
    "workday:monitoring": page("OSICU"),
    "workday:coming": page("OS"),
    "workday:decisions": page("SIU", 200, 404),
    "workday:enquiries": page("SIU"),
    "workday:as_at": page("SIU"),
    "workday:print_backlog": page("SI"),
    "workday:print_caseload": page("OSI"),
    "workday:save_view": page("OSICU", 405, 404),
    "workday:delete_view": page("OSICU", 405, 404),
    "supervision:ahead": page("SI"),
    "supervision:try_move": page("SI", 200, 400),
    "supervision:one_to_one": page("SI", 200, 400),
    "supervision:void_talk": page("SI", 405, 404),
    "supervision:dip_samples": page("SI"),
    "supervision:draw": page("SI", 200, 400),
    "supervision:sample": page("SI", 404),
    "supervision:check": page("SI", 404),
    "supervision:decide": page("SI", 404, 404),
    "supervision:findings": page("SI", 404, 404),
    "supervision:follow_up": page("SI", 404, 404),
    "simulator:trials": page("SIA"),
    "simulator:new": page("SI", 200, 200),
    "simulator:trial": page("SIA", 404, 404),  # there is none of theirs
    "simulator:start_again": page("SI", 405, 404),
    "deadlines:policy": page("OSICUAX"),
    "deadlines:set_policy": page("A", 200, 200),
    "deadlines:nightly": page("SIA"),
    "deadlines:run_now": page("SIA", 405, 302),
    "mappa:home": page("OSICU"),
    "mappa:referrals": page("OSICU"),
    "mappa:meetings": page("OSICU"),
    "mappa:meeting": page("OSICU", 404),  # there is no such meeting
    "mappa:add_meeting": page("C", 200, 200),
    **{
        f"mappa:{name}": page("C", 404, 404)
        for name in ("edit_meeting", "plan_again", "cancel_meeting", "hold", "invite", "attendance")
    },
    "mappa:paper_form": page("C", 404),
    "mappa:check_minutes": page("SIC", 404, 404),
    "mappa:uninvite": page("C", 405, 404),
    "mappa:finalise": page("C", 405, 404),
    "mappa:actions": page("OSICU"),
    "mappa:remind_agency": page("C", 405, 302),
    "mappa:add_area": page("C", 200, 200),
    "mappa:areas": page("C"),
    **{f"mappa:{name}": page("C", 404, 404) for name in ("add_agency", "agency", "add_contact", "contact")},
    **{
        f"mappa:{name}": page("OSICU", 404)
        for name in ("agenda", "agenda_pdf", "agenda_docx", "agenda_pdf_below", "agenda_docx_below", "pack_file")
    },
    "mappa:decide_sharing": page("OSICU", 404, 404),
    **{
        f"mappa:{name}": page("C", 404, 404)
        for name in ("build_agenda", "add_case", "take_off", "packs", "issue_pack", "record_copy")
    },
    "mappa:arrange_agenda": page("C", 405, 404),
    "mappa:figures": page("SIC"),
    "mappa:figures_csv": page("SIC"),
    "mappa:figure_list": page("SIC", 404),  # there is no such figure
    "mappa:annual_list": page("SIC", 404),
    "mappa:annual": page("SIC"),
    "mappa:annual_csv": page("SIC"),
    "risk:reviews": page("SI"),
    "risk:gaps": page("OSIU"),
    "risk:officers": page("SI"),
    "risk:cohort_list": page("OSIU"),
    "risk:csods": page("SIU"),
    "risk:csods_add": page("SIU", 200, 200),
    "risk:csods_case": page("SIU", 404),
    "risk:csods_step": page("SIU", 404, 404),
    "offenders:search": page("OSICU", 200, 200),
    "offenders:add": page("OSU", 200, 200),
}
