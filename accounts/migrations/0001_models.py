import django.contrib.postgres.constraints
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('accounts', '0001_initial'), ('accounts', '0002_absence_and_cover'), ('accounts', '0003_username_form'), ('accounts', '0004_training'), ('accounts', '0005_emergency_steps')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Force',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('emergency_steps', models.TextField(blank=True, db_default='', default='', help_text='One step to a line, with the telephone number. Shown from every record of the force.', verbose_name='steps and numbers when a child is at risk now')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='force_name_once')],
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='accounts.force')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(models.F('force'), django.db.models.functions.text.Lower('name'), name='team_name_once_in_a_force')],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'Another account has this username'}, max_length=60, unique=True, validators=[django.core.validators.RegexValidator("^[a-z0-9][a-z0-9._@+'-]*\\Z", "Use letters and digits, and between them full stops, hyphens, '_', '@', '+' and apostrophes only")])),
                ('full_name', models.CharField(max_length=150)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('role', models.CharField(choices=[('offender_manager', 'Offender manager'), ('supervisor', 'Supervisor'), ('inspector', 'Inspector'), ('mappa_coordinator', 'MAPPA co-ordinator'), ('unit_support', 'Unit support'), ('administrator', 'Administrator'), ('auditor', 'Auditor'), ('neighbourhood', 'Neighbourhood officer')], max_length=20)),
                ('weekly_hours', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ('is_active', models.BooleanField(default=True)),
                ('date_joined', models.DateTimeField(auto_now_add=True)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ('force', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='accounts.force')),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='accounts.team')),
            ],
            options={
                'ordering': ['full_name', 'username'],
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['offender_manager', 'supervisor', 'inspector', 'mappa_coordinator', 'unit_support', 'administrator', 'auditor', 'neighbourhood'])), name='user_role_known'), models.CheckConstraint(condition=models.Q(('weekly_hours__isnull', True), models.Q(('weekly_hours__gte', 0), ('weekly_hours__lte', 100)), _connector='OR'), name='user_weekly_hours_sensible')],
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', models.TextField(blank=True)),
                ('kind', models.CharField(choices=[('leave', 'Leave'), ('sickness', 'Sickness'), ('other', 'Other')], max_length=10)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField(blank=True, null=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('form_token', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['from_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['leave', 'sickness', 'other'])), name='absence_kind_known'), models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='absence_ends_after_start'), models.CheckConstraint(condition=models.Q(('to_on__isnull', False), ('review_on__isnull', False), _connector='OR'), name='absence_open_has_review'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('voided_at__isnull', True)), expressions=[(models.Func(django.db.models.functions.comparison.Coalesce('officer_id', models.Value(0), output_field=models.BigIntegerField()), django.db.models.functions.comparison.Coalesce('officer_id', models.Value(0), output_field=models.BigIntegerField()), models.Value('[]'), function='int8range'), '&&'), (models.Func('from_on', 'to_on', models.Value('[]'), function='daterange'), '&&')], name='absence_no_two_at_once'), models.CheckConstraint(condition=models.Q(('voided_at__isnull', True), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='absence_void_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Training',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('covers', models.CharField(choices=[('sexual', 'Registered sexual offender'), ('violent', 'Violent offender'), ('dangerous', 'Potentially dangerous person')], max_length=10)),
                ('completed_on', models.DateField()),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('course', models.CharField(blank=True, max_length=120)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trainings', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'training',
                'ordering': ['-completed_on', 'covers'],
                'constraints': [models.CheckConstraint(condition=models.Q(('covers__in', ['sexual', 'violent', 'dangerous'])), name='training_covers_known'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('completed_on')), _connector='OR'), name='training_lapses_after_it'), models.UniqueConstraint(models.F('user'), models.F('covers'), models.F('completed_on'), name='training_once_a_day')],
            },
        ),
    ]
