import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('offenders', '0001_initial'), ('offenders', '0002_once_each'), ('offenders', '0003_access_by_cover'), ('offenders', '0004_access_kinds_and_bars'), ('offenders', '0005_record_of_a_life'), ('offenders', '0006_needs_and_devices'), ('offenders', '0007_events_and_levels_explained')]

    initial = True

    dependencies = [
        ('accounts', '0002_cover'),
        ('accounts', '__first__'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('offenders', '0001_models'),
    ]

    operations = [
        migrations.CreateModel(
            name='NominalAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(blank=True)),
                ('expires_on', models.DateField(blank=True, null=True)),
                ('granted_at', models.DateTimeField(auto_now_add=True)),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exceptions', to='offenders.nominal')),
                ('granted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                ('cover', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='exceptions', to='accounts.cover')),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(choices=[('cover', 'Cover for an absent colleague'), ('transfer', 'Transfer between teams or forces'), ('meeting', 'Meeting about the person'), ('named', 'Named on the restricted record'), ('opened', 'Opened from outside the team'), ('briefing', 'Briefing for a neighbourhood officer')], db_default='cover', default='cover', max_length=10)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['user', 'content_object'], name='access_of_a_user'), models.Index(fields=['kind', '-granted_at'], name='access_latest_of_a_kind')],
                'constraints': [models.UniqueConstraint(models.F('user'), models.F('permission'), models.F('content_object'), models.F('cover'), condition=models.Q(('cover__isnull', False)), name='access_once_a_cover'), models.UniqueConstraint(models.F('user'), models.F('content_object'), models.F('kind'), models.F('expires_on'), condition=models.Q(('cover__isnull', True), ('ended_at__isnull', True)), name='access_once_a_kind', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('kind__in', ['cover', 'transfer', 'meeting', 'named', 'opened', 'briefing'])), name='access_kind_known')],
                'unique_together': set(),
            },
        ),
    ]
