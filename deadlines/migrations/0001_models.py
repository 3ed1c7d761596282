import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('deadlines', '0001_initial'), ('deadlines', '0002_initial'), ('deadlines', '0003_alert'), ('deadlines', '0004_alert_digested')]

    initial = True

    dependencies = [
        ('accounts', '0001_models'),
        ('accounts', '__first__'),
        ('offenders', '0001_models'),
    ]

    operations = [
        migrations.CreateModel(
            name='Deadline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
                ('subject', models.CharField(blank=True, max_length=90)),
                ('due_on', models.DateField()),
                ('rule', models.CharField(max_length=40)),
                ('reason', models.TextField()),
                ('suspended', models.BooleanField(default=False)),
                ('counted_from', models.DateField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('opened_on', models.DateField()),
                ('closed_on', models.DateField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=10)),
                ('nominal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deadlines', to='offenders.nominal')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('closed_on__isnull', True)), fields=['due_on'], name='deadline_open_by_date'), models.Index(condition=models.Q(('closed_on__isnull', False)), fields=['nominal', 'closed_on'], name='deadline_past')],
                'constraints': [models.UniqueConstraint(models.F('nominal'), models.F('kind'), models.F('subject'), condition=models.Q(('closed_on__isnull', True)), name='deadline_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('closed_on__isnull', True), ('outcome', '')), models.Q(('closed_on__isnull', False), ('outcome__in', ['done', 'superseded', 'cancelled'])), _connector='OR'), name='deadline_closed_with_outcome')],
            },
        ),
        migrations.CreateModel(
            name='FailedNominal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.TextField()),
                ('first_failed_on', models.DateField()),
                ('last_failed_on', models.DateField()),
                ('tries', models.PositiveIntegerField(default=1)),
                ('nominal', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='failure', to='offenders.nominal')),
            ],
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('name', models.CharField(max_length=30, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='NightlyRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('job', models.CharField(default='nightly', max_length=30)),
                ('on', models.DateField()),
                ('state', models.CharField(choices=[('running', 'Running'), ('done', 'Done')], default='running', max_length=10)),
                ('fence', models.PositiveIntegerField(default=1)),
                ('lease_until', models.DateTimeField()),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('counts', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['job', '-finished_at'], name='nightlyrun_latest')],
                'constraints': [models.UniqueConstraint(models.F('job'), models.F('on'), name='nightlyrun_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='PolicyValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effective_from', models.DateField()),
                ('key', models.CharField(max_length=60)),
                ('applies_to', models.CharField(blank=True, max_length=40)),
                ('value', models.CharField(max_length=10)),
                ('unit', models.CharField(max_length=12)),
                ('source', models.TextField(blank=True)),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('force', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='policy_values', to='accounts.force')),
                ('set_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('force'), models.F('effective_from'), models.F('key'), models.F('applies_to'), name='policyvalue_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='RunBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_id', models.BigIntegerField()),
                ('last_id', models.BigIntegerField()),
                ('done', models.BooleanField(default=False)),
                ('counts', models.JSONField(default=dict)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='batches', to='deadlines.nightlyrun')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('run'), models.F('first_id'), name='runbatch_once')],
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
                ('subject', models.CharField(blank=True, max_length=90)),
                ('due_on', models.DateField()),
                ('stage', models.CharField(choices=[('due_soon', 'Due soon'), ('due', 'Due today'), ('overdue', 'Overdue'), ('escalated', 'Escalated')], max_length=10)),
                ('raised_on', models.DateField()),
                ('acknowledged_on', models.DateField(null=True)),
                ('nominal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='offenders.nominal')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to=settings.AUTH_USER_MODEL)),
                ('digested_on', models.DateField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('acknowledged_on__isnull', True)), fields=['recipient', '-raised_on', '-id'], name='alert_waiting')],
                'constraints': [models.UniqueConstraint(models.F('nominal'), models.F('kind'), models.F('subject'), models.F('due_on'), models.F('stage'), models.F('recipient'), name='alert_once'), models.CheckConstraint(condition=models.Q(('stage__in', ['due_soon', 'due', 'overdue', 'escalated'])), name='alert_stage_known')],
            },
        ),
    ]
