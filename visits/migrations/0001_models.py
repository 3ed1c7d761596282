import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('visits', '0001_initial'), ('visits', '0002_third_party_and_drafts'), ('visits', '0003_planned_visits_and_enquiries')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('offenders', '0001_models'),
    ]

    operations = [
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', models.TextField(blank=True)),
                ('date', models.DateField()),
                ('time', models.TimeField(blank=True, null=True)),
                ('address', models.CharField(blank=True, max_length=500)),
                ('outcome', models.CharField(choices=[('seen_at_address', 'Seen at the address'), ('seen_elsewhere', 'Seen somewhere else'), ('no_reply', 'No reply'), ('third_party_seen', 'Only somebody else seen'), ('refused', 'Refused entry'), ('abandoned', 'Abandoned'), ('address_vacated', 'Gone from the address')], max_length=20)),
                ('officers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('others_present', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None)),
                ('announced', models.BooleanField(blank=True, null=True)),
                ('entry_sought_for_risk_search', models.BooleanField(blank=True, null=True)),
                ('notes', models.TextField(blank=True)),
                ('write_up_owed', models.BooleanField(default=False)),
                ('form_token', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='visits.visit')),
                ('nominal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='offenders.nominal')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('despite_reason', models.TextField(blank=True, db_default='')),
                ('saved_despite', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, db_default=[], default=list, size=None)),
                ('third_party', models.CharField(blank=True, db_default='', max_length=200)),
                ('third_party_said', models.TextField(blank=True, db_default='')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['seen_at_address', 'seen_elsewhere', 'no_reply', 'third_party_seen', 'refused', 'abandoned', 'address_vacated'])), name='visit_outcome_known'), models.UniqueConstraint(models.F('nominal'), models.F('date'), models.F('time'), models.F('outcome'), condition=models.Q(('voided_at__isnull', True)), name='visit_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('voided_at__isnull', True), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='visit_void_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='VisitDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', models.TextField(blank=True)),
                ('decided_on', models.DateField()),
                ('decision', models.CharField(choices=[('warrant', 'Apply for a warrant (section 96B)'), ('arrest', 'Arrest'), ('whereabouts_enquiry', 'Whereabouts enquiry'), ('other', 'Something else')], max_length=20)),
                ('reason', models.TextField()),
                ('look_again_on', models.DateField(blank=True, null=True)),
                ('form_token', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('nominal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visit_decisions', to='offenders.nominal')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['nominal', 'decided_on'], name='visitdecision_of_a_nominal')],
                'constraints': [models.CheckConstraint(condition=models.Q(('decision__in', ['warrant', 'arrest', 'whereabouts_enquiry', 'other'])), name='visitdecision_known'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='visitdecision_has_reason'), models.CheckConstraint(condition=models.Q(('voided_at__isnull', True), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='visitdecision_void_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='VisitDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('data', models.JSONField(default=dict)),
                ('begun_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visit_drafts', to=settings.AUTH_USER_MODEL)),
                ('nominal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visit_drafts', to='offenders.nominal')),
            ],
            options={
                'indexes': [models.Index(fields=['author', 'nominal'], name='visitdraft_of_an_author')],
            },
        ),
        migrations.CreateModel(
            name='PlannedVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', models.TextField(blank=True)),
                ('date', models.DateField()),
                ('part', models.CharField(blank=True, choices=[('morning', 'Morning'), ('afternoon', 'Afternoon'), ('evening', 'Evening')], max_length=10)),
                ('time', models.TimeField(blank=True, null=True)),
                ('address', models.CharField(blank=True, max_length=500)),
                ('officers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ('others_going', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None)),
                ('version', models.PositiveIntegerField(default=1)),
                ('form_token', models.UUIDField(blank=True, editable=False, null=True)),
                ('nominal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='planned_visits', to='offenders.nominal')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('voided_at__isnull', True)), fields=['date'], name='plannedvisit_of_a_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('part__in', ['', 'morning', 'afternoon', 'evening'])), name='plannedvisit_part_known'), models.CheckConstraint(condition=models.Q(('officers__len__gte', 1)), name='plannedvisit_somebody_goes'), models.UniqueConstraint(models.F('nominal'), models.F('date'), condition=models.Q(('voided_at__isnull', True)), name='plannedvisit_once_a_day'), models.UniqueConstraint(fields=('form_token', 'nominal'), name='plannedvisit_once_a_form'), models.CheckConstraint(condition=models.Q(('voided_at__isnull', True), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='plannedvisit_void_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='WhereaboutsStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', models.TextField(blank=True)),
                ('made_on', models.DateField()),
                ('enquiry', models.CharField(max_length=300)),
                ('result', models.TextField(blank=True)),
                ('next_step', models.CharField(blank=True, max_length=300)),
                ('next_on', models.DateField(blank=True, null=True)),
                ('form_token', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('nominal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='whereabouts_steps', to='offenders.nominal')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['nominal', 'made_on'], name='whereaboutsstep_of_a_nominal')],
                'constraints': [models.CheckConstraint(condition=models.Q(('enquiry', ''), _negated=True), name='whereaboutsstep_says_what'), models.CheckConstraint(condition=models.Q(('voided_at__isnull', True), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='whereaboutsstep_void_has_reason')],
            },
        ),
    ]
