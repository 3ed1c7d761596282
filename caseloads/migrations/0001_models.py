import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('caseloads', '0001_saved_views'), ('caseloads', '0002_policy_trial')]

    initial = True

    dependencies = [
        ('accounts', '0001_models'),
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(choices=[('caseload', 'My caseload'), ('backlog', 'Team backlog')], max_length=10)),
                ('name', models.CharField(max_length=60)),
                ('query', models.CharField(max_length=400)),
                ('saved_at', models.DateTimeField(auto_now_add=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['page', 'name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('page__in', ['caseload', 'backlog'])), name='savedview_page_known'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='savedview_has_name'), models.UniqueConstraint(models.F('user'), models.F('page'), django.db.models.functions.text.Lower('name'), name='savedview_name_once')],
            },
        ),
        migrations.CreateModel(
            name='PolicyTrial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('on', models.DateField()),
                ('changes', models.JSONField()),
                ('minutes_a_visit', models.PositiveSmallIntegerField()),
                ('minutes_a_review', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting to start'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Not worked out')], default='waiting', max_length=10)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('moved_at', models.DateTimeField(auto_now_add=True)),
                ('result', models.JSONField(default=dict)),
                ('adopted_from', models.DateField(blank=True, null=True)),
                ('adopted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('force', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='policy_trials', to='accounts.force')),
            ],
            options={
                'indexes': [models.Index(fields=['force', '-asked_at'], name='trial_of_a_force')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'running', 'done', 'failed'])), name='trial_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('adopted_by__isnull', True), ('adopted_from__isnull', True)), models.Q(('adopted_by__isnull', False), ('adopted_from__isnull', False), ('state', 'done')), _connector='OR'), name='trial_adopted_by_somebody')],
            },
        ),
    ]
