"""The policy keys that ship: one row each, for a person to read.

Columns: key; what it applies to; value; unit; how well it is known (V read in an official text, S in a press or
third-party account of one, A assumed from common practice); where the number comes from; what it does.
"""

DEADLINE_KINDS = (
    "home_visit", "visit_decision", "whereabouts", "risk_review", "arms_review", "reactive_review", "plan_review",
    "initial_notification", "change_notification", "periodic_notification", "travel_notification",
    "return_notification", "notification_end", "indefinite_review", "order_end", "condition_end", "condition_check",
    "breach_decision", "monitoring_alert", "indefinite_review_step",
    "failure_decision", "failure_record", "mappa_review", "mappa_first_meeting", "mappa_minutes", "mappa_action",
)  # fmt: skip

_PATTERN = (
    "National pattern as the press reported it in June 2017. Since 29 June 2017 the NPCC leaves the frequency to the "
    "person's own plan, so an interval in the plan replaces this."
)
_PRACTICE = "Common practice; no official text was read."
_APP_REVIEW = "The APP and HMICFRS expect a review after intelligence or a change; the number of days is assumed."
_CSODS = "Force pages that follow the 2023 guidance; older pages say 45 days for the outcome."
_LATEST_2 = "Common practice: level 2 is reviewed every 8 to 12 weeks; this is the latest."
_LATEST_3 = "Common practice: level 3 is reviewed every 4 to 6 weeks; this is the latest."
_SCOTLAND = "Scottish national guidance taken as a comparison; no figure for England and Wales was read."
_CPA = "Crime and Policing Act 2026: no official text of the section was read. Switch on from the day it is in force."

_VISIT = "How often a person at this risk level is visited at home, counted from the last visit that counts."
_ESCALATE = "Days overdue at which the alert also goes to the team's supervisors; other kinds use the same figure."
_WEIGHTS = "The visits a year that the shipped interval of the level gives; no source gives weights."
_WEIGHT = "How much a case at this risk level counts in an officer's weighted load."
_SOON = "How long before its date a deadline is shown as due soon and alerted."

TABLE: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    # Home visits
    ("visit_interval", "very_high", "1", "months", "S", _PATTERN, _VISIT),
    ("visit_interval", "high", "3", "months", "S", _PATTERN, _VISIT),
    ("visit_interval", "medium", "6", "months", "S", _PATTERN, _VISIT),
    ("visit_interval", "low", "12", "months", "S", _PATTERN, _VISIT),
    ("first_visit", "", "15", "working_days", "A", _PRACTICE,
     "The first visit, from registration, from the end of a long enough custody or hospital period, or from the day "
     "active management resumed."),
    ("custody_restart", "", "28", "days", "A", _PRACTICE,
     "A custody or hospital period at least this long restarts the visit clock at its end; a shorter one leaves the "
     "date as it was."),
    ("visit_new_address", "", "15", "working_days", "A", _PRACTICE,
     "After a move to a new home that nobody has visited, where that comes before the ordinary date."),
    ("visit_min_officers", "", "2", "count", "V",
     "HMICFRS, letter on Cambridgeshire's cause of concern, December 2024: visiting alone is contrary to the APP.",
     "How many people a visit takes, other agencies included; fewer is saved with a warning."),
    ("visit_unannounced", "", "yes", "yes_no", "S", "HMICFRS on the Metropolitan Police, August 2024.",
     "Whether visits are to be unannounced; an announced one is saved with a warning."),
    ("longer_interval_needs_approval", "", "yes", "yes_no", "A", _PRACTICE,
     "Whether a plan interval longer than the level's default counts only once approved."),
    ("lower_risk_needs_approval", "", "yes", "yes_no", "A", _PRACTICE,
     "Whether a lower risk level counts only once approved; a higher one counts at once."),
    ("failed_attempts_decision", "", "3", "count", "A", _PRACTICE,
     "Attempts of any purpose since the person was last seen at home that make a decision owed."),
    ("warrant_min_attempts", "", "2", "count", "V", "Sexual Offences Act 2003, section 96B.",
     "Attempts at one address that sought entry to search for risk assessment, after which a decision is owed."),
    # Alerts
    ("due_soon", "", "14", "days", "A", _PRACTICE, f"{_SOON} Blank: every kind without a row of its own."),
    ("due_soon", "periodic_notification", "28", "days", "A", _PRACTICE, _SOON),
    ("due_soon", "order_end", "90", "days", "A", _PRACTICE, _SOON),
    ("due_soon", "condition_end", "90", "days", "A", _PRACTICE, _SOON),
    ("due_soon", "notification_end", "90", "days", "A", _PRACTICE, _SOON),
    ("visit_escalate", "very_high", "1", "days", "A", _PRACTICE, _ESCALATE),
    ("visit_escalate", "high", "7", "days", "A", _PRACTICE, _ESCALATE),
    ("visit_escalate", "medium", "14", "days", "A", _PRACTICE, _ESCALATE),
    ("visit_escalate", "low", "28", "days", "A", _PRACTICE, _ESCALATE),
    # Reactive management
    ("reactive_min_low", "", "3", "years", "S", "NPCC, 2017: assessed as low for at least three years without a break.",
     "How long a person must have been low without a break before reactive management is open to them."),
    ("reactive_blocked_by_order", "", "yes", "yes_no", "A", _PRACTICE,
     "Whether any live SHPO, SOPO, SRO or other civil order rules reactive management out."),
    ("reactive_blocked_by_event", "", "3", "years", "A", _PRACTICE,
     "An arrest, intelligence or breach inside this period rules reactive management out."),
    ("reactive_review", "", "12", "months", "A", _PRACTICE, "The review of a reactively managed case."),
    ("dip_sample_rate", "", "10", "count", "A",
     "One force in the joint thematic inspection of 2022 drew samples monthly; the rate is assumed.",
     "Per cent of the reactively managed that a draw takes, rounded up."),
    # Risk
    ("risk_review_after_event", "", "5", "working_days", "A", _APP_REVIEW,
     "A reassessment after an arrest, intelligence or a change of circumstances."),
    ("arms_first", "", "15", "working_days", "A", _PRACTICE, "The first ARMS in a police-led case."),
    ("arms_review", "", "12", "months", "A", _PRACTICE, "The next ARMS, from the last completed one."),
    ("oasys_after_release", "", "15", "working_days", "V",
     "The APP says 15 days without saying which; the joint inspection of 2005 says 15 working days.",
     "Probation-led cases: the ARMS-informed OASys after release."),
    ("oasys_review", "", "16", "weeks", "V", "The standard of the joint inspection of 2005.",
     "The partner's own review, shown as the partner's clock."),
    # Records
    ("breach_record", "", "24", "hours", "S", "The APP.", "A breach goes on local and national systems within this."),
    ("national_record_created", "", "3", "days", "A", _PRACTICE, "The entry on the national register."),
    ("national_record_updated", "", "5", "working_days", "A", _PRACTICE,
     "Bringing the national register up to date after a visit."),
    # MAPPA
    ("mappa_review", "level_1", "12", "months", "A", _PRACTICE, "Review of the level in a police-led case."),
    ("mappa_review", "level_2", "12", "weeks", "A", _LATEST_2, "Review of the level."),
    ("mappa_review", "level_3", "6", "weeks", "A", _LATEST_3, "Review of the level."),
    ("mappa_review_opens", "level_2", "8", "weeks", "A", _LATEST_2, "From when the agenda builder proposes the case."),
    ("mappa_review_opens", "level_3", "4", "weeks", "A", _LATEST_3, "From when the agenda builder proposes the case."),
    ("mappa_first_meeting", "level_2", "20", "working_days", "A", _SCOTLAND,
     "The first meeting, from the accepted referral."),
    ("mappa_first_meeting", "level_3", "10", "working_days", "A", _SCOTLAND,
     "The first meeting, from the accepted referral."),
    ("mappa_minutes", "level_2", "10", "working_days", "A", _PRACTICE, "Sending the minutes, from the meeting."),
    ("mappa_minutes", "level_3", "5", "working_days", "A", _PRACTICE, "Sending the minutes, from the meeting."),
    ("caseload_benchmark", "", "50", "count", "V",
     "HMICFRS, 2018: a hundred cases is double what it would like to see.",
     "The caseload with which an officer's is compared."),
    # Looking ahead
    ("visit_minutes", "", "120", "count", "A", _PRACTICE,
     "Minutes that one officer spends on a visit, travel and writing up included."),
    ("caseload_week_hours", "", "40", "count", "A", _PRACTICE,
     "Hours of a full week; a fifth of it is an officer-day. Whoever has no weekly hours recorded works a full week."),
    *(("caseload_weight", level, weight, "count", "A", _WEIGHTS, _WEIGHT)
      for level, weight in (("very_high", "12"), ("high", "4"), ("medium", "2"), ("low", "1"))),
    # Orders and notification
    ("condition_check", "", "", "months", "A", "Not set: no source gives an interval.",
     "Where a force sets it, conditions without an interval of their own are checked this often."),
    ("order_electronic_monitoring", "", "no", "yes_no", "A",
     "Police, Crime, Sentencing and Courts Act 2022, section 178: not in force at November 2024; later status not "
     "known. Switch on from the day it is in force.",
     "Whether an SHPO or SRO may require electronic monitoring; otherwise such a condition is queried with the court."),
    ("annual_date_moves_on_2012_matters", "", "no", "yes_no", "V",
     "The sources disagree: the 2012 Regulations make it a section 84 event, the Home Office help page says the date "
     "does not move. No chases the earlier date.",
     "Whether a notification of a bank, card, child-household or identity matter restarts the yearly clock."),
    ("weeks_as_months", "", "yes", "yes_no", "A", _PRACTICE,
     "Terms in weeks compare and add at 52 weeks to 12 months, terms in days at 365; near a boundary the record asks "
     "for confirmation."),
    ("custody_part_day_counts", "", "yes", "yes_no", "A", "The Act does not say.",
     "Whether a day partly at liberty counts towards the three days of a notification."),
    # Child Sex Offender Disclosure Scheme
    ("csods_checks", "", "24", "hours", "V", _CSODS, "First checks after an application under the disclosure scheme."),
    ("csods_interview", "", "10", "days", "V", _CSODS, "Meeting the applicant."),
    ("csods_outcome", "", "28", "days", "V", _CSODS, "Deciding on the application."),
    # Crime and Policing Act 2026: shipped off
    ("cpa2026_new_name_notice", "", "no", "yes_no", "A", _CPA, "Notice is owed before a new name is used."),
    ("cpa2026_absence_notice", "", "no", "yes_no", "A", _CPA, "Notice is owed before an absence from home."),
    ("cpa2026_child_premises_notice", "", "no", "yes_no", "A", _CPA,
     "Notice is owed before staying at premises with children."),
    ("cpa2026_remote_notification", "", "no", "yes_no", "A", _CPA,
     "Notification may be made remotely with approval."),
    ("cpa2026_indefinite_ended_by_chief_officer", "", "no", "yes_no", "A", _CPA,
     "The chief officer may end an indefinite requirement without an application."),
    ("cpa2026_entry_warrant_test", "", "no", "yes_no", "A", _CPA, "The changed test for a section 96B warrant."),
)  # fmt: skip
