import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('orders', '0001_initial'), ('orders', '0003_devices'), ('orders', '0004_condition_added_by')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('offenders', '0001_models'),
        ('orders', '0001_models'),
        ('visits', '0001_models'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConditionCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', models.TextField(blank=True)),
                ('checked_on', models.DateField()),
                ('result', models.CharField(choices=[('complied', 'Complied'), ('concern', 'Concern'), ('breach', 'Breach suspected'), ('not_checked', 'Not checked')], max_length=12)),
                ('reason', models.CharField(blank=True, choices=[('refused', 'They refused'), ('not_there', 'What was to be checked was not there'), ('no_time', 'No time on this visit'), ('no_skill', 'The officer or the equipment for it was not there'), ('unsafe', 'It was not safe'), ('other', 'Something else')], db_default='', max_length=12)),
                ('notes', models.TextField(blank=True)),
                ('examined', models.TextField(blank=True, db_default='')),
                ('means', models.CharField(blank=True, db_default='', max_length=200)),
                ('condition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='orders.condition')),
                ('nominal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='condition_checks', to='offenders.nominal')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('visit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='condition_checks', to='visits.visit')),
                ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['nominal'], name='check_of_a_nominal'), models.Index(fields=['condition', '-checked_on'], name='check_latest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('result__in', ['complied', 'concern', 'breach', 'not_checked'])), name='check_result_known'), models.UniqueConstraint(models.F('condition'), models.F('checked_on'), models.F('visit'), condition=models.Q(('voided_at__isnull', True)), name='check_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('voided_at__isnull', True), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='check_void_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Breach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', models.TextField(blank=True)),
                ('suspected_on', models.DateField()),
                ('what', models.TextField()),
                ('seized', models.TextField(blank=True)),
                ('form_token', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('nominal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='breaches', to='offenders.nominal')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('visit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='breaches', to='visits.visit')),
                ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('condition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='breaches', to='orders.condition')),
                ('check_row', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='breach', to='orders.conditioncheck')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='breaches', to='orders.order')),
            ],
            options={
                'ordering': ['-suspected_on', '-pk'],
                'indexes': [models.Index(fields=['nominal', '-suspected_on'], name='breach_of_a_nominal')],
                'constraints': [models.CheckConstraint(condition=models.Q(('voided_at__isnull', True), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='breach_void_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='BreachStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', models.TextField(blank=True)),
                ('kind', models.CharField(choices=[('evidence', 'Evidence'), ('decision', 'Decision'), ('charge', 'Charge'), ('result', 'Result')], max_length=10)),
                ('on', models.DateField()),
                ('outcome', models.CharField(blank=True, choices=[('seek_charge', 'Seek a charge'), ('caution', 'Caution'), ('warning', 'Words of advice or a warning letter'), ('vary', 'Ask the court to vary the order'), ('no_action', 'No further action'), ('not_a_breach', 'Not a breach'), ('charged', 'Charged'), ('convicted', 'Convicted'), ('cautioned', 'Cautioned'), ('acquitted', 'Acquitted'), ('withdrawn', 'Withdrawn or discontinued')], max_length=15)),
                ('note', models.TextField(blank=True)),
                ('form_token', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('breach', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='orders.breach')),
                ('nominal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='breach_steps', to='offenders.nominal')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['evidence', 'decision', 'charge', 'result'])), name='breachstep_kind_known'), models.CheckConstraint(condition=models.Q(('voided_at__isnull', True), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='breachstep_void_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Examination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', models.TextField(blank=True)),
                ('examined_on', models.DateField()),
                ('what', models.CharField(blank=True, max_length=1000)),
                ('means', models.CharField(blank=True, max_length=200)),
                ('result', models.CharField(choices=[('clear', 'Nothing of concern'), ('concern', 'Concern'), ('taken', 'Taken for a full examination'), ('not_done', 'Could not be examined')], max_length=10)),
                ('notes', models.TextField(blank=True)),
                ('form_token', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='examinations', to='offenders.particular')),
                ('nominal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='examinations', to='offenders.nominal')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('visit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='examinations', to='visits.visit')),
                ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-examined_on', '-pk'],
                'indexes': [models.Index(fields=['nominal', '-examined_on'], name='examination_of_a_nominal')],
                'constraints': [models.CheckConstraint(condition=models.Q(('result__in', ['clear', 'concern', 'taken', 'not_done'])), name='examination_known'), models.CheckConstraint(condition=models.Q(('result', 'not_done'), models.Q(models.Q(('what', ''), _negated=True), models.Q(('means', ''), _negated=True)), _connector='OR'), name='examination_says_what_and_how'), models.UniqueConstraint(models.F('device'), models.F('visit'), condition=models.Q(('voided_at__isnull', True), ('visit__isnull', False)), name='examination_once_a_visit'), models.CheckConstraint(condition=models.Q(('voided_at__isnull', True), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='examination_void_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='AlertDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', models.TextField(blank=True)),
                ('decided_on', models.DateField()),
                ('outcome', models.CharField(choices=[('no_concern', 'No concern'), ('next_visit', 'Look at the device at the next visit'), ('breach', 'Breach suspected'), ('passed_on', 'Passed on for investigation')], max_length=10)),
                ('reason', models.TextField()),
                ('form_token', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('breach', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alert_decision', to='orders.breach')),
                ('nominal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alert_decisions', to='offenders.nominal')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='orders.monitoringalert')),
            ],
            options={
                'ordering': ['decided_on', 'pk'],
                'indexes': [models.Index(fields=['nominal'], name='alertdecision_of_a_nominal')],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['no_concern', 'next_visit', 'breach', 'passed_on'])), name='alertdecision_known'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='alertdecision_says_why'), models.UniqueConstraint(models.F('alert'), condition=models.Q(('voided_at__isnull', True)), name='alertdecision_one_stands'), models.CheckConstraint(condition=models.Q(('voided_at__isnull', True), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='alertdecision_void_has_reason')],
            },
        ),
    ]
