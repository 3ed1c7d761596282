"""What is written in the profiles and applications of the demonstration. All invented; nobody is named."""

from __future__ import annotations

# Question -> answers. "the person" stands for him or her, so that every sentence suits everybody.
ANSWERS: dict[str, tuple[str, ...]] = {
    "offence_types": ("Indecent images, downloaded over several years", "Contact offences within a family",
                      "Online grooming under a false age", "Exposure in parks"),
    "places": ("At home, alone in the evenings", "Parks and canal paths within a mile of home",
               "Houses of friends with children", "Online only, as far as is known"),
    "times": ("Late evenings, after drinking", "School holidays", "When out of work", "No pattern in the dates"),
    "victims": ("Teenage girls met online", "Younger relatives", "Adult women, strangers",
                "Boys known through a sports club"),
    "motives": ("Says it began with loneliness", "Seeks control; becomes angry when refused",
                "Says that it is curiosity and plays it down", "Sexual interest, admitted in treatment"),
    "history": ("Long work record, one marriage that ended with the conviction",
                "Two earlier cautions for the same kind of behaviour", "Depression since the sentence, under the GP"),
    "adversity": ("Taken into care at nine", "Violence at home as a child", "Bullied at school, left early"),
    "vehicle": ("A small van, used for work", "Uses a neighbour’s car at times", "A motorcycle, not taxed"),
    "reach": ("An allotment shed with a lock", "A lock-up garage behind the flats", "The flat of an elderly aunt"),
    "associates": ("A friend from prison who visits monthly", "A brother who covers for missed appointments"),
    "trust": ("Helps at a food bank on Thursdays", "Used to coach a youth team; banned since",
              "Repairs computers for neighbours"),
    "devices": ("One smartphone and one laptop, both looked at", "A games console that was found at the last visit",
                "Two telephones, of which one was declared"),
    "at_risk": ("Two children of a new partner, 6 and 9", "Young people met online", "Women who walk alone near home"),
    "agencies": ("Probation until the end of the licence", "Children’s services through the partner",
                 "Housing and the community mental health team"),
}  # fmt: skip
SOURCES = ("The person, on a home visit", "Probation practitioner, by telephone", "The file of the conviction",
           "Neighbourhood officer", "A relative, unasked")  # fmt: skip
UNKNOWN = (
    ("Who pays for the second telephone", "Ask at the next visit; look at the bills"),
    ("Whether the new partner has children", "Children’s services, and the partner"),
    ("Where the person goes on Friday evenings", "Neighbourhood officers; vary the hour of the visit"),
    ("Who owns the car outside the flat", "Check the registration mark"),
    ("Whether the work is with young people", "Ask the employer through the plan"),
)
FOUND = ("Asked and answered at the visit; nothing in it", "Confirmed by the agency: no child lives there")
OFFENCES = ("Burglary", "Theft from a shop", "Assault", "Criminal damage", "Possession of drugs", "Robbery",
            "Going equipped", "Breach of an order")  # fmt: skip
COHORT_REASONS = ("Taken on by the panel after a run of burglaries", "Local choice: harm to a partner",
                  "Room in the cohort; asked for support")  # fmt: skip
DANGEROUS = "Not convicted; repeated threats and a present likelihood of serious harm"

APPLICANTS = (
    ("Kit Larchwood", "grandparent", "Her daughter has a new partner who looks after the child alone"),
    ("Robin Ashdown", "parent", "The other parent’s new partner stays overnight"),
    ("Sandy Fenwickshaw", "friend", "A man in the street gives sweets to children"),
    ("Mel Cotterby", "professional", "Concern of a nursery about who collects a child"),
    ("Frankie Dunholme", "family", "An uncle has moved in"),
)
CHECKS = "Local, national and probation systems searched; no child in danger now"
INTERVIEW = "Met at the station; explained what the scheme can and cannot tell"
ASSESSMENT = "Access is regular and not supervised; telling would let the parent protect the child"
DECIDED = "Necessary to protect the child, and no more is told than that takes"
WHAT = "That there is a conviction for an offence against a child, and what to watch for"
