import django.db.models.deletion
from django.db import migrations, models

LINK = """
UPDATE orders_condition c SET added_by_id = (
    SELECT min(e.id) FROM orders_orderevent e
    WHERE e.order_id = c.order_id AND e."on" = c.added_on AND e.kind IN ('varied', 'renewed')
) WHERE c.added_on IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_devices")]

    operations = [
        migrations.AddField(
            model_name="condition",
            name="added_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="added",
                to="orders.orderevent",
            ),
        ),
        migrations.RunSQL(LINK, migrations.RunSQL.noop),
    ]
