import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_cover'),
        ('caseloads', '0001_models'),
        ('offenders', '0003_name_words'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DipSample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', models.TextField(blank=True)),
                ('drawn_on', models.DateField()),
                ('stratum', models.CharField(choices=[('all', 'All cases'), ('low', 'Low risk'), ('reactive', 'Reactive management'), ('one_officer', 'Seen by nobody but their officer in the last 12 months')], max_length=20)),
                ('seed', models.CharField(max_length=64)),
                ('pool', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None)),
                ('drawn', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None)),
                ('form_token', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dip_samples', to='accounts.team')),
                ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['team', '-drawn_on'], name='dipsample_of_a_team')],
                'constraints': [models.CheckConstraint(condition=models.Q(('stratum__in', ['all', 'low', 'reactive', 'one_officer'])), name='dipsample_stratum_known'), models.CheckConstraint(condition=models.Q(('seed', ''), _negated=True), name='dipsample_has_seed'), models.CheckConstraint(condition=models.Q(('drawn__len__gte', 1)), name='dipsample_drew_somebody'), models.CheckConstraint(condition=models.Q(('pool__contains', models.F('drawn'))), name='dipsample_from_its_pool'), models.CheckConstraint(condition=models.Q(('voided_at__isnull', True), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='dipsample_void_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='SampleCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', models.TextField(blank=True)),
                ('way', models.CharField(blank=True, choices=[('file', 'File check'), ('visit', 'Unannounced visit')], max_length=10)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('done_on', models.DateField(blank=True, null=True)),
                ('findings', models.TextField(blank=True)),
                ('follow_up', models.TextField(blank=True)),
                ('follow_on', models.DateField(blank=True, null=True)),
                ('followed_on', models.DateField(blank=True, null=True)),
                ('came_of_it', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('nominal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sample_checks', to='offenders.nominal')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sample', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='caseloads.dipsample')),
                ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sample', 'nominal'), name='samplecheck_once_a_draw'), models.CheckConstraint(condition=models.Q(('way__in', ['', 'file', 'visit'])), name='samplecheck_way_known'), models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', True), ('way', '')), models.Q(models.Q(('way', ''), _negated=True), ('due_on__isnull', False)), _connector='OR'), name='samplecheck_has_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('done_on__isnull', True), ('findings', '')), models.Q(('done_on__isnull', False), models.Q(('way', ''), _negated=True), models.Q(('findings', ''), _negated=True)), _connector='OR'), name='samplecheck_done_has_findings'), models.CheckConstraint(condition=models.Q(models.Q(('follow_on__isnull', True), ('follow_up', '')), models.Q(('done_on__isnull', False), ('follow_on__isnull', False), models.Q(('follow_up', ''), _negated=True)), _connector='OR'), name='samplecheck_follow_up_has_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('came_of_it', ''), ('followed_on__isnull', True)), models.Q(('follow_on__isnull', False), ('followed_on__isnull', False), models.Q(('came_of_it', ''), _negated=True)), _connector='OR'), name='samplecheck_followed_up_says_what'), models.CheckConstraint(condition=models.Q(('voided_at__isnull', True), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='samplecheck_void_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='WelfareTalk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', models.TextField(blank=True)),
                ('held_on', models.DateField()),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='welfare_talks', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('officer'), models.F('held_on'), condition=models.Q(('voided_at__isnull', True)), name='welfaretalk_once_a_day'), models.CheckConstraint(condition=models.Q(('voided_at__isnull', True), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='welfaretalk_void_has_reason')],
            },
        ),
    ]
