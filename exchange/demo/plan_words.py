"""What is written in the risk management plans of the demonstration. All invented; nobody is named."""

from __future__ import annotations

PLANS: dict[str, tuple[str, ...]] = {
    "supervision": (
        "Home visits as the level asks, unannounced, at different hours.",
        "Joint visit with probation each quarter while the licence runs; own visits between.",
        "Visits in pairs. One visit in three on a weekend.",
    ),
    "monitoring": (
        "Devices declared at every visit and looked at twice a year.",
        "Neighbourhood officers pass the address each week; the local entry alerts on any new item.",
        "Conditions of the order checked at each visit; the car noted.",
    ),
    "interventions": (
        "A programme was finished two years ago; what was learned is gone through at the visits.",
        "Referred to the community alcohol service; attendance is asked for each month.",
        "Looks for work that has no contact with children, with the help of the job centre.",
    ),
    "victim_safety": (
        "The victim liaison officer is told before any move. No contact is allowed.",
        "The school near the home has a named contact at the safeguarding team.",
        "The former partner has a direct number and a marker on the address.",
    ),
    "contingency": (
        "If seen with a child: strategy discussion the same day.",
        "If not found at home twice: enquiries at work and with the family, then a warrant is considered.",
        "If the drinking returns: probation is told the same day and the level is looked at again.",
    ),
}
MORE = (
    "Since the last review: the new partner has been spoken to.",
    "Since the last review: a second telephone was declared.",
    "Since the last review: works nights, so visits are in the afternoon.",
)
FIRST = "First plan"
CHANGED = ("A new address and new hours of work", "What the last visit found", "Yearly review: one part changed")
