import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_cover'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('offenders', '0003_name_words'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('offered_on', models.DateField()),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('answer', models.CharField(blank=True, choices=[('accepted', 'Accepted'), ('returned', 'Returned'), ('withdrawn', 'Withdrawn')], default='', max_length=10)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('answer_reason', models.TextField(blank=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('from_force', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.force')),
                ('from_team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.team')),
                ('nominal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transfers', to='offenders.nominal')),
                ('offered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to_team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='accounts.team')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('answer', '')), fields=['to_team'], name='transfer_waiting_at_a_team'),
                    models.Index(condition=models.Q(('answer', 'accepted')), fields=['nominal'], name='transfer_accepted')],
                'constraints': [
                    models.UniqueConstraint(models.F('nominal'), condition=models.Q(('answer', '')), name='transfer_one_open'),
                    models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='transfer_has_reason'),
                    models.CheckConstraint(condition=models.Q(('answer__in', ['', 'accepted', 'returned', 'withdrawn'])), name='transfer_answer_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_by__isnull', True), ('answered_on__isnull', True)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_by__isnull', False), ('answered_on__isnull', False)), _connector='OR'), name='transfer_answered_by_somebody_on_a_day'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answer__in', ['accepted', 'returned']), _negated=True), models.Q(('answered_by', models.F('offered_by')), _negated=True), _connector='OR'), name='transfer_not_answered_by_who_offered_it'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answer', 'returned'), _negated=True), models.Q(('answer_reason', ''), _negated=True), _connector='OR'), name='transfer_returned_with_reason'),
                ],
                'ordering': ['-offered_on', '-pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='nominalaccess',
            name='access_once_a_kind',
        ),
        migrations.AddField(
            model_name='nominalaccess',
            name='transfer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='exceptions', to='offenders.transfer'),
        ),
        migrations.AddConstraint(
            model_name='nominalaccess',
            constraint=models.UniqueConstraint(models.F('user'), models.F('content_object'), models.F('kind'), models.F('expires_on'), condition=models.Q(('cover__isnull', True), ('ended_at__isnull', True), ('transfer__isnull', True)), name='access_once_a_kind', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='nominalaccess',
            constraint=models.UniqueConstraint(models.F('user'), models.F('transfer'), condition=models.Q(('ended_at__isnull', True)), name='access_once_a_transfer'),
        ),
    ]
