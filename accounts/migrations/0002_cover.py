import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('accounts', '0001_initial'), ('accounts', '0002_absence_and_cover'), ('accounts', '0003_username_form'), ('accounts', '0004_training'), ('accounts', '0005_emergency_steps')]

    initial = True

    dependencies = [
        ('accounts', '0001_models'),
        ('offenders', '0001_models'),
    ]

    operations = [
        migrations.CreateModel(
            name='Cover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', models.TextField(blank=True)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField()),
                ('form_token', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('absence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='covers', to='accounts.absence')),
                ('nominal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='covers', to='offenders.nominal')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='covering', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['from_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('to_on__gte', models.F('from_on'))), name='cover_ends_after_start'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('voided_at__isnull', True)), expressions=[(models.Func(django.db.models.functions.comparison.Coalesce('absence_id', models.Value(0), output_field=models.BigIntegerField()), django.db.models.functions.comparison.Coalesce('absence_id', models.Value(0), output_field=models.BigIntegerField()), models.Value('[]'), function='int8range'), '&&'), (models.Func(django.db.models.functions.comparison.Coalesce('nominal_id', models.Value(0), output_field=models.BigIntegerField()), django.db.models.functions.comparison.Coalesce('nominal_id', models.Value(0), output_field=models.BigIntegerField()), models.Value('[]'), function='int8range'), '&&'), (models.Func('from_on', 'to_on', models.Value('[]'), function='daterange'), '&&')], name='cover_one_at_a_time'), models.CheckConstraint(condition=models.Q(('voided_at__isnull', True), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='cover_void_has_reason')],
            },
        ),
    ]
