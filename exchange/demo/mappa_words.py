"""What invented meetings say. Short, plain, and about nobody."""

from __future__ import annotations

from mappa.models import AgencyKind

# Name, kind, how many of a hundred meetings it attends, who is asked.
AGENCIES: tuple[tuple[str, str, int, str], ...] = (
    ("Police", AgencyKind.POLICE, 99, "Offender management"),
    ("Probation", AgencyKind.PROBATION, 97, "Senior probation officer"),
    ("Prison service", AgencyKind.PRISON, 82, "Offender management unit"),
    ("Children’s services", AgencyKind.CHILDREN, 86, "Safeguarding manager"),
    ("Adult social care", AgencyKind.ADULTS, 68, "Safeguarding lead"),
    ("Mental health trust", AgencyKind.MENTAL_HEALTH, 74, "Forensic lead"),
    ("Youth offending team", AgencyKind.YOUTH_OFFENDING, 63, "Operations manager"),
    ("Housing", AgencyKind.HOUSING, 79, "Housing options manager"),
    ("Jobcentre Plus", AgencyKind.JOBCENTRE, 57, "Partnership manager"),
    ("Electronic monitoring", AgencyKind.TAGGING, 61, "Regional manager"),
)
CONTACT_NAMES = (
    "Ida Ferncombe", "Rhys Ollerby", "Nadia Thistlewood", "Callum Briarly", "Meera Stanwick", "Hugo Pellworth",
    "Ffion Garrowby", "Desmond Wrayton", "Lotte Harrowsmith", "Aidan Mosscroft",
)  # fmt: skip
CHAIRS = ("Detective Inspector, public protection", "Senior probation officer", "Head of service, probation")
LEVEL_1 = (
    "Managed by the lead agency; no formal meeting is needed.",
    "Police lead; the plan is followed and partners share what they know without a meeting.",
)
KEPT = (
    "Reviewed with the supervisor: the plan works and nothing calls for a meeting.",
    "Yearly review: no new intelligence, visits made, conditions kept. Stays at level 1.",
)
UP = (
    "Several agencies hold parts of the picture, and the risk of serious harm is high: meetings add value.",
    "Release into an area with few ties: housing, probation and police must act together.",
)
STAY = (
    "Active co-ordination is still needed while the move of address settles.",
    "The risk has not fallen enough to do without meetings.",
)
DOWN = (
    "The plan has held for two meetings; the lead agency can manage the case without them.",
    "Housing and treatment are in place. Stepped down; the lead agency keeps the plan.",
)
REASONS = (
    "Three agencies are involved and none holds the whole picture.",
    "A change of household brings children into reach; information must be shared in one room.",
    "The licence ends in spring and supervision passes to one agency.",
)
RISK = (
    "To adult women known to him, when drinking. Protective: work, and contact with a brother.",
    "To children in the wider family. Opportunity has grown with the move.",
    "Online contact with teenagers. Devices are examined; curiosity about new ones.",
)
DONE_NOW = (
    "Visits by the offender manager, weekly contact with probation, devices looked at.",
    "Supervision in the office every fortnight; curfew; children’s services informed.",
)
INFORMATION = {
    "Police": ("Seen at home on time. No new intelligence.", "One report from a neighbour, checked and not borne out."),
    "Probation": ("Keeps appointments; motivation goes up and down.", "Late twice, warned, on time since."),
    "Housing": ("Tenancy kept; no complaint.", "Bid for a flat near a school withdrawn after advice."),
    "Children’s services": ("No child in the household. Contact with a niece is supervised.",),
    "Mental health trust": ("Attends; mood is stable.", "Discharged to the GP with a plan for relapse."),
}
PLAN = {
    "supervision": ("Visits every four weeks, at varied times; office contact every fortnight.",),
    "monitoring": ("Order conditions checked at each visit; curfew by tag until the licence ends.",),
    "interventions": ("Programme to be finished by spring; alcohol work with the health trust.",),
    "victim_safety": ("Exclusion zone kept; victim liaison told of any change of address.",),
    "contingency": ("If he is not found within a day: enquiries at once, then an urgent meeting.",),
}
VICTIM = ("Victim liaison reports no contact. The exclusion zone stays.", "No identified victim in the area.")
DIVERSITY = (
    "Reads with difficulty: letters are explained in person.",
    "Nothing that calls for an adjustment was raised.",
)
VIEW = ("Says that he wants to keep the flat and the job.", "Feels watched, and accepts why.")
DISSENT = ("Housing would have preferred level 3; noted.",)
NOT_DISCLOSED = ("No third party needs to know for anybody to be safe; to be considered again next time.",)
DISCLOSED = ("The landlord manages a shared house and must know to place other tenants.",)
SAID_OF_DISCLOSURE = {"disclose": DISCLOSED, "not_disclose": NOT_DISCLOSED, "": ("",)}
ACTIONS = {
    "Police": ("Examine the second telephone.", "Speak to the employer about shift times.", "Visit the new address."),
    "Probation": ("Share the programme’s report.", "Confirm the end of the licence in writing."),
    "Housing": ("Say which flats are out of reach of the exclusion zone.", "Confirm the tenancy of the move."),
    "Children’s services": ("Check the household of the niece.", "Name a social worker for contact."),
    "Mental health trust": ("Send the relapse plan to all.", "Say when the next appointment is."),
    "Adult social care": ("Assess the mother, who lives in the house.",),
    "Jobcentre Plus": ("Confirm which jobs are suitable.",),
}
EVIDENCE = ("Done and reported to the meeting.", "Written confirmation on file.", "Report received and read.")
LEFT_OUT = ("Reviewed last month, and nothing has changed since.", "Waits for the report of the programme.")
