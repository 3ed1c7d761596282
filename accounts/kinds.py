"""The kinds of person that a unit manages: what an officer is trained for, and what a record is of."""

from django.db import models


class PersonKind(models.TextChoices):
    """Categories 2 and 3 of MAPPA are violent offenders; a potentially dangerous person is in no category."""

    SEXUAL = "sexual", "Registered sexual offender"
    VIOLENT = "violent", "Violent offender"
    DANGEROUS = "dangerous", "Potentially dangerous person"
