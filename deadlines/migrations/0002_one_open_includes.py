from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('deadlines', '0001_models'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='deadline',
            name='deadline_one_open',
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_on__isnull', True)), fields=('nominal', 'kind', 'subject'), include=('due_on', 'suspended'), name='deadline_one_open'),
        ),
    ]
