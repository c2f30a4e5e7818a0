
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mutaties', '0002_wall'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='regel',
            name='regel_names_somebody',
        ),
        migrations.AlterField(
            model_name='regel',
            name='user',
            field=models.ForeignKey(help_text='the colleague; empty: who is new, or the loket', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='regel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('aan', 'collega'), ('user__isnull', False)), models.Q(models.Q(('aan', 'collega'), _negated=True), ('user', None)), _connector='OR'), name='regel_names_somebody'),
        ),
    ]
