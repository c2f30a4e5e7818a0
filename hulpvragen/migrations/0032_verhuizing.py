"""A pupil moves to another school: the report and the confirmation, with their wall."""

from pathlib import Path

import django.db.models.deletion
import portal.lib.clock
import portal.lib.ids
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).with_suffix(".sql").read_text()


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0018_stop_told'),
        ('hulpvragen', '0031_oso'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Verhuizing',
            fields=[
                ('id', models.UUIDField(default=portal.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('per', models.DateField(help_text='the first day at the other school')),
                ('laat_reden', models.CharField(blank=True, choices=[('school', 'De school gaf het te laat door'), ('ouders', 'De ouders gaven het te laat door'), ('fout', 'Er stond een verkeerde school of dag in het portaal')], help_text='of a day that had passed when it was reported', max_length=10)),
                ('status', models.CharField(choices=[('open', 'Wacht op bevestiging'), ('akkoord', 'Bevestigd'), ('geweigerd', 'Niet bevestigd'), ('ingetrokken', 'Ingetrokken'), ('teruggedraaid', 'Teruggedraaid')], default='open', max_length=20)),
                ('created_at', models.DateTimeField(default=portal.lib.clock.now)),
                ('pogingen', models.PositiveSmallIntegerField(default=0, help_text='how often the other school named another pupil; the database counts')),
                ('besloten_at', models.DateTimeField(null=True)),
                ('weiger_reden', models.CharField(blank=True, choices=[('komt_niet', 'De leerling komt niet op onze school'), ('onbekend', 'We kennen deze leerling niet'), ('datum', 'De eerste dag klopt niet')], max_length=10)),
                ('version', models.IntegerField(default=1)),
                ('besloten_door', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verhuizingen', to='hulpvragen.dossier')),
                ('gemeld_door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('naar', models.ForeignKey(help_text='empty: a school outside the partnership', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.vestiging')),
                ('van', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.vestiging')),
            ],
            options={
                'indexes': [models.Index(fields=['van', 'status'], name='verhuizing_from'), models.Index(fields=['naar', 'status'], name='verhuizing_to')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['open', 'akkoord', 'geweigerd', 'ingetrokken', 'teruggedraaid'])), name='verhuizing_status'), models.CheckConstraint(condition=models.Q(('naar', None), models.Q(('naar', models.F('van')), _negated=True), _connector='OR'), name='verhuizing_goes_elsewhere'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'akkoord'), _negated=True), models.Q(('besloten_door__isnull', False), models.Q(('naar', None), models.Q(('besloten_door', models.F('gemeld_door')), _negated=True), _connector='OR')), _connector='OR'), name='verhuizing_two_people'), models.UniqueConstraint(condition=models.Q(('status', 'open')), fields=('dossier',), name='verhuizing_one_open')],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
