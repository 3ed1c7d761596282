"""Reference data that knows nothing of the domain."""

from django.db import models


class BankHoliday(models.Model):
    """A bank holiday in England and Wales. Working-day deadlines leave these days out."""

    date = models.DateField(unique=True)
    title = models.CharField(max_length=100)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%-d %B %Y}: {self.title}"
