
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0016_closing'),
    ]

    operations = [
        migrations.AddField(
            model_name='vestiging',
            name='telefoon_door',
            field=models.ForeignKey(help_text='who filled the number in, as long as nobody else confirmed it; empty: of the register, or confirmed', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
    ]
