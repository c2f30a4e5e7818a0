"""A school can be closed from a day, and says where its dossiers go."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0015_planned_places'),
    ]

    operations = [
        migrations.AddField(
            model_name='vestiging',
            name='gaat_naar',
            field=models.ForeignKey(help_text='where its dossiers go on that day', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.vestiging'),
        ),
        migrations.AddField(
            model_name='vestiging',
            name='gesloten_per',
            field=models.DateField(help_text='the first day on which it is closed: yet to come, or past', null=True),
        ),
        migrations.AddConstraint(
            model_name='vestiging',
            constraint=models.CheckConstraint(condition=models.Q(('gaat_naar', None), ('gesloten_per__isnull', False), _connector='OR'), name='vestiging_target_has_a_day'),
        ),
    ]
