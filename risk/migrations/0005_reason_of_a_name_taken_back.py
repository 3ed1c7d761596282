from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("risk", "0004_force_of_applications")]
    operations = [
        migrations.AddField(model_name="csodsfile", name="not_them", field=models.TextField(blank=True, db_default="", default="")),
    ]
