"""Seeds the catalogue of standard conditions from the bundled list."""

from django.db import migrations

from orders.catalogue import bundled_conditions


def seed(apps, schema_editor):
    StandardCondition = apps.get_model("orders", "StandardCondition")
    StandardCondition.objects.bulk_create(
        [StandardCondition(**row) for row in bundled_conditions()], ignore_conflicts=True
    )


class Migration(migrations.Migration):
    replaces = [("orders", "0002_standard_conditions")]
    dependencies = [("orders", "0002_conditioncheck_breach")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
