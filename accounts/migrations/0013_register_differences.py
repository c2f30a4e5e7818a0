"""What a newer file of the national register says otherwise, kept to be read."""

import django.db.models.deletion
import portal.lib.clock
import portal.lib.ids
from django.db import migrations, models

SQL = "grant select on accounts_registerinlezing, accounts_registerverschil to portal_swv;"  # the owner alone writes them


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0012_stops'),
    ]

    operations = [
        migrations.CreateModel(
            name='RegisterInlezing',
            fields=[
                ('id', models.UUIDField(default=portal.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(default=portal.lib.clock.now)),
            ],
        ),
        migrations.AddField(
            model_name='catalogusvestiging',
            name='verdwenen_op',
            field=models.DateField(help_text='the day on which a newer file of its kind no longer had it', null=True),
        ),
        migrations.AddField(
            model_name='catalogusvestiging',
            name='laatst_in',
            field=models.ForeignKey(db_index=False, help_text='the last file in which it stood', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.registerinlezing'),
        ),
        migrations.CreateModel(
            name='RegisterVerschil',
            fields=[
                ('id', models.UUIDField(default=portal.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('soort', models.CharField(choices=[('geopend', 'Geopend'), ('verdwenen', 'Niet meer in het register'), ('verhuisd', 'Ander adres'), ('hernoemd', 'Andere naam'), ('telefoon', 'Ander telefoonnummer'), ('bestuur', 'Ander bestuur')], max_length=10)),
                ('code', models.CharField(max_length=6)),
                ('naam', models.CharField(help_text='of the school, as the newer file has it', max_length=120)),
                ('oud', models.CharField(blank=True, max_length=200)),
                ('nieuw', models.CharField(blank=True, max_length=200)),
                ('inlezing', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='verschillen', to='accounts.registerinlezing')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('soort__in', ['geopend', 'verdwenen', 'verhuisd', 'hernoemd', 'telefoon', 'bestuur'])), name='registerverschil_soort'), models.UniqueConstraint(fields=('inlezing', 'soort', 'code'), name='registerverschil_once')],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
