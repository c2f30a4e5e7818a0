"""Two more kinds: a school that closes, and one that goes on with another."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0016_closing'),
        ('mutaties', '0010_schoolwijziging'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='schoolwijziging',
            name='schoolwijziging_soort',
        ),
        migrations.AlterField(
            model_name='schoolwijziging',
            name='soort',
            field=models.CharField(choices=[('naam', 'Andere naam'), ('adres', 'Ander adres of verhuizing'), ('telefoon', 'Ander telefoonnummer'), ('bestuur', 'Ander schoolbestuur'), ('wijknetwerk', 'Ander wijknetwerk'), ('brin', 'Andere BRIN of vestigingscode'), ('oprichting', 'Nieuwe school'), ('sluiting', 'Sluiting'), ('fusie', 'Samengaan met een andere school')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='schoolwijziging',
            constraint=models.CheckConstraint(condition=models.Q(('soort__in', ['naam', 'adres', 'telefoon', 'bestuur', 'wijknetwerk', 'brin', 'oprichting', 'sluiting', 'fusie'])), name='schoolwijziging_soort'),
        ),
    ]
