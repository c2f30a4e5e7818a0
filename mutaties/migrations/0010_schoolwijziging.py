"""Changes of a school's own data, with their wall."""

from pathlib import Path

import django.db.models.deletion
import portal.lib.clock
import portal.lib.ids
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).with_suffix(".sql").read_text()


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0015_planned_places'),
        ('mutaties', '0009_inlezen'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Schoolwijziging',
            fields=[
                ('id', models.UUIDField(default=portal.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('soort', models.CharField(choices=[('naam', 'Andere naam'), ('adres', 'Ander adres of verhuizing'), ('telefoon', 'Ander telefoonnummer'), ('bestuur', 'Ander schoolbestuur'), ('wijknetwerk', 'Ander wijknetwerk'), ('brin', 'Andere BRIN of vestigingscode'), ('oprichting', 'Nieuwe school')], max_length=12)),
                ('oud', models.JSONField(default=dict)),
                ('nieuw', models.JSONField(default=dict)),
                ('per', models.DateField(help_text='the first day')),
                ('bron', models.CharField(choices=[('school', 'de school'), ('bestuur', 'het bestuur'), ('swv', 'het samenwerkingsverband'), ('register', 'het register van DUO')], max_length=10)),
                ('status', models.CharField(choices=[('voorgesteld', 'Wacht op goedkeuring'), ('goedgekeurd', 'Goedgekeurd'), ('afgewezen', 'Afgewezen'), ('ingetrokken', 'Ingetrokken'), ('teruggedraaid', 'Teruggedraaid')], default='voorgesteld', max_length=20)),
                ('created_at', models.DateTimeField(default=portal.lib.clock.now)),
                ('besloten_at', models.DateTimeField(null=True)),
                ('reden', models.CharField(blank=True, choices=[('klopt_niet', 'De school zegt dat het niet klopt'), ('niet_bevestigd', 'We konden het niet bevestigen'), ('anders', 'Het staat al goed in het portaal'), ('datum', 'De datum klopt niet')], max_length=20)),
                ('version', models.IntegerField(default=1)),
                ('besloten_door', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('gemeld_door', models.ForeignKey(help_text='empty: the register', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vestiging', models.ForeignKey(help_text='empty: a school that is yet to be made', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.vestiging')),
            ],
            options={
                'indexes': [models.Index(fields=['status', 'per'], name='schoolwijziging_by_day'), models.Index(fields=['vestiging', 'created_at'], name='schoolwijziging_of_school')],
                'constraints': [models.CheckConstraint(condition=models.Q(('soort__in', ['naam', 'adres', 'telefoon', 'bestuur', 'wijknetwerk', 'brin', 'oprichting'])), name='schoolwijziging_soort'), models.CheckConstraint(condition=models.Q(('status__in', ['voorgesteld', 'goedgekeurd', 'afgewezen', 'ingetrokken', 'teruggedraaid'])), name='schoolwijziging_status'), models.CheckConstraint(condition=models.Q(('bron__in', ['school', 'bestuur', 'swv', 'register'])), name='schoolwijziging_bron'), models.CheckConstraint(condition=models.Q(('soort', 'oprichting'), ('vestiging__isnull', False), _connector='OR'), name='schoolwijziging_new_has_no_place'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'goedgekeurd'), _negated=True), models.Q(('besloten_door__isnull', False), models.Q(('gemeld_door', None), models.Q(('besloten_door', models.F('gemeld_door')), _negated=True), _connector='OR')), _connector='OR'), name='schoolwijziging_two_people'), models.UniqueConstraint(condition=models.Q(('bron', 'register'), ('status', 'voorgesteld')), fields=('vestiging', 'soort'), name='schoolwijziging_one_of_register')],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
