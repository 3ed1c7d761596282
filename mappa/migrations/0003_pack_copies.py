from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("mappa", "0002_minutes_plan_seen"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="packversion",
            name="claimed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="packrecipient",
            name="how",
            field=models.CharField(
                blank=True,
                choices=[
                    ("link", "Opened here, after signing in"),
                    ("secure", "Secure e-mail"),
                    ("paper", "Paper, handed over"),
                    ("post", "Tracked post"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="packrecipient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("how__in", ["", "link", "secure", "paper", "post"]),
                    models.Q(("sent_at__isnull", True), models.Q(("how", ""), _negated=True), _connector="OR"),
                ),
                name="packrecipient_sent_somehow",
            ),
        ),
    ]
