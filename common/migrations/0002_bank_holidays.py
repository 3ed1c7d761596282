"""Seeds the bank holidays of England and Wales from the bundled list."""

from django.db import migrations

from common.bundled import bundled_holidays


def seed(apps, schema_editor):
    BankHoliday = apps.get_model("common", "BankHoliday")
    BankHoliday.objects.bulk_create(
        [BankHoliday(date=day, title=title) for day, title in bundled_holidays()], ignore_conflicts=True
    )


class Migration(migrations.Migration):
    dependencies = [("common", "0001_models")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
