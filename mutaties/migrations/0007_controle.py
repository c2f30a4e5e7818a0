"""The controle of contact data, and its wall."""

from pathlib import Path

import django.db.models.deletion
import portal.lib.clock
import portal.lib.ids
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).with_suffix(".sql").read_text()


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_posts_and_stops'),
        ('mutaties', '0006_verloop_tekst'),
        ('hulpvragen', '0022_controle'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Controleronde',
            fields=[
                ('id', models.UUIDField(default=portal.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('naam', models.CharField(help_text='voorjaar 2027', max_length=40, unique=True)),
                ('begin', models.DateField()),
                ('uiterlijk', models.DateField(help_text='the last day; a school that says it later is late')),
                ('created_at', models.DateTimeField(default=portal.lib.clock.now)),
                ('gestart_door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Bevestiging',
            fields=[
                ('id', models.UUIDField(default=portal.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(default=portal.lib.clock.now)),
                ('mensen', models.JSONField(help_text='of each person: wie (id), rollen, antwoord, laatste_dag')),
                ('hulpvragen', models.IntegerField(help_text='how many open hulpvragen she was shown')),
                ('vragen', models.JSONField(help_text='those whose contact is not right: hulpvraag (id), contact (ids as shown)')),
                ('door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vestiging', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.vestiging')),
                ('ronde', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bevestigingen', to='mutaties.controleronde')),
            ],
        ),
        migrations.AddConstraint(
            model_name='controleronde',
            constraint=models.CheckConstraint(condition=models.Q(('uiterlijk__gt', models.F('begin'))), name='controleronde_ends_after_begin'),
        ),
        migrations.AddConstraint(
            model_name='bevestiging',
            constraint=models.UniqueConstraint(fields=('ronde', 'vestiging'), name='bevestiging_once'),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
