"""A school has an address of its own, and can be planned to lie in another wijknetwerk."""

import django.db.models.deletion
from django.db import migrations, models


# until now the page of a school showed the address of the register
SQL = """
update accounts_vestiging v set straat = c.straat, huisnummer = c.huisnummer, postcode = c.postcode
  from accounts_catalogusvestiging c where c.code = v.code
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0014_second_factor_restored'),
    ]

    operations = [
        migrations.AddField(
            model_name='vestiging',
            name='huisnummer',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='vestiging',
            name='postcode',
            field=models.CharField(blank=True, max_length=7),
        ),
        migrations.AddField(
            model_name='vestiging',
            name='straat',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name='vestiging',
            name='wijknetwerk_daarna',
            field=models.ForeignKey(help_text='from that day; empty: in none', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.wijknetwerk'),
        ),
        migrations.AddField(
            model_name='vestiging',
            name='wijknetwerk_per',
            field=models.DateField(help_text='the first day of the planned wijknetwerk', null=True),
        ),
        migrations.AddConstraint(
            model_name='vestiging',
            constraint=models.CheckConstraint(condition=models.Q(('wijknetwerk_daarna', None), ('wijknetwerk_per__isnull', False), _connector='OR'), name='vestiging_plan_has_a_day'),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
