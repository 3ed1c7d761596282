import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('common', '0001_initial'), ('common', '0003_outbox')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='BankHoliday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(unique=True)),
                ('title', models.CharField(max_length=100)),
            ],
            options={
                'ordering': ['date'],
            },
        ),
        migrations.CreateModel(
            name='OutboxMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=100, unique=True)),
                ('kind', models.CharField(max_length=30)),
                ('payload', models.JSONField(default=dict)),
                ('message_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('queued_at', models.DateTimeField()),
                ('next_try_at', models.DateTimeField()),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('last_error', models.CharField(blank=True, max_length=100)),
                ('sent_at', models.DateTimeField(null=True)),
                ('dropped_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('dropped_at__isnull', True), ('sent_at__isnull', True)), fields=['next_try_at', 'id'], name='outboxmessage_owed')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), ('dropped_at__isnull', True), _connector='OR'), name='outboxmessage_sent_or_dropped')],
            },
        ),
    ]
