"""An application belongs to a force: those recorded before take that of the person they name."""

from django.db import migrations

FILL = """
UPDATE risk_csodsapplication a SET force_id = n.force_id
  FROM offenders_nominal n WHERE n.id = a.nominal_id AND a.force_id IS NULL"""


class Migration(migrations.Migration):
    dependencies = [("risk", "0003_profile_cohorts_disclosure")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
